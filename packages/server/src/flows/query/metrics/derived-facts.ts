/** Traces and AI interactions as facts: one row each, with the tags and values that derived metrics are made of. */
import { dateTime64, type Statement, sql, text } from '../../../planes/telemetry/statement.ts'
import { rowsIn, spread, traceRowsIn } from '../scope.ts'
import type { TimeRange } from '../time-range.ts'
import type { DerivedSource } from './derived-metrics.ts'

export interface DerivedScope extends TimeRange {
  project: string
}

/** One row per trace with its root, or per attempt at a provider; column `time` is its start. */
export function derivedRows(source: DerivedSource, scope: DerivedScope): Statement {
  return source === 'traces' ? traceRows(scope) : interactionRows(scope)
}

/** Joined over all parts of a trace, which may lie under other minutes than its start. */
function traceRows(scope: DerivedScope): Statement {
  return sql`
    SELECT trace_id, began AS time, toUnixTimestamp64Nano(ended) - toUnixTimestamp64Nano(began) AS duration_ns,
      greatest(if(given > 0, given - 1, root - 1), 0) AS state,
      transform(state, [2, 3], ['error', 'timeout'], 'success') AS status_text,
      multiIf(given_as != '', given_as, root_as) AS operation, organization, method
    FROM (
      SELECT trace_id, min(start_time) AS began, max(end_time) AS ended, max(given_status) AS given, max(root_status) AS root,
        max(given_name) AS given_as, max(root_name) AS root_as, max(organization_id) AS organization, max(request_method) AS method
      FROM traces WHERE ${traceRowsIn(spread(scope))} GROUP BY trace_id
    )
    WHERE (given > 0 OR root > 0) AND ${within(sql`began`, scope)}`
}

function interactionRows(scope: DerivedScope): Statement {
  return sql`
    SELECT trace_id, start_time AS time, provider, model, operation, service, organization_id, status, duration_ns, ttft_ms,
      prompt_tokens, response_tokens, total_tokens, tokens_per_second, cost
    FROM interactions FINAL WHERE ${rowsIn(scope)} AND toStartOfMinute(start_time) >= toStartOfMinute(${dateTime64(scope.fromNs)}) AND deleted = 0`
}

function within(time: Statement, { fromNs, toNs }: TimeRange): Statement {
  return sql`${time} >= ${dateTime64(fromNs)} AND ${time} < ${dateTime64(toNs)}`
}

/** Tags as a list of key and value, those without a value left out. */
export function tagsMap(tags: Readonly<Record<string, Statement>>): Statement {
  const entries = Object.entries(tags).flatMap(([key, column]) => [text(key), sql`toString(${column})`])
  return sql`mapFilter((k, v) -> v != '', map(${sql.join(entries)}))`
}
