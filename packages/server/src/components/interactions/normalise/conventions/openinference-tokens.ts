/** Token counts of OpenInference: its own keys, else the usage inside the answer. */
import type { Attributes } from '../../../../flows/ingest/attributes.ts'
import type { Tokens } from '../reading.ts'
import { firstCount, inclusive } from '../tokens.ts'
import { bodyTokens } from '../usage-record.ts'
import { type Bodies, usageIn } from './openinference-bodies.ts'

export function readOpenInferenceTokens(attributes: Attributes, bodies: Pick<Bodies, 'answer' | 'message'>): Tokens {
  const flat: Tokens = {
    prompt: firstCount(attributes, ['llm.token_count.prompt']),
    response: firstCount(attributes, ['llm.token_count.completion']),
    total: firstCount(attributes, ['llm.token_count.total']),
    cached: firstCount(attributes, ['llm.token_count.prompt_details.cache_read', 'llm.token_count.prompt_details.cache_input']),
    cacheWrite: firstCount(attributes, ['llm.token_count.prompt_details.cache_write', 'llm.token_count.prompt_details.cache_creation']),
    cacheWrite1h: firstCount(attributes, ['llm.token_count.prompt_details.cache_write_1h']),
    reasoning: firstCount(attributes, ['llm.token_count.completion_details.reasoning']),
  }
  const body = bodyTokens(usageIn(bodies))
  // Anthropic's body has cache writes that the flat keys leave out; its own input excludes them, so only details are taken.
  const cacheWrite = flat.cacheWrite ?? body.cacheWrite
  if (flat.prompt === undefined && flat.response === undefined) return body
  return inclusive({
    ...flat,
    cached: flat.cached ?? body.cached,
    cacheWrite,
    cacheWrite1h: flat.cacheWrite1h ?? body.cacheWrite1h,
    reasoning: flat.reasoning ?? body.reasoning,
  })
}
