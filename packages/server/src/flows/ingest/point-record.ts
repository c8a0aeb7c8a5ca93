/** Metric points as decoded from any wire, before they are rows. All times are nanoseconds since 1970 UTC. */

/** The numbers stand in stored rows: they keep their meaning for good. */
export const POINT_KIND = {
  /** A state at one time: memory in use. */
  gauge: 1,
  /** A count since its start, which only grows; smaller than before means that it began again. */
  counter: 2,
  /** What was added since the point before. */
  delta: 3,
  /** A histogram since its start, as a counter is. */
  histogram: 4,
  /** A histogram of what was observed since the point before. */
  deltaHistogram: 5,
  /** One observation of many: the duration of one request. */
  sample: 6,
  /** Words: the version that runs, the state of a breaker. */
  text: 7,
} as const
export type PointKind = (typeof POINT_KIND)[keyof typeof POINT_KIND]

export type Tag = readonly [key: string, value: string]

/** What a point is of. Sorted by key, each key once. */
export interface SeriesRecord {
  id: bigint
  name: string
  kind: PointKind
  unit: string
  description: string
  tags: readonly Tag[]
  /** JSON of what the sender says of itself beside the tags, or empty. */
  resource: string
  /** What was taken out of its name, tags and description: JSON of classes and counts, or empty. */
  redactions: string
}

/** What identifies its series, in the order it came: the series stage makes the record of it. */
export interface SeriesParts {
  name: string
  kind: PointKind
  unit: string
  description: string
  /** Tags that all points of one sender share, and what more the sender says of itself: one object per sender. */
  origin: PointOrigin
  /** Key, value, key, value. */
  tags: readonly string[]
  redactions?: string
}

export interface PointOrigin {
  tags: readonly string[]
  resource: string
}

export const NO_ORIGIN: PointOrigin = { tags: [], resource: '' }
export const NONE: readonly never[] = []

export interface PointRecord {
  /** Place in the request, for a rejection. */
  index: number
  path: string
  parts: SeriesParts
  /** Set by the series stage. */
  series: SeriesRecord | undefined
  timeNs: bigint
  pointId: bigint
  value: number
  /** 0: not known. */
  startNs: bigint
  count: number
  least: number
  most: number
  bounds: readonly number[]
  counts: readonly number[]
  text: string
  exemplars: readonly Exemplar[]
  /** What was taken out of its text. Absent: nothing. */
  redactions?: string
}

export interface Exemplar {
  timeNs: bigint
  value: number
  traceId: string
  spanId: string
  requestId: string
  userId: string
  attributes: readonly Tag[]
  redactions?: string
}

export interface ExemplarRecord extends Exemplar {
  series: SeriesRecord
}

/** A point of one number; the rest is for histograms. */
export function numberPoint(parts: SeriesParts, timeNs: bigint, value: number): PointRecord {
  return {
    index: 0,
    path: '',
    parts,
    series: undefined,
    timeNs,
    pointId: 0n,
    value,
    startNs: 0n,
    count: 1,
    least: Number.NaN,
    most: Number.NaN,
    bounds: NONE,
    counts: NONE,
    text: '',
    exemplars: NONE,
  }
}
