import { count, get, isRecord } from './json.ts'
import type { Tokens } from './reading.ts'
import { inclusive } from './tokens.ts'

/** A provider's usage record: OpenAI's two APIs, Anthropic's, LangChain's. */
export function bodyTokens(usage: unknown): Tokens {
  if (!isRecord(usage)) return {}
  const anthropic = usage.cache_read_input_tokens !== undefined || usage.cache_creation_input_tokens !== undefined
  const input = usage.prompt_tokens_details ?? usage.input_tokens_details ?? usage.input_token_details
  const output = usage.completion_tokens_details ?? usage.output_tokens_details ?? usage.output_token_details
  return inclusive(
    {
      prompt: count(usage.prompt_tokens ?? usage.input_tokens),
      response: count(usage.completion_tokens ?? usage.output_tokens),
      total: count(usage.total_tokens),
      cached: count(usage.cache_read_input_tokens ?? get(input, 'cached_tokens') ?? get(input, 'cache_read')),
      cacheWrite: count(usage.cache_creation_input_tokens ?? get(input, 'cache_creation')),
      cacheWrite1h: count(get(usage, 'cache_creation', 'ephemeral_1h_input_tokens')),
      reasoning: count(get(output, 'reasoning_tokens') ?? get(output, 'thinking_tokens') ?? get(output, 'reasoning')),
    },
    anthropic,
  )
}
