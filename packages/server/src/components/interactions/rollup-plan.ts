/** Which parts of a range are answered by days, by hours, and by single rows. Pure. */
import { DAY_NS, HOUR_NS, type TimeRange } from '../../flows/query/time-range.ts'

export interface RollupPlan {
  days: TimeRange[]
  hours: TimeRange[]
  rows: TimeRange[]
}

export interface RollupState {
  /** Hours that are over before this are rolled up. */
  untilNs: bigint
  /** Starts of hours in which something arrived since. */
  lateNs: readonly bigint[]
}

/** More separate ranges of single rows than this are not worth their statements. */
const MAX_RANGES = 40

/** Undefined: single rows answer all of it. `wholeDays`: whether days may stand for their hours. */
export function planOf(range: TimeRange, { untilNs, lateNs }: RollupState, wholeDays: boolean): RollupPlan | undefined {
  const fromNs = roundUp(range.fromNs, HOUR_NS)
  const until = untilNs < range.toNs ? untilNs : range.toNs
  const toNs = until - (until % HOUR_NS)
  if (toNs <= fromNs) return undefined
  const late = new Set(lateNs)
  const plan: RollupPlan = { days: [], hours: [], rows: [] }
  extend(plan.rows, range.fromNs, fromNs)
  for (let at = fromNs; at < toNs;) {
    const day = wholeDays && at % DAY_NS === 0n && at + DAY_NS <= toNs && !hasLate(late, at)
    const end = at + (day ? DAY_NS : HOUR_NS)
    extend(day ? plan.days : late.has(at) ? plan.rows : plan.hours, at, end)
    at = end
  }
  extend(plan.rows, toNs, range.toNs)
  return plan.rows.length > MAX_RANGES ? undefined : plan
}

function hasLate(late: ReadonlySet<bigint>, dayNs: bigint): boolean {
  if (late.size === 0) return false
  for (let at = dayNs; at < dayNs + DAY_NS; at += HOUR_NS) if (late.has(at)) return true
  return false
}

function roundUp(ns: bigint, unit: bigint): bigint {
  const over = ns % unit
  return over === 0n ? ns : ns - over + unit
}

function extend(ranges: TimeRange[], fromNs: bigint, toNs: bigint): void {
  if (toNs <= fromNs) return
  const last = ranges.at(-1)
  if (last?.toNs === fromNs) ranges[ranges.length - 1] = { fromNs: last.fromNs, toNs }
  else ranges.push({ fromNs, toNs })
}
