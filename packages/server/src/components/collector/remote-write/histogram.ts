/** Native histograms of Prometheus (prompb and io.prometheus.write.v2 have the same message) into buckets written out. */
import { UndecodableError } from '../../../flows/ingest/intake.ts'
import { emptyDataPoint } from '../otlp/data-point.ts'
import { type Buckets, bucketsOfExponential } from '../otlp/exponential-buckets.ts'
import { Attributes } from '../../../flows/ingest/attributes.ts'
import type { WireReader } from '../otlp/wire.ts'

export interface NativeHistogram {
  timestampMs: number
  count: number
  sum: number
  buckets: Buckets
  /** The sender says that it counts states, not since a start. */
  isGauge: boolean
}

interface Side {
  spans: [offset: number, length: number][]
  deltas: number[]
  counts: number[]
}

const CUSTOM_BOUNDS = -53
const GAUGE_HINT = 3
const MAX_BUCKETS = 1024

export function readHistogram(reader: WireReader, end: number): NativeHistogram | string {
  const raw = { count: 0, sum: 0, schema: 0, zeroThreshold: 0, zeroCount: 0, hint: 0, timestampMs: 0, bounds: [] as number[] }
  const positive: Side = { spans: [], deltas: [], counts: [] }
  const negative: Side = { spans: [], deltas: [], counts: [] }
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x08) raw.count = Number(reader.int64(end))
    else if (tag === 0x11) raw.count = Math.round(reader.double(end))
    else if (tag === 0x19) raw.sum = reader.double(end)
    else if (tag === 0x20) raw.schema = zigzag(reader.int64(end))
    else if (tag === 0x29) raw.zeroThreshold = reader.double(end)
    else if (tag === 0x30) raw.zeroCount = Number(reader.int64(end))
    else if (tag === 0x39) raw.zeroCount = Math.round(reader.double(end))
    else if (tag === 0x70) raw.hint = reader.varint32(end)
    else if (tag === 0x78) raw.timestampMs = Number(reader.int64(end))
    else if (tag === 0x82) doubles(reader, end, raw.bounds)
    else if (!readSide(reader, end, tag, 0x42, negative) && !readSide(reader, end, tag, 0x5a, positive)) reader.skip(tag, end, 0)
  }
  const buckets = raw.schema === CUSTOM_BOUNDS ? customBuckets(raw.bounds, positive) : exponentialBuckets(raw, positive, negative)
  if (typeof buckets === 'string') return buckets
  return { timestampMs: raw.timestampMs, count: raw.count, sum: raw.sum, buckets, isGauge: raw.hint === GAUGE_HINT }
}

/** Spans, then counts as differences, then counts as they are: three fields in a row for each side. */
function readSide(reader: WireReader, end: number, tag: number, first: number, side: Side): boolean {
  if (tag === first) side.spans.push(readSpan(reader, reader.messageEnd(end)))
  else if (tag === first + 8) {
    const to = reader.messageEnd(end)
    while (reader.at < to) push(side.deltas, zigzag(reader.int64(to)))
  } else if (tag === first + 16) doubles(reader, end, side.counts)
  else return false
  if (side.spans.length > MAX_BUCKETS) throw new UndecodableError('a histogram has too many spans')
  return true
}

function readSpan(reader: WireReader, end: number): [number, number] {
  let offset = 0
  let length = 0
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x08) offset = zigzag(reader.int64(end))
    else if (tag === 0x10) length = reader.varint32(end)
    else reader.skip(tag, end, 0)
  }
  return [offset, length]
}

function doubles(reader: WireReader, end: number, into: number[]): void {
  const to = reader.messageEnd(end)
  while (reader.at < to) push(into, reader.double(to))
}

function push(list: number[], value: number): void {
  if (list.length >= MAX_BUCKETS) throw new UndecodableError(`a histogram may have ${MAX_BUCKETS} buckets`)
  list.push(value)
}

/** Signed integers, as protobuf folds them. */
function zigzag(value: number | bigint): number {
  const wide = BigInt.asUintN(64, BigInt(value))
  return Number((wide >> 1n) ^ -(wide & 1n))
}

function countsOf({ spans, deltas, counts }: Side): Map<number, number> | string {
  const found = new Map<number, number>()
  let index = 0
  let at = 0
  let running = 0
  const total = spans.reduce((sum, [, length]) => sum + length, 0)
  const given = counts.length > 0 ? counts.length : deltas.length
  if (total !== given) return 'the spans of a histogram do not fit its buckets'
  for (const [offset, length] of spans) {
    index += offset
    for (let step = 0; step < length; step++, index++, at++) {
      running = counts.length > 0 ? Math.round(counts[at] ?? 0) : running + (deltas[at] ?? 0)
      if (running < 0) return 'a bucket of a histogram is negative'
      found.set(index, running)
    }
  }
  return found
}

function exponentialBuckets(
  raw: { count: number; schema: number; zeroThreshold: number; zeroCount: number },
  positive: Side,
  negative: Side,
): Buckets | string {
  const point = emptyDataPoint(NO_ATTRIBUTES)
  for (const [side, list] of [
    [positive, 'positive'],
    [negative, 'negative'],
  ] as const) {
    // prettier-ignore
    const counts = countsOf(side)
    if (typeof counts === 'string') return counts
    if (counts.size === 0) continue
    const indexes = [...counts.keys()]
    const first = Math.min(...indexes)
    const last = Math.max(...indexes)
    if (last - first >= MAX_BUCKETS) return 'the buckets of a histogram lie too far apart'
    // Here bucket i ends at b^i; in OpenTelemetry, whose rules the rest follows, it begins there.
    point[list] = { offset: first - 1, counts: Array.from({ length: last - first + 1 }, (_, at) => counts.get(first + at) ?? 0) }
  }
  point.scale = raw.schema
  point.count = raw.count
  point.zeroCount = raw.zeroCount
  point.zeroThreshold = raw.zeroThreshold
  return bucketsOfExponential(point)
}

const NO_ATTRIBUTES = new Attributes()

function customBuckets(bounds: readonly number[], side: Side): Buckets | string {
  const found = countsOf(side)
  if (typeof found === 'string') return found
  if (bounds.some((bound, at) => !Number.isFinite(bound) || (at > 0 && bound <= (bounds[at - 1] as number))))
    return 'the bounds of a histogram must rise'
  return { bounds: [...bounds], counts: Array.from({ length: bounds.length + 1 }, (_, at) => found.get(at) ?? 0) }
}
