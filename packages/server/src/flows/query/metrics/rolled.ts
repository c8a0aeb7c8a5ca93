/** Which windows are rolled up, and which rows of `metric_rollups` hold those of a range. */
import { dateTime, type Statement, sql, uint } from '../../../planes/telemetry/statement.ts'

/** Seconds of a window. Each is put together from those of the one before; minutes from single points. */
export const MINUTE = 60 as const
export const HOUR = 3600 as const
export const SIX_HOURS = 21_600 as const
export type Resolution = typeof MINUTE | typeof HOUR | typeof SIX_HOURS

/** The day of a minute, the month of what is longer. */
export function bucketOf(resolution: Resolution, seconds: number): Statement {
  return resolution === MINUTE ? sql`toDate(${dateTime(seconds)})` : sql`toStartOfMonth(${dateTime(seconds)})`
}

export function rolledIn(resolution: Resolution, fromSeconds: number, toSeconds: number): Statement {
  return sql`
    resolution = ${uint(resolution)} AND bucket >= ${bucketOf(resolution, fromSeconds)} AND bucket <= ${bucketOf(resolution, toSeconds)}
      AND window >= ${dateTime(fromSeconds)} AND window < ${dateTime(toSeconds)}`
}
