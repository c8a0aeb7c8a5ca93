/** What one request of remote-write wrote, and its series as points. */
import type { Batch } from '../../../flows/ingest/batch.ts'
import {
  type Exemplar,
  NO_ORIGIN,
  NONE,
  numberPoint,
  POINT_KIND,
  type PointKind,
  type SeriesParts,
} from '../../../flows/ingest/point-record.ts'
import type { NativeHistogram } from './histogram.ts'

export interface WrittenSample {
  value: number
  timestampMs: number
  startMs: number
}

/** One series with what came of it. */
export interface WrittenSeries {
  /** Key, value, key, value; `__name__` among them. */
  labels: string[]
  samples: WrittenSample[]
  histograms: (NativeHistogram | string)[]
  exemplars: { labels: string[]; value: number; timestampMs: number }[]
  type: 'counter' | 'gauge' | 'unknown'
  unit: string
  help: string
  startMs: number
}

export function emptySeries(): WrittenSeries {
  return { labels: [], samples: [], histograms: [], exemplars: [], type: 'unknown', unit: '', help: '', startMs: 0 }
}

/** By the conventions of names, where the sender does not say: version 1 sends types apart from samples. */
const COUNTER_NAME = /_(total|bucket|count|sum)$/

export function addSeries(batch: Batch, index: number, series: WrittenSeries): void {
  const problem = labelProblem(series.labels)
  if (problem !== undefined) {
    const lost = series.samples.length + series.histograms.length
    for (let times = 0; times < Math.max(1, lost); times++)
      batch.rejections.push({ index, path: `timeseries[${index}].labels`, message: problem })
    return
  }
  const { name, tags } = named(series.labels)
  const isCounter = series.type === 'counter' || (series.type === 'unknown' && COUNTER_NAME.test(name))
  const parts = (kind: PointKind): SeriesParts => ({ name, kind, unit: series.unit, description: series.help, origin: NO_ORIGIN, tags })
  addSamples(batch, index, series, parts(isCounter ? POINT_KIND.counter : POINT_KIND.gauge))
  addHistograms(batch, index, series, parts)
  addExemplars(batch, series)
}

/** A value that is no number marks the end of a series, or that there was none: it is taken, and there is nothing to store. */
function addSamples(batch: Batch, index: number, series: WrittenSeries, parts: SeriesParts): void {
  for (const { value, timestampMs, startMs } of series.samples) {
    countWritten(batch, 'samples')
    if (!Number.isFinite(value)) {
      batch.accepted++
      continue
    }
    const point = numberPoint(parts, msNs(timestampMs), value)
    point.index = index
    point.path = `timeseries[${index}]`
    point.startNs = msNs(startMs || series.startMs)
    batch.points.push(point)
    batch.accepted++
  }
}

function addHistograms(batch: Batch, index: number, series: WrittenSeries, parts: (kind: PointKind) => SeriesParts): void {
  for (const histogram of series.histograms) {
    if (typeof histogram === 'string') {
      batch.rejections.push({ index, path: `timeseries[${index}].histograms`, message: histogram })
      continue
    }
    countWritten(batch, 'histograms')
    batch.accepted++
    // A sum that is no number marks the end of the series.
    if (!Number.isFinite(histogram.sum)) continue
    const kind = histogram.isGauge ? POINT_KIND.deltaHistogram : POINT_KIND.histogram
    const point = numberPoint(parts(kind), msNs(histogram.timestampMs), histogram.sum)
    point.index = index
    point.startNs = msNs(series.startMs)
    point.count = histogram.count
    point.bounds = histogram.buckets.bounds
    point.counts = histogram.buckets.counts
    batch.points.push(point)
  }
}

/** They stand beside the last point of their series; alone they would lead from nothing. */
function addExemplars(batch: Batch, series: WrittenSeries): void {
  const made = exemplarsOf(batch, series)
  const last = batch.points.at(-1)
  if (made.length > 0 && last) last.exemplars = made
}

export function exemplarsOf(batch: Batch, { exemplars }: WrittenSeries): Exemplar[] {
  return exemplars
    .filter(({ value }) => Number.isFinite(value))
    .map(({ labels, value, timestampMs }) => {
      countWritten(batch, 'exemplars')
      const of = (...names: string[]): string => {
        const at = labels.findIndex((label, place) => place % 2 === 0 && names.includes(label))
        return at < 0 ? '' : (labels[at + 1] ?? '')
      }
      const traceId = of('trace_id', 'traceID').replaceAll('-', '').toLowerCase()
      return { timeNs: msNs(timestampMs), value, traceId, spanId: of('span_id', 'spanID'), requestId: '', userId: '', attributes: NONE }
    })
}

export function countWritten(batch: Batch, what: string): void {
  batch.counts[what] = (batch.counts[what] ?? 0) + 1
}

function named(labels: readonly string[]): { name: string; tags: string[] } {
  let name = ''
  const tags: string[] = []
  for (let at = 0; at < labels.length; at += 2) {
    if (labels[at] === '__name__') name = labels[at + 1] as string
    else tags.push(labels[at] as string, labels[at + 1] as string)
  }
  return { name, tags }
}

export function labelProblem(labels: readonly string[]): string | undefined {
  const names = labels.filter((_, at) => at % 2 === 0)
  if (!names.includes('__name__')) return 'the label __name__ is missing'
  if (new Set(names).size < names.length) return 'a label stands twice'
  if (names.includes('')) return 'the name of a label is empty'
  return undefined
}

export function msNs(ms: number): bigint {
  return ms > 0 ? BigInt(ms) * 1_000_000n : 0n
}
