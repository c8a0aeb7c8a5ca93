/**
 * Knows the series that are alive, per project: finds a point's series without hashing its tags anew, says which series
 * have to be written, and holds the limit on how many there may be. A series over the limit is refused; those that are
 * known go on, and so do all other projects.
 */
import { createHash } from 'node:crypto'
import type { PointOrigin, SeriesParts, SeriesRecord, Tag } from './point-record.ts'

export interface SeriesLimits {
  /** Series of one project that may be alive at a time. */
  maxSeries: number
}

export const MAX_NAME = 256
export const MAX_UNIT = 64
export const MAX_TAGS = 64
export const MAX_TAG_KEY = 256
export const MAX_TAG_VALUE = 2048

/** A series is written again after this time, so that its row is younger than its points. */
const REWRITE_MS = 6 * 3_600_000
/** A series without a point for this long no longer counts. */
const IDLE_MS = 3_600_000

interface Entry {
  series: SeriesRecord
  writtenMs: number
  seenMs: number
}

export type Found = { series: SeriesRecord; write: boolean } | { problem: string }

export class SeriesBook {
  private readonly limits: SeriesLimits
  private readonly projects = new Map<string, Map<string, Entry>>()
  private readonly origins = new WeakMap<PointOrigin, string>()
  private sweptMs = 0

  constructor(limits: SeriesLimits) {
    this.limits = limits
  }

  find(project: string, parts: SeriesParts, nowMs: number): Found {
    let book = this.projects.get(project)
    if (!book) this.projects.set(project, (book = new Map()))
    const key = this.keyOf(parts)
    const known = book.get(key)
    if (known) {
      known.seenMs = nowMs
      const write = nowMs - known.writtenMs >= REWRITE_MS
      if (write) known.writtenMs = nowMs
      return { series: known.series, write }
    }
    return this.learn(book, key, parts, nowMs)
  }

  /** What was written may be gone, in one project or in all: everything is written again with its next point. */
  forgetWritten(project?: string): void {
    const books = project === undefined ? [...this.projects.values()] : [this.projects.get(project) ?? new Map<string, Entry>()]
    for (const book of books) for (const entry of book.values()) entry.writtenMs = Number.NEGATIVE_INFINITY
  }

  private learn(book: Map<string, Entry>, key: string, parts: SeriesParts, nowMs: number): Found {
    const problem = problemOf(parts)
    if (problem !== undefined) return { problem }
    if (book.size >= this.limits.maxSeries) this.sweep(book, nowMs)
    if (book.size >= this.limits.maxSeries)
      return { problem: `this project has ${this.limits.maxSeries} series alive, the most there may be; a tag has too many values` }
    const series = seriesOf(parts)
    book.set(key, { series, writtenMs: nowMs, seenMs: nowMs })
    return { series, write: true }
  }

  /** Once a minute at most: a sender that is over the limit must not make every point cost a walk through the book. */
  private sweep(book: Map<string, Entry>, nowMs: number): void {
    if (nowMs - this.sweptMs < 60_000) return
    this.sweptMs = nowMs
    for (const [key, entry] of book) if (nowMs - entry.seenMs > IDLE_MS) book.delete(key)
  }

  private keyOf(parts: SeriesParts): string {
    let origin = this.origins.get(parts.origin)
    if (origin === undefined) this.origins.set(parts.origin, (origin = parts.origin.tags.map(lengthened).join('')))
    let key = `${parts.kind}${parts.name.length}:${parts.name}${parts.unit.length}:${parts.unit}${origin.length}:${origin}`
    for (const part of parts.tags) key += `${part.length}:${part}`
    return key
  }
}

/** With its length before it, so that no two lists of texts read the same when joined. */
function lengthened(text: string): string {
  return `${text.length}:${text}`
}

function problemOf({ name, unit, tags, origin }: SeriesParts): string | undefined {
  if (name === '') return 'the name is missing'
  if (name.length > MAX_NAME) return `the name may have ${MAX_NAME} characters`
  if (unit.length > MAX_UNIT) return `the unit may have ${MAX_UNIT} characters`
  if ((tags.length + origin.tags.length) / 2 > MAX_TAGS) return `a point may have ${MAX_TAGS} tags`
  for (let at = 0; at < tags.length; at += 2) {
    if (tags[at] === '') return 'the name of a tag is empty'
    if ((tags[at] as string).length > MAX_TAG_KEY) return `the name of a tag may have ${MAX_TAG_KEY} characters`
    if ((tags[at + 1] as string).length > MAX_TAG_VALUE) return `the value of a tag may have ${MAX_TAG_VALUE} characters`
  }
  return undefined
}

/** The same series whatever the order of its tags; the sender's own tags win over those of its origin. */
export function seriesOf({ name, kind, unit, description, origin, tags, redactions = '' }: SeriesParts): SeriesRecord {
  const all = new Map<string, string>()
  for (const list of [origin.tags, tags]) {
    for (let at = 0; at < list.length; at += 2) {
      const value = (list[at + 1] as string).slice(0, MAX_TAG_VALUE)
      if (value !== '') all.set(list[at] as string, value)
    }
  }
  const sorted: Tag[] = [...all].sort(([left], [right]) => (left < right ? -1 : 1))
  const digest = createHash('sha256')
    .update(JSON.stringify([name, kind, unit, sorted]))
    .digest()
  return {
    id: digest.readBigUInt64LE(0),
    name,
    kind,
    unit,
    description: description.slice(0, 1024),
    tags: sorted,
    resource: origin.resource,
    redactions,
  }
}
