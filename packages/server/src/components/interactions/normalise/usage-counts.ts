/** What libraries count beside text tokens, under their names: audio and image tokens, pictures, seconds, characters, searches, pages. */
import { USAGE_COUNTS, USAGE_TAG, type UsageCount } from '@relayscope/contract'
import type { Attributes } from '../../../flows/ingest/attributes.ts'
import { count, get } from './json.ts'
import type { UsageCounts } from './reading.ts'
import { firstCount } from './tokens.ts'

const CONVENTIONS: Readonly<Partial<Record<UsageCount, readonly string[]>>> = {
  audioInputTokens: [
    'gen_ai.usage.audio.input_tokens',
    'gen_ai.usage.input_audio_tokens',
    'gen_ai.usage.audio_input_tokens',
    'gen_ai.usage.details.input_audio_tokens',
    'llm.token_count.prompt_details.audio',
  ],
  cachedAudioTokens: [
    'gen_ai.usage.audio.cache_read.input_tokens',
    'gen_ai.usage.input_cached_audio_tokens',
    'gen_ai.usage.details.cache_audio_read_tokens',
  ],
  audioOutputTokens: [
    'gen_ai.usage.audio.output_tokens',
    'gen_ai.usage.output_audio_tokens',
    'gen_ai.usage.audio_output_tokens',
    'gen_ai.usage.details.output_audio_tokens',
    'llm.token_count.completion_details.audio',
  ],
  imageInputTokens: [
    'gen_ai.usage.image.input_tokens',
    'gen_ai.usage.input_image_tokens',
    'gen_ai.usage.image_input_tokens',
    'gen_ai.usage.details.input_image_tokens',
    'llm.token_count.prompt_details.image',
  ],
  imageOutputTokens: [
    'gen_ai.usage.image.output_tokens',
    'gen_ai.usage.output_image_tokens',
    'gen_ai.usage.image_output_tokens',
    'gen_ai.usage.details.output_image_tokens',
    'llm.token_count.completion_details.image',
  ],
  inputSeconds: ['gen_ai.usage.audio_seconds', 'gen_ai.usage.audio_duration_seconds'],
  searches: [
    'gen_ai.usage.server_tool_use.web_search_requests',
    'gen_ai.usage.web_search_requests',
    'gen_ai.usage.details.web_search_requests',
    'anthropic.usage.server_tool_use.web_search_requests',
  ],
}

/** For each count its keys, the best first. What no convention has a word for goes by our own, `relayscope.usage.*`. */
const KEYS = USAGE_COUNTS.map((name) => [name, [...(CONVENTIONS[name] ?? []), `relayscope.usage.${name}`]] as const)

/** What a span says, under whichever library's names. */
export function readUsageCounts(attributes: Attributes): UsageCounts {
  const counts: UsageCounts = {}
  for (const [name, keys] of KEYS) {
    const value = firstCount(attributes, keys)
    if (value !== undefined) counts[name] = value
  }
  return counts
}

/** As tags, which is how they are stored; what was not used is not. */
export function usageTags(counts: UsageCounts): Record<string, string> {
  return Object.fromEntries(USAGE_COUNTS.flatMap((name) => (counts[name] ? [[`${USAGE_TAG}${name}`, String(counts[name])]] : [])))
}

/** Out of a provider's own usage record: OpenAI's APIs, Anthropic's, LangChain's. */
export function bodyUsageCounts(usage: unknown): UsageCounts {
  const input = get(usage, 'prompt_tokens_details') ?? get(usage, 'input_tokens_details') ?? get(usage, 'input_token_details')
  const output = get(usage, 'completion_tokens_details') ?? get(usage, 'output_tokens_details') ?? get(usage, 'output_token_details')
  const counts: UsageCounts = {}
  const add = (name: UsageCount, given: unknown) => {
    const value = count(given)
    if (value !== undefined) counts[name] = value
  }
  add('audioInputTokens', get(input, 'audio_tokens') ?? get(input, 'audio'))
  add('cachedAudioTokens', get(input, 'cached_tokens_details', 'audio_tokens'))
  add('audioOutputTokens', get(output, 'audio_tokens') ?? get(output, 'audio'))
  add('imageInputTokens', get(input, 'image_tokens'))
  add('imageOutputTokens', get(output, 'image_tokens'))
  add('searches', get(usage, 'server_tool_use', 'web_search_requests'))
  return counts
}
