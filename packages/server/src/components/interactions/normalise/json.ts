/** Reading of values that may be JSON: a string that holds JSON, a structured attribute, or text. Never throws. */
import { type AttributeValue, plain } from '../../../flows/ingest/attributes.ts'

export type JsonRecord = Record<string, unknown>

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The data a value holds: parsed where it is JSON text of a list, a map or a string, else as it is. */
export function dataOf(value: AttributeValue | undefined): unknown {
  if (value === undefined) return undefined
  return typeof value === 'string' ? parsed(value) : plain(value)
}

/** As `dataOf`, for text that is already out of its attribute. */
export function parsed(text: string): unknown {
  return looksLikeJson(text) ? (parseJson(text) ?? text) : text
}

/** The map a value holds; an empty one when it holds none. */
export function recordOf(value: AttributeValue | undefined): JsonRecord {
  const data = dataOf(value)
  return isRecord(data) ? data : {}
}

/** The list a value holds; a single value is a list of one. */
export function listOf(value: AttributeValue | undefined): unknown[] {
  const data = dataOf(value)
  if (Array.isArray(data)) return data
  return data === undefined || data === null || data === '' ? [] : [data]
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A non-empty string or undefined. */
export function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A finite number that is not negative, or undefined: counts and times. */
export function count(value: unknown): number | undefined {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) && read >= 0 ? read : undefined
}

/** `get(record, 'a', 'b')` is record.a.b where every step is a map or a list. */
export function get(value: unknown, ...path: (string | number)[]): unknown {
  let at: unknown = value
  for (const step of path) {
    if (Array.isArray(at) && typeof step === 'number') at = at[step]
    else if (isRecord(at) && Object.hasOwn(at, step)) at = at[step]
    else return undefined
  }
  return at
}

/** Text as it is, data as JSON text, nothing as empty text. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  return JSON.stringify(value) ?? ''
}

function looksLikeJson(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d) continue
    return code === 0x7b || code === 0x5b || code === 0x22
  }
  return false
}

/** The class of an object as LangChain writes it: the last word of its `id`. */
export function className(value: unknown): string {
  const id = get(value, 'id')
  return Array.isArray(id) ? textOf(id.at(-1)) : ''
}
