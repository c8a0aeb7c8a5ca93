/** The statements behind figures over many AI interactions: whole, by group, by model, over time. Text only. */
import { GROUP_FIELDS, type GroupField } from '@relayscope/contract'
import { type FacetField, facetStatement } from '../../flows/query/facets.ts'
import type { Clock } from '../../kit/clock.ts'
import { int, type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import { type InteractionSearch, newestRows } from './store-statements.ts'

/** Sums leave out what is unknown; how often it was unknown is counted beside them. Money is summed by currency. */
const FIGURES = sql`
  count() AS calls,
  countIf(status >= 2) AS errors,
  countIf(status = 3) AS timeouts,
  sum(prompt_tokens) AS prompt_sum,
  sum(response_tokens) AS response_sum,
  sum(total_tokens) AS total_sum,
  sum(cached_tokens) AS cached_sum,
  sum(reasoning_tokens) AS reasoning_sum,
  countIf(isNull(total_tokens)) AS without_tokens,
  countIf(isNull(cost)) AS without_cost,
  sumMapIf(map(toString(currency), assumeNotNull(cost)), isNotNull(cost)) AS cost_by_currency,
  sumMapIf(map(toString(currency), toUInt64(1)), isNotNull(cost)) AS priced_by_currency,
  toFloat64(sumIf(cost, isNotNull(cost) AND total_tokens > 0)) / sumIf(total_tokens, isNotNull(cost) AND total_tokens > 0) AS cost_per_token,
  quantilesTDigest(0.5, 0.95, 0.99)(duration_ns) AS latency_ns,
  quantilesTDigestIf(0.5, 0.95, 0.99)(assumeNotNull(ttft_ms), isNotNull(ttft_ms)) AS first_token_ms,
  quantilesTDigestIf(0.5, 0.05)(assumeNotNull(tokens_per_second), isNotNull(tokens_per_second)) AS speed`

const GROUPS: Readonly<Record<GroupField, Statement>> = {
  provider: sql`provider`,
  model: sql`model`,
  operation: sql`operation`,
  status: sql`transform(status, [2, 3], ['error', 'timeout'], 'success')`,
  service: sql`service`,
  user: sql`user_id`,
  organization: sql`organization_id`,
  session: sql`session_id`,
  region: sql`region`,
  serviceTier: sql`service_tier`,
  finishReason: sql`finish_reason`,
  errorType: sql`error_type`,
  source: sql`source`,
  currency: sql`currency`,
}

export function totalStatement(search: InteractionSearch, exact: boolean, clock: Clock): Statement {
  return sql`SELECT ${FIGURES} FROM (${newestRows(search, exact, clock)})`
}

/** The groups with the most calls, one more than the limit so that one knows whether there are more. */
export function groupsStatement(
  search: InteractionSearch,
  exact: boolean,
  fields: readonly GroupField[],
  limit: number,
  clock: Clock,
): Statement {
  const values = GROUP_FIELDS.filter((field) => fields.includes(field)).map((field) => sql`toString(${GROUPS[field]})`)
  return sql`
    SELECT [${sql.join(values)}] AS group_values, ${FIGURES} FROM (${newestRows(search, exact, clock)})
    GROUP BY group_values ORDER BY calls DESC, group_values LIMIT ${uint(limit + 1)}`
}

/** The fields of `group_values`, in their order. */
export function groupOrder(fields: readonly GroupField[]): GroupField[] {
  return GROUP_FIELDS.filter((field) => fields.includes(field))
}

/** Parts of the range that a model's trend has. */
export const TREND_PARTS = 24

export function modelsStatement(search: InteractionSearch, exact: boolean, limit: number, clock: Clock): Statement {
  const { fromNs, toNs } = search.range
  const partNs = (toNs - fromNs) / BigInt(TREND_PARTS) + 1n
  return sql`
    SELECT provider AS model_provider, model AS model_name, toUnixTimestamp64Nano(max(start_time)) AS last_ns,
           sumMap(map(intDiv(toUnixTimestamp64Nano(start_time) - ${int(fromNs)}, ${int(partNs)}), toUInt64(1))) AS trend,
           ${FIGURES}
    FROM (${newestRows(search, exact, clock)})
    GROUP BY model_provider, model_name ORDER BY calls DESC, model_provider, model_name LIMIT ${uint(limit + 1)}`
}

/** Steps are counted from `originNs`, which may lie before the range. */
export function timelineStatement(search: InteractionSearch, exact: boolean, originNs: bigint, stepNs: bigint, clock: Clock): Statement {
  return sql`
    SELECT intDiv(toUnixTimestamp64Nano(start_time) - ${int(originNs)}, ${int(stepNs)}) AS step, ${FIGURES}
    FROM (${newestRows(search, exact, clock)}) GROUP BY step ORDER BY step`
}

export function facetsStatement(
  search: InteractionSearch,
  fields: readonly FacetField[],
  limit: number,
  prefix: string | undefined,
  clock: Clock,
): Statement {
  return facetStatement(fields, newestRows(search, true, clock), limit, prefix)
}

/** An attribute, or the names of all attributes. */
export function tagField(name: string): FacetField {
  if (name === 'tagKeys') return { name, column: { kind: 'many', expression: sql`mapKeys(tags)` } }
  return { name, column: { kind: 'text', expression: sql`tags[${text(name.replace(/^tags\./, ''))}]` } }
}
