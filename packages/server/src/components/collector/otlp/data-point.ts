/** A data point of OpenTelemetry as read from the wire, whichever its shape. */
import type { Attributes } from '../../../flows/ingest/attributes.ts'
import type { Exemplar } from '../../../flows/ingest/point-record.ts'

export interface BucketList {
  offset: number
  counts: number[]
}

/** One data point of any shape, as read; the fields its shape does not have keep their first value. */
export interface DataPoint {
  attributes: Attributes
  startNs: bigint
  timeNs: bigint
  value: number | undefined
  flags: number
  count: number
  sum: number | undefined
  least: number
  most: number
  bounds: number[]
  counts: number[]
  scale: number
  zeroCount: number
  zeroThreshold: number
  positive: BucketList
  negative: BucketList
  quantiles: [quantile: number, value: number][]
  exemplars: Exemplar[]
}

export function emptyDataPoint(attributes: Attributes): DataPoint {
  return {
    attributes,
    startNs: 0n,
    timeNs: 0n,
    value: undefined,
    flags: 0,
    count: 0,
    sum: undefined,
    least: Number.NaN,
    most: Number.NaN,
    bounds: [],
    counts: [],
    scale: 0,
    zeroCount: 0,
    zeroThreshold: 0,
    positive: { offset: 0, counts: [] },
    negative: { offset: 0, counts: [] },
    quantiles: [],
    exemplars: [],
  }
}
