/** Values as an explanation repeats them: always small, always JSON. */
import { LIMITS } from './limits.ts'

export type Shown = string | number | boolean | null | readonly (string | number | boolean | null)[]

const MEMBERS = 16

function scalar(value: unknown): string | number | boolean | null {
  switch (typeof value) {
    case 'string':
      return value.length > LIMITS.shownCharacters ? `${value.slice(0, LIMITS.shownCharacters)}… (${value.length} characters)` : value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'boolean':
      return value
    case 'object':
      return value === null ? null : Array.isArray(value) ? `(list of ${value.length})` : '(object)'
    default:
      return `(${typeof value})`
  }
}

export function shown(value: unknown): Shown {
  if (!Array.isArray(value)) return scalar(value)
  const members = Array.from(value.slice(0, MEMBERS), scalar)
  return value.length > MEMBERS ? [...members, `… (${value.length} members)`] : members
}
