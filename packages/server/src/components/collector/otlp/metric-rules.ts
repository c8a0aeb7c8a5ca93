/** Data points of OpenTelemetry into points: the same for both encodings. */
import { attributeText, plain } from '../../../flows/ingest/attributes.ts'
import type { Batch } from '../../../flows/ingest/batch.ts'
import {
  type Exemplar,
  NONE,
  numberPoint,
  POINT_KIND,
  type PointKind,
  type PointOrigin,
  type PointRecord,
  type SeriesParts,
} from '../../../flows/ingest/point-record.ts'
import type { Origin } from '../../../flows/ingest/records.ts'
import type { DataPoint } from './data-point.ts'
import { bucketsOfExponential } from './exponential-buckets.ts'
import type { RecordPlace } from './record-place.ts'

export type MetricShape = 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary'

export interface MetricHead {
  name: string
  unit: string
  description: string
  shape: MetricShape
  /** OTLP's numbers: 1 delta, 2 cumulative; 0 where the sender did not say. */
  temporality: number
  monotonic: boolean
}

const DELTA = 1
/** The sender says that there is no value any more: the series ends here. */
const NO_RECORDED_VALUE = 1
export const MAX_BUCKETS = 1024
const MAX_EXEMPLARS = 16

/** Of what a sender says of itself, this tells its series apart; the rest is kept beside them. */
const IDENTITY = ['service.name', 'service.namespace', 'service.instance.id', 'deployment.environment', 'deployment.environment.name']

const origins = new WeakMap<Origin, PointOrigin>()

export function pointOriginOf(origin: Origin): PointOrigin {
  let made = origins.get(origin)
  if (!made) {
    const tags: string[] = []
    for (const key of IDENTITY) {
      const value = origin.resource.text(key)
      if (value !== undefined) tags.push(key, value)
    }
    if (origin.scope !== '') tags.push('otel.scope.name', origin.scope)
    made = { tags, resource: origin.resource.size === 0 ? '' : JSON.stringify(plain(origin.resource)) }
    origins.set(origin, made)
  }
  return made
}

/** Takes the data point into the batch, or says in the batch why not. */
export function addDataPoint(batch: Batch, head: MetricHead, point: DataPoint, origin: PointOrigin, place: RecordPlace, at: number): void {
  const made = pointsOf(head, point, origin)
  if (typeof made === 'string') return place.reject(batch, `${head.shape}.dataPoints[${at}]`, made)
  batch.accepted++
  const timeNs = point.timeNs === 0n ? BigInt(Math.trunc(batch.receivedAtMs)) * 1_000_000n : point.timeNs
  for (const [index, record] of made.entries()) {
    record.timeNs = timeNs
    record.index = place.index
    // Counted once, whatever rows it becomes.
    if (index > 0) batch.accepted++
    batch.points.push(record)
  }
}

function pointsOf(head: MetricHead, point: DataPoint, origin: PointOrigin): PointRecord[] | string {
  if ((point.flags & NO_RECORDED_VALUE) === 1) return []
  switch (head.shape) {
    case 'gauge':
    case 'sum':
      return numberPoints(head, point, origin)
    case 'histogram':
      return histogramPoints(head, point, origin)
    case 'exponentialHistogram':
      return exponentialPoints(head, point, origin)
    case 'summary':
      return summaryPoints(head, point, origin)
  }
}

function numberPoints(head: MetricHead, point: DataPoint, origin: PointOrigin): PointRecord[] | string {
  if (point.value === undefined) return 'has no value'
  if (!Number.isFinite(point.value)) return 'the value is not a finite number'
  const record = numberPoint(partsOf(head, kindOfNumber(head), point, origin), 0n, point.value)
  record.startNs = point.startNs
  record.exemplars = exemplarsOf(point)
  return [record]
}

/** A sum that may fall is a state; one without temporality is taken as counted from its start, as most are. */
function kindOfNumber({ shape, monotonic, temporality }: MetricHead): PointKind {
  if (shape === 'gauge') return POINT_KIND.gauge
  if (temporality === DELTA) return POINT_KIND.delta
  return monotonic ? POINT_KIND.counter : POINT_KIND.gauge
}

