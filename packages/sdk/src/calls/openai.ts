/** What OpenAI's protocols have in common. */
import type { Attributes } from '@opentelemetry/api'
import type { CallUsage } from '../types.ts'
import type { AnswerFacts } from './facts.ts'
import { countOf, isRecord, recordOf, type JsonRecord } from './json.ts'
import { compact, headOf, samplingOf } from './requests.ts'

export function openaiSampling(record: JsonRecord, maxTokens: unknown): Attributes {
  const attributes = samplingOf(record, maxTokens)
  if (typeof record.service_tier === 'string') attributes['openai.request.service_tier'] = record.service_tier.slice(0, 64)
  return attributes
}

export const openaiHead = (record: JsonRecord): AnswerFacts => headOf(record, 'openai.response.service_tier', record.service_tier)

/** Chat completions, responses and runs name the same counts differently. */
export function openaiUsage(usage: unknown): CallUsage | undefined {
  if (!isRecord(usage)) return undefined
  const input = recordOf(usage.prompt_tokens_details ?? usage.input_tokens_details ?? usage.prompt_token_details)
  const output = recordOf(usage.completion_tokens_details ?? usage.output_tokens_details)
  return compact({
    inputTokens: countOf(usage.prompt_tokens) ?? countOf(usage.input_tokens),
    outputTokens: countOf(usage.completion_tokens) ?? countOf(usage.output_tokens),
    cachedTokens: countOf(input.cached_tokens),
    reasoningTokens: countOf(output.reasoning_tokens),
    audioInputTokens: countOf(input.audio_tokens),
    audioOutputTokens: countOf(output.audio_tokens),
    imageInputTokens: countOf(input.image_tokens),
    imageOutputTokens: countOf(output.image_tokens),
  })
}
