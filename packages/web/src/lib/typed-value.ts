/** Values of conditions as people type them: `12` and `true` are what they look like, everything else is text. */
import type { SteeringCondition } from '@relayscope/contract'

type Value = Exclude<SteeringCondition['value'], undefined>

export function readValue(text: string): Value {
  const parsed = parsedOr(text)
  return isValue(parsed) ? parsed : text
}

/** Read again, it is the same value: a text that looks like something else is quoted. */
export function valueText(value: Value | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'string' && readValue(value) === value ? value : JSON.stringify(value)
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const isScalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value)
const isValue = (value: unknown): value is Value => isScalar(value) || (Array.isArray(value) && value.every(isScalar))
