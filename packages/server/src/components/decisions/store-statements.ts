/** The statements behind lists of decision traces and single ones. Text only: store.ts runs them. */
import { compileTerm, compileTerms } from '../../flows/query/compile-search.ts'
import { all } from '../../flows/query/conditions.ts'
import { currentRows, DECISION_ROW_ID, decisionDataset, decisionRows, type DecisionSearch } from '../../flows/query/decision-dataset.ts'
import type { Place, Window } from '../../flows/query/newest.ts'
import { LOG_COLUMNS } from '../../flows/query/recorded-decisions.ts'
import { rowsIn, type Scope, spread } from '../../flows/query/scope.ts'
import type { Clock } from '../../kit/clock.ts'
import { dateTime, dateTime64, type Statement, sql, text, texts, uint, uints } from '../../planes/telemetry/statement.ts'

/** Past everything: so that nothing is read where there is no such minute. */
const NO_MINUTE = dateTime(Infinity)

/** Start of the row that has `rows` newer ones. The first look finds its minute by the key alone. */
export function boundaryStatement(scope: Scope, rows: number): Statement {
  const inside = rowsIn(scope)
  const minute = sql`toStartOfMinute(start_time)`
  return sql`
    SELECT toUnixTimestamp64Nano(start_time) AS start_ns FROM decision_traces
    WHERE ${inside} AND ${minute} >= ifNull((SELECT ${minute} AS minute FROM decision_traces WHERE ${inside} ORDER BY ${minute} DESC LIMIT 1 OFFSET ${uint(rows)}), ${NO_MINUTE})
    ORDER BY start_time DESC LIMIT 1 OFFSET ${uint(rows)}`
}

export interface CandidateRow {
  id: string
  start_ns: string
}

/** Rows of any version that pass: what is true of them now is seen when they are confirmed. */
export function candidatesStatement(
  search: DecisionSearch,
  window: Window,
  after: Place | undefined,
  limit: number,
  clock: Clock,
): Statement {
  const scope: Scope = { project: search.project, fromNs: window.fromNs, toNs: window.toNs }
  const dataset = decisionDataset(scope, clock)
  const id = DECISION_ROW_ID
  const conditions = all([
    rowsIn(scope),
    ...(after
      ? [sql`(start_time < ${dateTime64(after.startNs)} OR (start_time = ${dateTime64(after.startNs)} AND ${id} < ${text(after.id)}))`]
      : []),
    ...search.terms.map((term) => compileTerm(term, dataset)),
  ])
  return sql`
    SELECT ${id} AS id, toUnixTimestamp64Nano(start_time) AS start_ns FROM decision_traces WHERE ${conditions}
    ORDER BY start_time DESC, id DESC LIMIT 1 BY id, start_time LIMIT ${uint(limit)}`
}

/** A row of the index, with the place of its record in the log. */
export interface IndexRow {
  id: string
  trace_id: string
  request_id: string
  start_ns: string
  evaluation_ms: number
  fallback: number
  /** Days since 1970. */
  day: number
  sequence: string
}

const INDEX_COLUMNS = sql`
  ${DECISION_ROW_ID} AS id, trace_id, request_id, toUnixTimestamp64Nano(start_time) AS start_ns, evaluation_ms, fallback,
  toUInt32(toDate(received_at)) AS day, sequence`

/** The candidates as they are now, as far as they pass. */
export function confirmStatement(search: DecisionSearch, places: readonly Place[], clock: Clock): Statement {
  const starts = places.map(({ startNs }) => startNs)
  const fromNs = starts.reduce((a, b) => (a < b ? a : b))
  const toNs = starts.reduce((a, b) => (a > b ? a : b)) + 1n
  const traceIds = [...new Set(places.map(({ id }) => id.slice(0, id.indexOf('/'))))]
  const scope = spread({ project: search.project, fromNs, toNs, traceIds })
  return sql`
    SELECT ${INDEX_COLUMNS} FROM (${currentRows(rowsIn(scope))})
    WHERE id IN ${texts(places.map(({ id }) => id))} AND ${compileTerms(search.terms, decisionDataset(scope, clock))}`
}

/** Everything of some traces, whenever they are from: the index on the id finds it. */
export function ofTracesStatement(project: string, traceIds: readonly string[], limit: number): Statement {
  const rows = sql`project = ${text(project)} AND trace_id IN ${texts(traceIds)}`
  return sql`SELECT ${INDEX_COLUMNS} FROM (${currentRows(rows)}) ORDER BY start_time, request_id LIMIT ${uint(limit)}`
}

/** Traces that hold decisions for this id of a request. */
export function tracesOfRequestStatement(project: string, requestId: string, limit: number): Statement {
  return sql`
    SELECT trace_id FROM decision_traces WHERE project = ${text(project)} AND request_id = ${text(requestId)}
    GROUP BY trace_id ORDER BY max(start_time) DESC LIMIT ${uint(limit)}`
}

/** The trace an AI interaction is part of. */
export function tracesOfInteractionStatement(project: string, id: string): Statement {
  return sql`
    SELECT trace_id FROM interactions WHERE project = ${text(project)} AND id = ${text(id)} AND trace_id != ''
    ORDER BY version DESC LIMIT 1`
}

/** Records of the log by day and place. `head` alone: without inputs and outputs. */
export function recordsStatement(project: string, places: readonly Pick<IndexRow, 'day' | 'sequence'>[], whole: boolean): Statement {
  const days = new Map<number, bigint[]>()
  for (const { day, sequence } of places) days.set(day, [...(days.get(day) ?? []), BigInt(sequence)])
  const conditions = [...days].map(([day, list]) => sql`(toDate(received_at) = toDate(${uint(day)}) AND sequence IN ${uints(list)})`)
  const columns = whole
    ? LOG_COLUMNS
    : sql`head, toUnixTimestamp(received_at) AS received, sequence, lower(hex(hash)) AS hash, lower(hex(previous_hash)) AS previous`
  return sql`
    SELECT ${columns}, toUInt32(toDate(received_at)) AS day FROM decision_log
    WHERE project = ${text(project)} AND head != '' AND (${sql.join(conditions, sql` OR `)})`
}

export function countStatement(search: DecisionSearch, limit: number, clock: Clock): Statement {
  return sql`SELECT count() AS found FROM (SELECT trace_id FROM (${decisionRows(search, true, clock)}) LIMIT ${uint(limit)})`
}
