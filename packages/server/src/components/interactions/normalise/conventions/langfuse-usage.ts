/** `usage_details`: buckets that exclude one another, under the provider's names or the application's own. */
import { count, type JsonRecord } from '../json.ts'
import type { Tokens, UsageCounts } from '../reading.ts'
import { withoutUndefined } from '../tokens.ts'
import { bodyUsageCounts } from '../usage-counts.ts'
import { bodyTokens } from '../usage-record.ts'

const CACHED = ['input_cached_tokens', 'input_cache_read', 'cache_read_input_tokens', 'input_cache_read_tokens', 'cached_tokens']
const CACHE_WRITE = [
  'input_cache_creation',
  'cache_creation_input_tokens',
  'input_cache_write',
  'input_cache_creation_tokens',
  'input_cache_creation_5m',
  'input_cache_creation_1h',
]
const CACHE_WRITE_1H = ['input_cache_creation_1h']
const REASONING = ['output_reasoning_tokens', 'output_reasoning', 'reasoning_tokens']

export function readUsageDetails(usage: JsonRecord): Tokens {
  // A provider's own usage record, passed on as it came.
  if (usage.prompt_tokens !== undefined || usage.input_tokens !== undefined) return bodyTokens(usage)
  const input = count(usage.input)
  const output = count(usage.output)
  const total = count(usage.total)
  // Where input and output alone make the total, the other buckets are parts of them.
  const overlapping = input !== undefined && output !== undefined && total !== undefined && total > 0 && input + output === total
  const prompt = overlapping
    ? input
    : sum(usage, (key) => key === 'input' || key.startsWith('input_') || CACHED.includes(key) || CACHE_WRITE.includes(key))
  const response = overlapping ? output : sum(usage, (key) => key === 'output' || key.startsWith('output_') || REASONING.includes(key))
  return withoutUndefined({
    prompt,
    response,
    total: prompt !== undefined && response !== undefined ? prompt + response : total,
    cached: first(usage, CACHED),
    cacheWrite: sum(usage, (key) => CACHE_WRITE.includes(key)),
    cacheWrite1h: first(usage, CACHE_WRITE_1H),
    reasoning: first(usage, REASONING),
  })
}

/** Audio has buckets of its own, which are parts of input and output too. */
export function langfuseUsageCounts(usage: JsonRecord): UsageCounts {
  const audioInputTokens = first(usage, ['input_audio_tokens', 'input_audio'])
  const audioOutputTokens = first(usage, ['output_audio_tokens', 'output_audio'])
  return {
    ...bodyUsageCounts(usage),
    ...(audioInputTokens !== undefined && { audioInputTokens }),
    ...(audioOutputTokens !== undefined && { audioOutputTokens }),
  }
}

function first(usage: JsonRecord, keys: readonly string[]): number | undefined {
  return keys.map((key) => count(usage[key])).find((value) => value !== undefined)
}

function sum(usage: JsonRecord, belongs: (key: string) => boolean): number | undefined {
  const counts = Object.entries(usage).flatMap(([key, value]) => (belongs(key) ? (count(value) ?? []) : []))
  return counts.length === 0 ? undefined : counts.reduce((all, one) => all + one, 0)
}
