/** Values of submitted records in the form the write flow has: times, free attributes, decimals. */
import { type AttributeValue, Attributes } from '../../flows/ingest/attributes.ts'
import { LATEST_NS, TOO_LATE } from './otlp/span-rules.ts'

/** Why a record cannot be taken, found after its schema was satisfied. */
export class RecordError extends Error {
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}

const NS_PER_MS = 1_000_000n
/** Length of a time down to the second: 2026-03-11T12:05:32 */
const WHOLE_SECONDS = 19
/** More than from the first to the last time there is. */
const LONGEST_MS = 5e12

/** ISO 8601 text, already known to look like one, as nanoseconds since 1970 UTC. Digits past the nanosecond are dropped. */
export function timeNs(text: string, path: string): bigint {
  // The usual form is read at once; Date.parse knows milliseconds at most.
  const plain = text.length === 24 && text[10] === 'T' && text[19] === '.' && text[23] === 'Z'
  const ns = plain ? BigInt(Date.parse(text) || unreadable(text, path)) * NS_PER_MS : unusualTimeNs(text, path)
  if (ns < 0n) throw new RecordError(path, 'lies before 1970')
  if (ns >= LATEST_NS) throw new RecordError(path, TOO_LATE)
  return ns
}

/** Zero is a time too: only what Date.parse cannot read is refused. */
function unreadable(text: string, path: string): number {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new RecordError(path, 'is not a day and time that exist')
  return ms
}

function unusualTimeNs(text: string, path: string): bigint {
  const hasSeconds = text[16] === ':'
  const head = `${text.slice(0, 10)}T${text.slice(11, 16)}${hasSeconds ? text.slice(16, WHOLE_SECONDS) : ':00'}`
  const [, fraction = '', zone = ''] = /^(?:[.,](\d+))?(.*)$/.exec(text.slice(hasSeconds ? WHOLE_SECONDS : 16)) ?? []
  return BigInt(unreadable(`${head}${zoneOf(zone)}`, path)) * NS_PER_MS + BigInt(fraction.slice(0, 9).padEnd(9, '0'))
}

function zoneOf(zone: string): string {
  if (zone === '' || zone === 'z' || zone === 'Z') return 'Z'
  if (zone.length === 3) return `${zone}:00`
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
}

/** Start and end of a record. A duration counts only where the end is not said. */
export function spanOfTime(
  start: string,
  end: string | undefined,
  durationMs: number | undefined,
  names: { end: string; duration: string },
  path = '',
): { startNs: bigint; endNs: bigint } {
  const startNs = timeNs(start, `${path}startTime`)
  if (end === undefined) {
    if (durationMs === undefined) throw new RecordError(`${path}${names.end}`, `is missing, and so is ${names.duration}`)
    const endNs = startNs + BigInt(Math.round(Math.min(durationMs, LONGEST_MS) * 1e6))
    if (endNs >= LATEST_NS) throw new RecordError(`${path}${names.duration}`, `the end ${TOO_LATE}`)
    return { startNs, endNs }
  }
  const endNs = timeNs(end, `${path}${names.end}`)
  if (endNs < startNs) throw new RecordError(`${path}${names.end}`, 'lies before the start')
  return { startNs, endNs }
}

/** JSON data as attribute values. Depth has been limited before. */
export function attributeOf(value: unknown): AttributeValue {
  if (typeof value !== 'object' || value === null) return value as string | number | boolean | null
  return Array.isArray(value) ? value.map(attributeOf) : attributesOf(value)
}

export function attributesOf(data: object): Attributes {
  const made = new Attributes()
  for (const [key, value] of Object.entries(data)) made.push(key, attributeOf(value))
  return made
}

/** Fields of a record that its schema does not know and that the server does not make itself. */
export function extraFields(record: Record<string, unknown>, known: ReadonlySet<string>): [string, unknown][] {
  return Object.entries(record).filter(([key, value]) => value !== undefined && !known.has(key))
}

/** `null` stands for nothing in every JSON client; it becomes absent here, one level deep. */
export function withoutNulls(record: unknown): void {
  if (typeof record !== 'object' || record === null) return
  const fields = record as Record<string, unknown>
  for (const key of Object.keys(fields)) if (fields[key] === null) fields[key] = undefined
}

/** Free values as text, as they are stored. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}
