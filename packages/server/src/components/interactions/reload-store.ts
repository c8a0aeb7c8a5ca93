/** Reads back the stored parts of traces for the assemble stage, and how far back stored data reaches. */
import type { Reload, StoredContent, StoredLog, StoredSpan, StoredTraces } from '../../flows/ingest/reload.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type Statement, sql, text, texts, uint } from '../../planes/telemetry/statement.ts'

/** Rows of one kind that are read back at most: a huge trace is joined as far as it goes, and never stops the flow. */
const MAX_ROWS = 50_000

export function createReload(plane: TelemetryPlane): Reload {
  return async (project, traceIds) => {
    const where = sql`WHERE project = ${text(project)} AND trace_id IN ${texts(traceIds)}`
    const [spans, logs, content, interactions] = await Promise.all([
      plane.select<StoredSpan>(spansSql(where)),
      plane.select<StoredLog>(logsSql(where)),
      plane.select<StoredContent>(contentSql(where)),
      plane.select<StoredTraces['interactions'][number]>(interactionsSql(where)),
    ])
    return { spans, logs, content, interactions }
  }
}

/** The latest start of anything stored, in nanoseconds; 0 when nothing is. */
export async function storedHorizonNs(plane: TelemetryPlane): Promise<bigint> {
  const rows = await plane.select<{ latest: string }>(sql`
    SELECT toString(greatest(
      (SELECT ifNull(max(toUnixTimestamp64Nano(start_time)), 0) FROM spans),
      (SELECT ifNull(max(toUnixTimestamp64Nano(time)), 0) FROM logs))) AS latest`)
  return BigInt(rows[0]?.latest ?? 0)
}

function spansSql(where: Statement): Statement {
  return sql`
    SELECT trace_id, span_id, parent_span_id, name, kind, status, status_message, service, scope, attrs, resource, events,
           toString(toUnixTimestamp64Nano(start_time)) AS start_ns, toString(duration_ns) AS duration_ns
    FROM spans ${where} ORDER BY received_at DESC LIMIT 1 BY trace_id, span_id LIMIT ${uint(MAX_ROWS)}`
}

function logsSql(where: Statement): Statement {
  return sql`
    SELECT trace_id, span_id, toString(log_hash) AS log_hash, severity, event_name, service, scope, body, attrs, resource,
           toString(toUnixTimestamp64Nano(time)) AS time_ns
    FROM logs ${where} ORDER BY sequence LIMIT 1 BY trace_id, span_id, log_hash LIMIT ${uint(MAX_ROWS)}`
}

function contentSql(where: Statement): Statement {
  return sql`
    SELECT trace_id, span_id, source, key, position, value
    FROM span_content ${where} ORDER BY received_at DESC
    LIMIT 1 BY trace_id, span_id, source, key, position LIMIT ${uint(MAX_ROWS)}`
}

function interactionsSql(where: Statement): Statement {
  return sql`
    SELECT id, trace_id, toString(toUnixTimestamp64Nano(start_time)) AS start_ns
    FROM interactions ${where} ORDER BY version DESC LIMIT 1 BY id, toStartOfMinute(start_time) LIMIT ${uint(MAX_ROWS)}`
}
