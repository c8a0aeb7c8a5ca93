/** The statements behind one trace and its spans. Text only. */
import { type Scope, rowsIn } from '../../flows/query/scope.ts'
import { dateTime64, type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import { TRACE_GROUP } from '../../flows/query/trace-dataset.ts'

/** One trace and the time its spans start in. */
export interface TraceScope {
  readonly project: string
  readonly traceId: string
  readonly fromNs: bigint
  readonly toNs: bigint
}

/**
 * All partial rows of the trace, whenever they are from: the index on the id finds them. One level, because planning a
 * statement costs more than reading one trace: a level around it cost a seventh.
 */
export function summaryStatement(project: string, traceId: string): Statement {
  return sql`
    SELECT ${TRACE_GROUP}, trace_id AS id, toUnixTimestamp64Nano(started) AS start_ns, toUnixTimestamp64Nano(ended) AS end_ns
    FROM traces WHERE project = ${text(project)} AND trace_id = ${text(traceId)} GROUP BY trace_id`
}

function spanRows({ project, traceId, fromNs, toNs }: TraceScope): Statement {
  const scope: Scope = { project, fromNs, toNs }
  return sql`${rowsIn(scope)} AND trace_id = ${text(traceId)}`
}

/** Each span once: of a span that came twice, the one that came last. */
function distinctSpans(trace: TraceScope): Statement {
  return sql`
    SELECT span_id, parent_span_id, name, kind, status, status_message, error_type, service, scope, component, operation, provider, model,
           toUnixTimestamp64Nano(start_time) AS start_ns, duration_ns, attrs, resource, events, links, redactions
    FROM spans WHERE ${spanRows(trace)} ORDER BY received_at DESC LIMIT 1 BY span_id`
}

/** By start time; `after` is the last span of the page before. */
export function spansStatement(trace: TraceScope, limit: number, after?: { startNs: bigint; id: string }): Statement {
  const rest = after ? sql`WHERE (start_ns, span_id) > (${uint(after.startNs)}, ${text(after.id)})` : sql.empty
  return sql`SELECT * FROM (${distinctSpans(trace)}) ${rest} ORDER BY start_ns, span_id LIMIT ${uint(limit)}`
}

/** Values that were too heavy for the light row, in the order of spans, until `maxBytes` of them. */
export function spanContentStatement({ project, traceId, fromNs, toNs }: TraceScope, maxBytes: number): Statement {
  return sql`
    SELECT span_id, source, key, position, value FROM (
      SELECT span_id, source, key, position, value, time FROM span_content
      WHERE project = ${text(project)} AND time >= ${dateTime64(fromNs)} AND time < ${dateTime64(toNs)} AND trace_id = ${text(traceId)} AND source != 'log'
      ORDER BY received_at DESC LIMIT 1 BY span_id, source, key, position
    )
    QUALIFY sum(length(value)) OVER (ORDER BY time, span_id, source, key, position ROWS UNBOUNDED PRECEDING) <= ${uint(maxBytes)}`
}

/** Newest readings of the AI calls of the trace that were not withdrawn. */
export function interactionsStatement(trace: TraceScope): Statement {
  return sql`
    SELECT id, span_id, total_tokens, cost, currency
    FROM (SELECT * FROM interactions WHERE ${spanRows(trace)} ORDER BY version DESC, deleted LIMIT 1 BY id)
    WHERE deleted = 0 ORDER BY start_time, id`
}

/** A span as its stored row, for comparing it with others. */
export function spanStatement(trace: TraceScope, spanId: string): Statement {
  return sql`SELECT name, service, status, status_message FROM spans WHERE ${spanRows(trace)} AND span_id = ${text(spanId)} ORDER BY received_at DESC LIMIT 1`
}

export interface SpanLike {
  name: string
  service: string
  status: number
  status_message: string
}

export function spanStatsStatement(scope: Scope, like: SpanLike, exceptTraceId: string): Statement {
  return sql`
    SELECT count() AS spans, countIf(status >= 2) AS errors, quantilesTDigest(0.5, 0.95)(duration_ns) AS quantiles_ns,
           uniqIf(trace_id, status >= 2 AND status_message = ${text(like.status_message)} AND trace_id != ${text(exceptTraceId)}) AS same_error
    FROM spans WHERE ${rowsIn(scope)} AND name = ${text(like.name)} AND service = ${text(like.service)}`
}
