/** Time cut into buckets, as charts get them: never more than one for two pixels. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Every step divides the next ones a person thinks of, so that buckets begin at round times. */
export const BUCKET_STEPS_MS: readonly number[] = [
  SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
]
const PX_PER_BUCKET = 2

/** The step to ask the server for. */
export function bucketStep(fromMs: number, toMs: number, widthPx: number): number {
  const least = ((toMs - fromMs) * PX_PER_BUCKET) / Math.max(PX_PER_BUCKET, widthPx)
  return BUCKET_STEPS_MS.find((step) => step >= least) ?? Math.ceil(least / DAY) * DAY
}

/** `10 s`, `5 min`, `3 h`, `1 d`. */
export function formatStep(stepMs: number): string {
  for (const [size, name] of [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
  ] as const)
    if (stepMs >= size && stepMs % size === 0) return `${stepMs / size} ${name}`
  return `${stepMs / SECOND} s`
}

export interface Buckets {
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

const MOST_BUCKETS = 5000

/** All buckets of a range, counted from 1970 as databases do; the first and the last may reach over its ends. */
export function bucketsOf(fromMs: number, toMs: number, stepMs: number): Buckets {
  const starts: number[] = []
  for (let start = Math.floor(fromMs / stepMs) * stepMs; start < toMs && starts.length < MOST_BUCKETS; start += stepMs) starts.push(start)
  return { starts, ends: starts.map((start) => start + stepMs) }
}

/** Wide buckets before the seam and narrow ones after it; the last wide one ends where the first narrow one begins. */
export function joinBuckets(wide: Buckets, narrow: Buckets): Buckets {
  const seam = narrow.starts[0] ?? Infinity
  const kept = wide.starts.filter((start) => start < seam).length
  return {
    starts: [...wide.starts.slice(0, kept), ...narrow.starts],
    ends: [...wide.ends.slice(0, kept).map((end) => Math.min(end, seam)), ...narrow.ends],
  }
}

/** The bucket an instant lies in; -1 where there is none. */
export function bucketAt({ starts, ends }: Buckets, instantMs: number): number {
  let low = 0
  let high = starts.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) > instantMs) high = middle - 1
    else if ((ends[middle] ?? 0) <= instantMs) low = middle + 1
    else return middle
  }
  return -1
}

/** One value per bucket from those the server sent; a bucket it did not send is a gap, not a zero. */
export function valuesIn(buckets: Buckets, points: readonly { timeMs: number; value: number | null }[]): (number | null)[] {
  const values: (number | null)[] = buckets.starts.map(() => null)
  for (const { timeMs, value } of points) {
    const at = bucketAt(buckets, timeMs)
    if (at >= 0) values[at] = value
  }
  return values
}

/** Whether a bucket is still filling. */
export function isIncomplete({ ends }: Buckets, index: number, nowMs: number): boolean {
  return (ends[index] ?? 0) > nowMs
}

/** The last bucket that is whole, else the last one: what "now" is when nothing is hovered. */
export function latestWhole(buckets: Buckets, nowMs: number): number {
  const last = buckets.starts.length - 1
  return last > 0 && isIncomplete(buckets, last, nowMs) ? last - 1 : last
}

/** Buckets that "now" may lie back: with few requests the last minute is often empty, but an hour ago is not now. */
const NEAR = 5

/** The bucket that is read while nothing is hovered: the newest of the last few whole ones that has a value, else the last whole one. */
export function restingAt(values: readonly (number | null)[], buckets: Buckets, nowMs: number): number {
  const latest = latestWhole(buckets, nowMs)
  for (let at = latest; at >= 0 && at > latest - NEAR; at--) if ((values[at] ?? null) !== null) return at
  return latest
}
