/** Which rows of a table a question may look at: one project, a range of time, and some ids where they are known. */
import { dateTime, dateTime64, type Statement, sql, text, texts } from '../../planes/telemetry/statement.ts'
import { HOUR_NS, MINUTE_NS, type TimeRange } from './time-range.ts'

export interface Scope extends TimeRange {
  readonly project: string
  /** Absent: any trace. */
  readonly traceIds?: readonly string[]
  /** Absent: any AI interaction. */
  readonly interactionIds?: readonly string[]
}

/** How far from its start the parts of one trace are looked for by a search. What lies further is seen when the trace is opened. */
export const SPREAD_NS = HOUR_NS

/** The range with what may belong to a trace that starts in it. */
export function spread<Range extends TimeRange>(range: Range, byNs = SPREAD_NS): Range {
  return { ...range, fromNs: range.fromNs - byNs, toNs: range.toNs + byNs }
}

/** Rows of spans, interactions or content: their keys begin with project and minute of start. */
export function rowsIn(scope: Scope): Statement {
  const { project, fromNs, toNs, traceIds } = scope
  const those = traceIds === undefined ? sql.empty : sql` AND trace_id IN ${texts(traceIds)}`
  return sql`project = ${text(project)} AND start_time >= ${dateTime64(fromNs)} AND start_time < ${dateTime64(toNs)}${those}`
}

/** Rows of `traces`, whose key holds the minute of start itself. */
export function traceRowsIn(scope: Scope): Statement {
  const { project, fromNs, toNs, traceIds } = scope
  const those = traceIds === undefined ? sql.empty : sql` AND trace_id IN ${texts(traceIds)}`
  return sql`project = ${text(project)} AND minute >= ${minuteOf(fromNs)} AND minute <= ${minuteOf(toNs)}${those}`
}

export function minuteOf(ns: bigint): Statement {
  return dateTime(Number(ns / MINUTE_NS) * 60)
}

/** Rows of content, which name the interaction in their own column. */
export function contentRowsIn(scope: Scope): Statement {
  const those = scope.interactionIds === undefined ? sql.empty : sql` AND interaction_id IN ${texts(scope.interactionIds)}`
  return sql`${rowsIn(scope)}${those}`
}
