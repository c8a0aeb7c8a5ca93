/** Stored interactions as far as money goes: rows as the statements answer them, and as calls to be priced. */
import type { PricedCall } from '../../flows/price/index.ts'

export interface CallRow {
  id: string
  start_ns: string
  provider: string
  model: string
  requested_model: string
  served_model: string
  region: string
  operation: string
  service_tier: string
  prompt_tokens: string | null
  response_tokens: string | null
  total_tokens: string | null
  cached_tokens: string | null
  cache_write_tokens: string | null
  cache_write_1h_tokens: string | null
  reasoning_tokens: string | null
  tokens_estimated: number
  cost: string | null
  cost_exact: string
  currency: string
  price_version: string
  /** Those that count something. */
  tags: Record<string, string>
}

export function callOf(row: CallRow): PricedCall {
  return {
    provider: row.provider,
    servedModel: row.served_model,
    requestedModel: row.requested_model,
    region: row.region,
    operation: row.operation,
    serviceTier: row.service_tier,
    startNs: BigInt(row.start_ns),
    promptTokens: count(row.prompt_tokens),
    responseTokens: count(row.response_tokens),
    totalTokens: count(row.total_tokens),
    cachedTokens: count(row.cached_tokens),
    cacheWriteTokens: count(row.cache_write_tokens),
    cacheWrite1hTokens: count(row.cache_write_1h_tokens),
    reasoningTokens: count(row.reasoning_tokens),
    tags: row.tags,
  }
}

function count(text: string | null): number | undefined {
  return text === null ? undefined : Number(text)
}
