/** Token counts of OpenInference: its own keys, else the usage inside the answer. */
import type { Attributes } from '../../../../flows/ingest/attributes.ts'
import { count, get, isRecord } from '../json.ts'
import type { Tokens } from '../reading.ts'
import { firstCount, inclusive } from '../tokens.ts'
import type { Bodies } from './openinference.ts'

export function readOpenInferenceTokens(attributes: Attributes, { answer, message }: Pick<Bodies, 'answer' | 'message'>): Tokens {
  const flat: Tokens = {
    prompt: firstCount(attributes, ['llm.token_count.prompt']),
    response: firstCount(attributes, ['llm.token_count.completion']),
    total: firstCount(attributes, ['llm.token_count.total']),
    cached: firstCount(attributes, ['llm.token_count.prompt_details.cache_read', 'llm.token_count.prompt_details.cache_input']),
    cacheWrite: firstCount(attributes, ['llm.token_count.prompt_details.cache_write']),
    reasoning: firstCount(attributes, ['llm.token_count.completion_details.reasoning']),
  }
  const body = bodyTokens(answer.usage ?? get(message, 'usage_metadata'))
  // Anthropic's body has cache writes that the flat keys leave out; its own input excludes them, so only details are taken.
  const cacheWrite = flat.cacheWrite ?? body.cacheWrite
  if (flat.prompt === undefined && flat.response === undefined) return body
  return inclusive({ ...flat, cached: flat.cached ?? body.cached, cacheWrite, cacheWrite1h: body.cacheWrite1h, reasoning: flat.reasoning ?? body.reasoning })
}

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
      reasoning: count(get(output, 'reasoning_tokens') ?? get(output, 'reasoning')),
    },
    anthropic,
  )
}
