/** The numbers of `metric_points.kind`, as the write flow gives them (a test compares the two), and what they are to a reader. */
import type { MetricKind } from '@relayscope/contract'

export const POINT_KINDS = { gauge: 1, counter: 2, delta: 3, histogram: 4, deltaHistogram: 5, sample: 6, text: 7 } as const

const SHOWN: Readonly<Record<number, MetricKind>> = {
  1: 'gauge',
  2: 'counter',
  3: 'counter',
  4: 'histogram',
  5: 'histogram',
  6: 'sample',
  7: 'text',
}

export function shownKind(kind: number): MetricKind {
  return SHOWN[kind] ?? 'gauge'
}

/** Kinds that are the same thing to a reader: how a counter was sent does not matter. */
export function kindsLike(kind: number): number[] {
  const shown = shownKind(kind)
  return Object.keys(SHOWN)
    .map(Number)
    .filter((each) => SHOWN[each] === shown)
}
