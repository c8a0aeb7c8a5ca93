/** The statements behind lists and searches of traces. Text only: store.ts runs them. */
import type { Term } from '@relayscope/contract/search'
import { compileTerms } from '../../flows/query/compile-search.ts'
import { all } from '../../flows/query/conditions.ts'
import type { Place, Window } from '../../flows/query/newest.ts'
import { rowsIn, type Scope, spread, traceRowsIn } from '../../flows/query/scope.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import {
  type Baselines,
  isOnSummary,
  type Narrowing,
  narrowing,
  TRACE_DURATION_NS,
  TRACE_GROUP,
  traceDataset,
} from '../../flows/query/trace-dataset.ts'
import type { Clock } from '../../kit/clock.ts'
import { dateTime, dateTime64, type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'

export interface TraceSearch {
  readonly project: string
  readonly range: TimeRange
  readonly terms: readonly Term[]
  /** What is usual for each name, where the terms ask for it. */
  readonly usual?: Baselines
}

/** Past everything: so that nothing is read where there is no such minute. */
const NO_MINUTE = dateTime(Infinity)

/** Start of the partial row that has `rows` newer ones. The first look finds its minute by the key alone. */
export function boundaryStatement(scope: Scope, rows: number): Statement {
  const inside = sql`${traceRowsIn(scope)} AND start_time >= ${dateTime64(scope.fromNs)} AND start_time < ${dateTime64(scope.toNs)}`
  return sql`
    SELECT toUnixTimestamp64Nano(start_time) AS start_ns FROM traces
    WHERE ${inside} AND minute >= ifNull((SELECT minute FROM traces WHERE ${inside} ORDER BY minute DESC LIMIT 1 OFFSET ${uint(rows)}), ${NO_MINUTE})
    ORDER BY start_time DESC LIMIT 1 OFFSET ${uint(rows)}`
}

/** Rows that conditions are tried on before the most selective is chosen. */
const TRIED_ROWS = 100_000

/** How many partial rows each of the conditions finds among some. */
export function selectivityStatement(scope: Scope, conditions: readonly Statement[]): Statement {
  const counts = conditions.map((condition) => sql`countIf(${condition})`)
  return sql`SELECT [${sql.join(counts)}] AS counts FROM (SELECT * FROM traces WHERE ${traceRowsIn(spread(scope))} LIMIT ${uint(TRIED_ROWS)})`
}

/**
 * One row per trace that starts in the range and passes. `among` narrows the partial rows that are joined; without it,
 * and with `fromRows`, those of traces that have a partial row in the range.
 */
export function matching(search: TraceSearch, clock: Clock, options: { fromRows?: boolean; among?: readonly Statement[] } = {}): Statement {
  const { project, range, terms, usual } = search
  const scope: Scope = { project, ...range }
  const started = sql`start_time >= ${dateTime64(range.fromNs)} AND start_time < ${dateTime64(range.toNs)}`
  // identity: thousands of ids looked up in the key cost more than they save.
  const among = options.fromRows
    ? [sql`identity(trace_id) IN (SELECT trace_id FROM traces WHERE ${traceRowsIn(scope)} AND ${started})`]
    : (options.among ?? [])
  return sql`
    SELECT * FROM (
      SELECT ${TRACE_GROUP}
      FROM traces WHERE ${all([traceRowsIn(spread(scope)), ...among])}
      GROUP BY trace_id
    ) WHERE started >= ${dateTime64(range.fromNs)} AND started < ${dateTime64(range.toNs)}
      AND ${compileTerms(terms, traceDataset(spread(scope), clock, usual))}`
}

export function candidatesStatement(
  search: TraceSearch,
  window: Window,
  after: Place | undefined,
  limit: number,
  clock: Clock,
  among?: readonly Statement[],
): Statement {
  const range = { fromNs: window.fromNs, toNs: window.toNs }
  const rows = matching({ ...search, range }, clock, among ? { among } : { fromRows: window.rows > 0 })
  return sql`
    SELECT trace_id AS id, toUnixTimestamp64Nano(started) AS start_ns FROM (${rows})
    ${after ? sql`WHERE ${isAfter(after)}` : sql.empty}
    ORDER BY started DESC, trace_id DESC LIMIT ${uint(limit)}`
}

function isAfter({ startNs, id }: Place): Statement {
  return sql`(started < ${dateTime64(startNs)} OR (started = ${dateTime64(startNs)} AND trace_id < ${text(id)}))`
}

/** For a window of unknown size: what can be asked of rows before they are joined. */
export function narrowed({ project, terms }: TraceSearch, window: Window, clock: Clock): Narrowing {
  return narrowing(terms, spread({ project, fromNs: window.fromNs, toNs: window.toNs }), clock)
}

/** Whether anything can be asked of rows before they are joined. */
export function narrows(search: TraceSearch, clock: Clock): boolean {
  const { byTrace, byRow } = narrowed(search, { ...search.range, rows: 0 }, clock)
  return byTrace.length + byRow.length > 0
}

/** The traces of some partial rows, as a condition on all their rows. */
export function ofRows(scope: Scope, condition: Statement): Statement {
  return sql`trace_id IN (SELECT trace_id FROM traces WHERE ${traceRowsIn(spread(scope))} AND ${condition})`
}

/** Tests again what later parts may have changed: the summary. What was found in a span or a prompt stays found. */
export function summariesStatement(scope: Scope, { terms, usual }: Pick<TraceSearch, 'terms' | 'usual'>, clock: Clock): Statement {
  return sql`
    SELECT trace_id AS id, toUnixTimestamp64Nano(started) AS start_ns, toUnixTimestamp64Nano(ended) AS end_ns, name, state, whole,
           user, organization, request, session, path, method, error, details, trace_tags, service_names, provider_names, model_names
    FROM (SELECT ${TRACE_GROUP} FROM traces WHERE ${traceRowsIn(scope)} GROUP BY trace_id)
    WHERE ${compileTerms(terms.filter(isOnSummary), traceDataset(scope, clock, usual))}`
}

/** Spans are counted by their id: one that came twice is one. */
export function spanCountsStatement(scope: Scope): Statement {
  return sql`
    SELECT trace_id AS id, uniqExact(span_id) AS spans, uniqExactIf(span_id, status >= 2) AS errors, anyIf(service, parent_span_id = '') AS root_service
    FROM spans WHERE ${rowsIn(scope)} GROUP BY trace_id`
}

/** Newest readings that were not withdrawn. */
export function interactionTotalsStatement(scope: Scope): Statement {
  return sql`
    SELECT trace_id AS id, count() AS calls, sum(total_tokens) AS tokens, sum(cost) AS total_cost, groupUniqArrayIf(currency, isNotNull(cost)) AS currencies
    FROM (SELECT * FROM interactions WHERE ${rowsIn(scope)} ORDER BY version DESC, deleted LIMIT 1 BY id)
    WHERE deleted = 0 GROUP BY trace_id`
}

export function longestStatement(search: TraceSearch, limit: number, clock: Clock): Statement {
  return sql`
    SELECT trace_id AS id, toUnixTimestamp64Nano(started) AS start_ns FROM (${matching(search, clock)})
    ORDER BY ${TRACE_DURATION_NS} DESC, trace_id LIMIT ${uint(limit)}`
}

/** Without terms the AI calls alone say which traces cost most. */
export function dearestStatement(search: TraceSearch, limit: number, clock: Clock): Statement {
  const scope: Scope = { project: search.project, ...search.range }
  const matched = search.terms.length === 0 ? sql.empty : sql`AND trace_id IN (SELECT trace_id FROM (${matching(search, clock)}))`
  return sql`
    SELECT trace_id AS id, toUnixTimestamp64Nano(min(start_time)) AS start_ns
    FROM interactions FINAL
    WHERE ${rowsIn(search.terms.length === 0 ? scope : spread(scope))} ${matched} AND deleted = 0 AND isNotNull(cost) AND trace_id != ''
    GROUP BY trace_id ORDER BY sum(cost) DESC, trace_id LIMIT ${uint(limit)}`
}
