/** Traces, AI interactions, spans of a gateway's parts and decisions as facts: one row each, with the tags and values that derived metrics are made of. */
import { dateTime64, type Statement, sql, text, uint } from '../../../planes/telemetry/statement.ts'
import { rowsIn, spread, traceRowsIn } from '../scope.ts'
import { HOUR_NS, type TimeRange } from '../time-range.ts'
import { COMPONENT_PART } from './component-parts.ts'
import type { DerivedSource } from './derived-metrics.ts'

export interface DerivedScope extends TimeRange {
  project: string
}

/** One row per trace with its root, per attempt at a provider, per span of a cache, database or queue, or per request something was decided about; column `time` is its start. */
export function derivedRows(source: DerivedSource, scope: DerivedScope): Statement {
  return ROWS[source](scope)
}

const ROWS: Readonly<Record<DerivedSource, (scope: DerivedScope) => Statement>> = {
  traces: traceRows,
  interactions: interactionRows,
  spans: spanRows,
  decisions: decisionRows,
}

/** A request that was helped out by others names them all, in the order of the alphabet; each combination is a series. */
const MOST_PROVIDERS = 3
export const JOINED_BY = ' + '

/** Joined over all parts of a trace, which may lie under other minutes than its start. */
function traceRows(scope: DerivedScope): Statement {
  return sql`
    SELECT trace_id, began AS time, toUnixTimestamp64Nano(ended) - toUnixTimestamp64Nano(began) AS duration_ns,
      greatest(if(given > 0, given - 1, root - 1), 0) AS state,
      transform(state, [2, 3], ['error', 'timeout'], 'success') AS status_text,
      multiIf(given_as != '', given_as, root_as) AS operation, organization, method,
      arrayStringConcat(arraySlice(arraySort(called), 1, ${uint(MOST_PROVIDERS)}), ${text(JOINED_BY)}) AS provider
    FROM (
      SELECT trace_id, min(start_time) AS began, max(end_time) AS ended, max(given_status) AS given, max(root_status) AS root,
        max(given_name) AS given_as, max(root_name) AS root_as, max(organization_id) AS organization, max(request_method) AS method,
        groupUniqArrayArray(providers) AS called
      FROM traces WHERE ${partsOfTraces(scope)} GROUP BY trace_id
    )
    WHERE (given > 0 OR root > 0) AND ${within(sql`began`, scope)}`
}

/** Longer ranges are most of what is looked at around them. */
const SHORT_NS = HOUR_NS

/**
 * The rows of all traces that start in the range. One that does has a part there, so of a short range only those traces are joined:
 * an hour around one minute under load was a million traces and 400 MB.
 */
function partsOfTraces(scope: DerivedScope): Statement {
  const around = traceRowsIn(spread(scope))
  if (scope.toNs - scope.fromNs > SHORT_NS) return around
  return sql`${around} AND trace_id GLOBAL IN (SELECT trace_id FROM traces WHERE ${traceRowsIn({ ...scope, toNs: scope.toNs - 1n })})`
}

function interactionRows(scope: DerivedScope): Statement {
  return sql`
    SELECT trace_id, start_time AS time, provider, model, operation, service, organization_id, status, duration_ns, ttft_ms,
      prompt_tokens, response_tokens, total_tokens, tokens_per_second, cost
    FROM interactions FINAL WHERE ${rowsIn(scope)} AND toStartOfMinute(start_time) >= toStartOfMinute(${dateTime64(scope.fromNs)}) AND deleted = 0`
}

/** A span that came twice is one. */
function spanRows(scope: DerivedScope): Statement {
  return sql`
    SELECT trace_id, min(start_time) AS time, any(of_part) AS part, any(of_service) AS service, max(ended_as) AS status, max(took_ns) AS duration_ns
    FROM (
      SELECT trace_id, span_id, start_time, ${COMPONENT_PART} AS of_part, service AS of_service, status AS ended_as, duration_ns AS took_ns
      FROM spans WHERE ${rowsIn(scope)} AND of_part != ''
    )
    GROUP BY trace_id, span_id`
}

/**
 * Which way a request went, in one word; where several are true, the one that says most. Rules are called by their own names. What was
 * only read off a request's attempts is left out: it exists for requests that needed several, and would be no share of all.
 */
function decisionRows(scope: DerivedScope): Statement {
  return sql`
    SELECT trace_id, start_time AS time, organization_id, provider, outcome, fallback, cache_hit, evaluation_ms, types,
      if(matched_names[1] = '', toString(matched_ids[1]), toString(matched_names[1])) AS rule,
      multiIf(outcome = 3, 'rejected', cache_hit = 1, 'cache', fallback = 1, 'fallback', rule != '', rule, 'no rule') AS road
    FROM decision_traces FINAL WHERE ${rowsIn(scope)} AND source != 'derived' AND toStartOfMinute(start_time) >= toStartOfMinute(${dateTime64(scope.fromNs)})`
}

function within(time: Statement, { fromNs, toNs }: TimeRange): Statement {
  return sql`${time} >= ${dateTime64(fromNs)} AND ${time} < ${dateTime64(toNs)}`
}

/** Tags as a list of key and value, those without a value left out. */
export function tagsMap(tags: Readonly<Record<string, Statement>>): Statement {
  const entries = Object.entries(tags).flatMap(([key, column]) => [text(key), sql`toString(${column})`])
  return sql`mapFilter((k, v) -> v != '', map(${sql.join(entries)}))`
}
