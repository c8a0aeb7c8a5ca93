/** Token counts of a stored interaction: the columns they stand in, and what a row says of them. */
import { type Statement, sql } from '../../planes/telemetry/statement.ts'

/** Counts are text: they may be larger than a number holds. Null: unknown. */
export interface TokenRow {
  prompt_tokens: string | null
  response_tokens: string | null
  total_tokens: string | null
  cached_tokens: string | null
  cache_write_tokens: string | null
  cache_write_1h_tokens: string | null
  reasoning_tokens: string | null
}

export const TOKEN_COLUMNS: Statement = sql`
  prompt_tokens, response_tokens, total_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens`

export type TokenCounts = Readonly<
  Record<
    'promptTokens' | 'responseTokens' | 'totalTokens' | 'cachedTokens' | 'cacheWriteTokens' | 'cacheWrite1hTokens' | 'reasoningTokens',
    number | undefined
  >
>

export function tokensOf(row: TokenRow): TokenCounts {
  return {
    promptTokens: count(row.prompt_tokens),
    responseTokens: count(row.response_tokens),
    totalTokens: count(row.total_tokens),
    cachedTokens: count(row.cached_tokens),
    cacheWriteTokens: count(row.cache_write_tokens),
    cacheWrite1hTokens: count(row.cache_write_1h_tokens),
    reasoningTokens: count(row.reasoning_tokens),
  }
}

function count(text: string | null): number | undefined {
  return text === null ? undefined : Number(text)
}
