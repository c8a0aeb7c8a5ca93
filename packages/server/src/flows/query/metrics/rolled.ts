/** Which rows of `metric_rollups` hold the windows of a range. */
import { dateTime, type Statement, sql, uint } from '../../../planes/telemetry/statement.ts'

export function rolledIn(resolution: number, fromSeconds: number, toSeconds: number): Statement {
  const bucket = (seconds: number): Statement =>
    resolution === 60 ? sql`toDate(${dateTime(seconds)})` : sql`toStartOfMonth(${dateTime(seconds)})`
  return sql`
    resolution = ${uint(resolution)} AND bucket >= ${bucket(fromSeconds)} AND bucket <= ${bucket(toSeconds)}
      AND window >= ${dateTime(fromSeconds)} AND window < ${dateTime(toSeconds)}`
}
