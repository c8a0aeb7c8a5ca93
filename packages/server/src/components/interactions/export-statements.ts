/** The statements of exports, and the columns of their files. Text only. */
import type { AIInteraction } from '@relayscope/contract'
import type { Clock } from '../../kit/clock.ts'
import { contentRowsIn } from '../../flows/query/scope.ts'
import { identifier, type Statement, sql } from '../../planes/telemetry/statement.ts'
import { type InteractionSearch, LIGHT_COLUMNS, newestRows } from './store-statements.ts'

/** Names as in the API; `error` is the message. */
export const CSV_COLUMNS = [
  'id',
  'startTime',
  'endTime',
  'latencyMs',
  'timeToFirstToken',
  'tokensPerSecond',
  'status',
  'provider',
  'model',
  'requestedModel',
  'servedModel',
  'operation',
  'requestId',
  'traceId',
  'spanId',
  'userId',
  'organizationId',
  'sessionId',
  'service',
  'region',
  'serviceTier',
  'promptTokens',
  'responseTokens',
  'totalTokens',
  'cachedTokens',
  'cacheWriteTokens',
  'cacheWrite1hTokens',
  'reasoningTokens',
  'tokensEstimated',
  'costDecimal',
  'currency',
  'priceVersion',
  'cacheSavedDecimal',
  'finishReason',
  'attempt',
  'httpAttempts',
  'error',
  'tags',
] as const satisfies readonly (keyof AIInteraction | 'error')[]

export function exportRowsStatement(search: InteractionSearch, clock: Clock): Statement {
  return sql`SELECT ${LIGHT_COLUMNS} FROM (${newestRows(search, false, clock)}) ORDER BY start_time, id`
}

const PARQUET_COLUMNS: Readonly<Record<string, Statement>> = {
  id: sql`id`,
  start_time: sql`start_time`,
  latency_ms: sql`duration_ns / 1e6`,
  time_to_first_token_ms: sql`ttft_ms`,
  tokens_per_second: sql`tokens_per_second`,
  status: sql`transform(status, [2, 3], ['error', 'timeout'], 'success')`,
  provider: sql`toString(provider)`,
  model: sql`toString(model)`,
  requested_model: sql`toString(requested_model)`,
  served_model: sql`toString(served_model)`,
  operation: sql`toString(operation)`,
  request_id: sql`request_id`,
  trace_id: sql`trace_id`,
  span_id: sql`span_id`,
  user_id: sql`user_id`,
  organization_id: sql`toString(organization_id)`,
  session_id: sql`session_id`,
  service: sql`toString(service)`,
  region: sql`toString(region)`,
  service_tier: sql`toString(service_tier)`,
  prompt_tokens: sql`prompt_tokens`,
  response_tokens: sql`response_tokens`,
  total_tokens: sql`total_tokens`,
  cached_tokens: sql`cached_tokens`,
  cache_write_tokens: sql`cache_write_tokens`,
  cache_write_1h_tokens: sql`cache_write_1h_tokens`,
  reasoning_tokens: sql`reasoning_tokens`,
  tokens_estimated: sql`tokens_estimated = 1`,
  cost: sql`cost`,
  currency: sql`toString(currency)`,
  price_version: sql`toString(price_version)`,
  cache_saved: sql`cache_saved`,
  finish_reason: sql`toString(finish_reason)`,
  attempt: sql`attempt`,
  http_attempts: sql`http_attempts`,
  error: sql`error_message`,
  tags: sql`CAST(tags, 'Map(String, String)')`,
}

/** As the engine writes it; cost is a decimal of 18 places. */
export function parquetStatement(search: InteractionSearch, content: boolean, clock: Clock): Statement {
  const columns = Object.entries(PARQUET_COLUMNS).map(([name, expression]) => sql`${expression} AS ${identifier(`out_${name}`)}`)
  const names = Object.keys(PARQUET_COLUMNS).map((name) => sql`${identifier(`out_${name}`)} AS ${identifier(name)}`)
  const texts = content ? sql`, prompt, response` : sql.empty
  const rows = sql`
    SELECT ${sql.join(columns)}, id AS key_id, if(amended_from = 0, version, amended_from) AS key_version
    FROM (${newestRows(search, false, clock)})`
  const inside = contentRowsIn({ project: search.project, ...search.range })
  const joined = content
    ? sql`(${rows}) AS light LEFT ANY JOIN (SELECT interaction_id, version, prompt, response FROM content WHERE ${inside}) AS text
        ON light.key_id = text.interaction_id AND light.key_version = text.version`
    : sql`(${rows})`
  return sql`SELECT ${sql.join(names)}${texts} FROM ${joined} ORDER BY start_time, id`
}
