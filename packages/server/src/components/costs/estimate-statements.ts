/** The statements that find calls without counts, and their texts. Text only. */
import { contentRowsIn } from '../../flows/query/scope.ts'
import { dateTime, type Statement, sql, uint } from '../../planes/telemetry/statement.ts'
import { CALL_COLUMNS } from './call-statements.ts'
import type { ScannedCall } from './scan-calls.ts'

export interface SilentCall extends ScannedCall {
  project: string
  content_version: string
}

/**
 * Calls that arrived in a time and lack a count, and whose answer is there: what failed before it answered is not billed.
 * A row that was replaced since is left alone when it is written.
 */
export function silentCallsStatement(from: number, until: number, limit: number): Statement {
  const silent = sql`received_at >= ${dateTime(from)} AND received_at < ${dateTime(until)} AND deleted = 0 AND tokens_estimated = 0
      AND (isNull(prompt_tokens) OR isNull(response_tokens)) AND isNull(total_tokens) AND prompt_length > 0 AND response_length > 0 AND model != ''`
  // Newest versions are looked for among the few that are silent: of everything that arrived under load they were 95 MB.
  return sql`
    SELECT project, version, if(amended_from = 0, version, amended_from) AS content_version, ${CALL_COLUMNS} FROM interactions
    WHERE ${silent}
      AND (project, id, version) GLOBAL IN (
        SELECT project, id, max(version) FROM interactions
        WHERE received_at >= ${dateTime(from)} AND id GLOBAL IN (SELECT id FROM interactions WHERE ${silent}) GROUP BY project, id
      )
    ORDER BY project, start_time, id LIMIT ${uint(limit)}`
}

/** Their texts, in the columns that `estimateTexts` reads. */
export function contentStatement(project: string, calls: readonly SilentCall[]): Statement {
  const starts = calls.map(({ start_ns }) => BigInt(start_ns))
  const fromNs = starts.reduce((a, b) => (a < b ? a : b), starts[0] ?? 0n)
  const toNs = starts.reduce((a, b) => (a > b ? a : b), starts[0] ?? 0n) + 1n
  const inside = contentRowsIn({ project, fromNs, toNs, interactionIds: calls.map(({ id }) => id) })
  return sql`SELECT interaction_id, prompt, response, input_messages FROM content WHERE ${inside} AND version IN (${sql.join(calls.map(({ content_version }) => uint(BigInt(content_version))))})`
}