function histogramPoints(head: MetricHead, point: DataPoint, origin: PointOrigin): PointRecord[] | string {
  const { bounds, counts } = point
  if (bounds.length > MAX_BUCKETS) return `a histogram may have ${MAX_BUCKETS} buckets`
  if (counts.length > 0 && counts.length !== bounds.length + 1) return 'bucketCounts must have one entry more than explicitBounds'
  if (bounds.some((bound, at) => !Number.isFinite(bound) || (at > 0 && bound <= (bounds[at - 1] as number))))
    return 'explicitBounds must be finite and rise'
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (counts.length > 0 && total !== point.count) return 'count is not the sum of bucketCounts'
  return [distribution(head, point, origin, bounds, counts)].filter((each) => each !== undefined)
}

function exponentialPoints(head: MetricHead, point: DataPoint, origin: PointOrigin): PointRecord[] | string {
  const buckets = bucketsOfExponential(point)
  if (typeof buckets === 'string') return buckets
  return [distribution(head, point, origin, buckets.bounds, buckets.counts)]
}

function distribution(head: MetricHead, point: DataPoint, origin: PointOrigin, bounds: number[], counts: number[]): PointRecord {
  const isDelta = head.temporality === DELTA
  const kind = isDelta ? POINT_KIND.deltaHistogram : POINT_KIND.histogram
  const sum = point.sum !== undefined && Number.isFinite(point.sum) ? point.sum : estimatedSum(bounds, counts)
  const record = numberPoint(partsOf(head, kind, point, origin), 0n, sum)
  record.startNs = point.startNs
  record.count = point.count
  // Since its start, which is of no use for a window.
  record.least = isDelta ? point.least : Number.NaN
  record.most = isDelta ? point.most : Number.NaN
  record.bounds = bounds
  record.counts = counts
  record.exemplars = exemplarsOf(point)
  return record
}

/** Where no sum was sent (negative observations): from the middles of the buckets. */
function estimatedSum(bounds: readonly number[], counts: readonly number[]): number {
  let sum = 0
  for (const [at, count] of counts.entries()) {
    const upper = bounds[at] ?? bounds[at - 1] ?? 0
    const lower = bounds[at - 1] ?? Math.min(0, upper)
    sum += (count * (lower + upper)) / 2
  }
  return sum
}

/** The quantiles of a summary cannot be joined with others; they are kept as states of their own, beside count and sum. */
function summaryPoints(head: MetricHead, point: DataPoint, origin: PointOrigin): PointRecord[] | string {
  const main = numberPoint(partsOf(head, POINT_KIND.histogram, point, origin), 0n, finite(point.sum))
  main.startNs = point.startNs
  main.count = point.count
  const made = [main]
  for (const [quantile, value] of point.quantiles) {
    if (!Number.isFinite(value)) continue
    const parts = partsOf({ ...head, name: `${head.name}.quantile` }, POINT_KIND.gauge, point, origin)
    made.push(numberPoint({ ...parts, tags: [...parts.tags, 'quantile', String(quantile)] }, 0n, value))
  }
  return made
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0
}

function partsOf(head: MetricHead, kind: PointKind, { attributes }: DataPoint, origin: PointOrigin): SeriesParts {
  const { keys, values } = attributes
  const tags = new Array<string>(keys.length * 2)
  for (let at = 0; at < keys.length; at++) {
    tags[at * 2] = keys[at]
    tags[at * 2 + 1] = attributeText(values[at])
  }
  return { name: head.name, kind, unit: head.unit, description: head.description, origin, tags }
}

function exemplarsOf({ exemplars }: DataPoint): readonly Exemplar[] {
  if (exemplars.length === 0) return NONE
  return exemplars.slice(0, MAX_EXEMPLARS).filter(({ value }) => Number.isFinite(value))
}
