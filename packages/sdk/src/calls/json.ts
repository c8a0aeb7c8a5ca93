/** Reading values that anybody may have made. */

export type JsonRecord = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is JsonRecord => typeof value === 'object' && value !== null && !Array.isArray(value)
export const recordOf = (value: unknown): JsonRecord => (isRecord(value) ? value : {})
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
export const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : undefined

/** JSON text of anything: cycles, big integers and getters that throw included. Text stays as it is. */
export function jsonText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined) return ''
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return tolerantJson(value)
  }
}

const MAX_DEPTH = 32
const MAX_ENTRIES = 1000

function tolerantJson(value: unknown): string {
  try {
    return JSON.stringify(plainCopy(value, [])) ?? ''
  } catch {
    return '"[unreadable]"'
  }
}

function plainCopy(value: unknown, above: readonly unknown[]): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (above.includes(value)) return '[circular]'
  if (above.length >= MAX_DEPTH) return '[too deep]'
  const path = [...above, value]
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((item) => plainCopy(item, path))
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value).slice(0, MAX_ENTRIES)) {
    try {
      copy[key] = plainCopy((value as JsonRecord)[key], path)
    } catch {
      copy[key] = '[unreadable]'
    }
  }
  return copy
}

/** `undefined` where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
