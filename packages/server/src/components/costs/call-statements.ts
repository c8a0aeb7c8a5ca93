/** The statements that read calls for their money. Text only. */
import { USAGE_TAG } from '@relayscope/contract'
import { rowsIn } from '../../flows/query/scope.ts'
import { TOKEN_COLUMNS } from '../../flows/query/token-counts.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import { type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'

export const CALL_COLUMNS = sql`
  id, toUnixTimestamp64Nano(start_time) AS start_ns, provider, model, requested_model, served_model, region, operation, service_tier,
  ${TOKEN_COLUMNS}, tokens_estimated,
  cost, cost_exact, currency, price_version, mapFilter((key, value) -> startsWith(key, ${text(USAGE_TAG)}), tags) AS tags`

export function oneCallStatement(project: string, id: string): Statement {
  return sql`
    SELECT ${CALL_COLUMNS} FROM (
      SELECT * FROM interactions WHERE project = ${text(project)} AND id = ${text(id)} ORDER BY version DESC, deleted LIMIT 1
    ) WHERE deleted = 0`
}

/** Models by how many calls they had; rows of any version are near enough for an order. */
export function mostUsedStatement(project: string, range: TimeRange, limit: number): Statement {
  return sql`
    SELECT provider, model FROM interactions WHERE ${rowsIn({ project, ...range })} AND deleted = 0 AND model != ''
    GROUP BY provider, model ORDER BY count() DESC, provider, model LIMIT ${uint(limit)}`
}
