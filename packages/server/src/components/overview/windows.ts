/** The windows that are drawn: even over the range, and finer ones for its last hour where that is asked for. */
import { DAY_NS, HOUR_NS, MINUTE_NS, NS_PER_MS, stepNs, type TimeRange } from '../../flows/query/time-range.ts'
import type { Windowed } from './stretches.ts'

const WANTED_WINDOWS = 300
const HOUR_MS = 3_600_000
const LEAST_FINE_NS = 6n * HOUR_NS
/** A range that ends this near to now ends now. */
const NEAR_NOW_NS = 2n * MINUTE_NS
/** The newest windows, by the minute: what is judged. A little over two hours, so that they are read from roll-ups. */
export const RECENT_NS = 2n * HOUR_NS + MINUTE_NS
const PAST_NS = 7n * DAY_NS

export function evenStep(range: TimeRange): string {
  const ms = Number(stepNs(range, WANTED_WINDOWS) / NS_PER_MS)
  return ms % 60_000 === 0 ? `${ms / 60_000}m` : `${Math.max(1, Math.round(ms / 1000))}s`
}

export function doesEndNow({ toNs }: TimeRange, nowNs: bigint): boolean {
  return nowNs - toNs < NEAR_NOW_NS
}

export function mayBeFine({ fromNs, toNs }: TimeRange): boolean {
  return toNs - fromNs >= LEAST_FINE_NS
}

/** The days before, without what is judged. */
export function pastOf({ toNs }: TimeRange): TimeRange {
  return { fromNs: toNs - PAST_NS, toNs: toNs - HOUR_NS }
}

export interface Cut {
  readonly starts: number[]
  readonly ends: number[]
  /** One row of values for the windows that are drawn. */
  join<Value>(even: readonly Value[], fine: readonly Value[]): Value[]
}

/** The last even window ends where the first fine one begins. */
export function cutOf(even: Windowed, fine: Windowed | undefined, toMs: number): Cut {
  const seam = fine?.times.find((time) => time >= toMs - HOUR_MS)
  const kept = seam === undefined ? even.times.length : even.times.filter((time) => time < seam).length
  const from = fine && seam !== undefined ? fine.times.indexOf(seam) : 0
  const fineTimes = fine && seam !== undefined ? fine.times.slice(from) : []
  const starts = [...even.times.slice(0, kept), ...fineTimes]
  const last = even.times.slice(0, kept).map((time) => Math.min(time + even.stepMs, seam ?? Infinity))
  return {
    starts,
    ends: [...last, ...fineTimes.map((time) => time + (fine?.stepMs ?? 0))],
    join: (of, ofFine) => [...of.slice(0, kept), ...(seam === undefined ? [] : ofFine.slice(from))],
  }
}
