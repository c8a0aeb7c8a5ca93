/**
 * Vercel's AI SDK. Version 3 to 6 write `ai.*`: an outer span for the application's call (`ai.generateText`) and one
 * inner span for each request to a model (`ai.generateText.doGenerate`). Version 7 writes `gen_ai.*`.
 */
import type { Message } from '@relayscope/contract'
import type { Attributes } from '../../../../flows/ingest/attributes.ts'
import type { SpanRecord } from '../../../../flows/ingest/records.ts'
import { spanFailure } from '../failures.ts'
import { genAiRole, namesModel, readGenAi } from '../gen-ai.ts'
import { firstText, readIdentity } from '../identity.ts'
import { count, dataOf, get, isRecord, listOf, parsed, recordOf, word } from '../json.ts'
import { toolCallsOf } from '../message-text.ts'
import { toToolCall } from '../message-parts.ts'
import { textMessage, toMessages } from '../messages.ts'
import type { Reading, Tokens } from '../reading.ts'
import { firstCount, inclusive } from '../tokens.ts'
import { bodyUsageCounts } from '../usage-counts.ts'
import { providerId } from '../../../../flows/ingest/provider-id.ts'
import { finishWord, providerOfModel } from '../words.ts'
import type { Convention } from './convention.ts'

export const aiSdk: Convention = {
  name: 'ai-sdk',
  accepts: ({ origin, attributes }) => attributes.has('ai.operationId') || (origin.scope === 'ai' && attributes.has('operation.name')),
  role(span) {
    const operation = operationOf(span)
    if (operation.startsWith('ai.toolCall')) return 'tool'
    return /\.do[A-Z]/.test(operation) ? 'call' : operation.startsWith('ai.') ? 'wrapper' : undefined
  },
  evidence: (span) => (span.attributes.has('ai.model.id') ? 'model' : ''),
  read,
}

/** Version 7, of the scope `gen_ai`: wrappers repeat the model and the sums of the calls inside them. */
export const aiSdk7: Convention = {
  name: 'ai-sdk',
  accepts: ({ origin, attributes }) => origin.scope === 'gen_ai' && attributes.has('gen_ai.operation.name'),
  role: genAiRole,
  evidence: (span) => (namesModel(span) ? 'model' : ''),
  read(span) {
    const reading = readGenAi(span)
    // Every stream that answered has the time of its first chunk.
    const complete = reading.output !== undefined && reading.operation === 'chat' && span.attributes.has('gen_ai.client.operation.duration')
    return { ...reading, streaming: reading.streaming ?? (complete ? false : undefined) }
  },
}

function operationOf({ attributes, name }: SpanRecord): string {
  return attributes.text('ai.operationId') ?? attributes.text('operation.name') ?? name
}

function read(span: SpanRecord): Reading {
  const { attributes } = span
  const operation = operationOf(span)
  const provider = firstText(attributes, ['ai.model.provider', 'gen_ai.system', 'gen_ai.provider.name'])
  const requestedModel = firstText(attributes, ['ai.model.id', 'gen_ai.request.model'])
  const metadata = recordOf(attributes.get('ai.response.providerMetadata'))
  const input = readInput(attributes)
  const output = readOutput(attributes)
  const toolCalls = toolCallsOf(output)
  const { userId, organizationId, sessionId, requestId, tags } = readIdentity(attributes)
  return {
    userId,
    organizationId,
    sessionId,
    requestId,
    tags,
    operation: /[eE]mbed/.test(operation) ? 'embeddings' : /[rR]erank/.test(operation) ? 'rerank' : 'chat',
    provider: providerId(provider) || providerOfModel(requestedModel),
    requestedModel,
    servedModel: firstText(attributes, ['ai.response.model', 'gen_ai.response.model']),
    responseId: firstText(attributes, ['ai.response.id', 'gen_ai.response.id']),
    tokens: readTokens(attributes, metadata, /anthropic/.test(provider ?? '')),
    usageCounts: bodyUsageCounts(get(metadata, 'anthropic', 'usage')),
    timeToFirstTokenMs: readFirstToken(span),
    streaming: /embed|rerank/i.test(operation) ? undefined : /stream/i.test(operation),
    finishReason: finishWord(
      firstText(attributes, ['ai.response.finishReason', 'ai.finishReason']) ?? listOf(attributes.get('gen_ai.response.finish_reasons'))[0],
    ),
    input: input.length > 0 ? input : undefined,
    output: output.length > 0 ? output : undefined,
    toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
    failure: spanFailure(span),
    serviceTier: word(get(metadata, 'openai', 'serviceTier')) ?? word(get(metadata, 'anthropic', 'usage', 'service_tier')),
  }
}

/** What versions 4 and 5 know of a provider's own counts is in its metadata: {openai: {cachedPromptTokens}}. */
const CACHED_METADATA = [
  ['cachedPromptTokens'],
  ['cacheReadInputTokens'],
  ['usage', 'cache_read_input_tokens'],
  ['usage', 'cacheReadInputTokens'],
  ['usageMetadata', 'cachedContentTokenCount'],
  ['promptCacheHitTokens'],
]
const CACHE_WRITE_METADATA = [['cacheCreationInputTokens'], ['usage', 'cache_creation_input_tokens'], ['usage', 'cacheWriteInputTokens']]
const REASONING_METADATA = [['reasoningTokens'], ['usageMetadata', 'thoughtsTokenCount']]

function countIn(metadata: Record<string, unknown>, paths: readonly string[][]): number | undefined {
  for (const provider of Object.values(metadata)) {
    const found = paths.map((path) => count(get(provider, ...path))).find((value) => value !== undefined)
    if (found !== undefined) return found
  }
  return undefined
}

function readTokens(attributes: Attributes, metadata: Record<string, unknown>, anthropic: boolean): Tokens {
  const detailed =
    firstCount(attributes, ['ai.usage.inputTokenDetails.noCacheTokens', 'ai.usage.inputTokenDetails.cacheReadTokens']) !== undefined
  const tokens: Tokens = {
    prompt: firstCount(attributes, [
      'ai.usage.inputTokens',
      'ai.usage.promptTokens',
      'ai.usage.tokens',
      'gen_ai.usage.input_tokens',
      'gen_ai.usage.prompt_tokens',
    ]),
    response: firstCount(attributes, [
      'ai.usage.outputTokens',
      'ai.usage.completionTokens',
      'gen_ai.usage.output_tokens',
      'gen_ai.usage.completion_tokens',
    ]),
    total: firstCount(attributes, ['ai.usage.totalTokens']),
    cached:
      firstCount(attributes, ['ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.cachedInputTokens']) ??
      countIn(metadata, CACHED_METADATA),
    cacheWrite: firstCount(attributes, ['ai.usage.inputTokenDetails.cacheWriteTokens']) ?? countIn(metadata, CACHE_WRITE_METADATA),
    cacheWrite1h: count(get(metadata, 'anthropic', 'usage', 'cache_creation', 'ephemeral_1h_input_tokens')),
    reasoning:
      firstCount(attributes, ['ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens']) ??
      countIn(metadata, REASONING_METADATA),
  }
  // Before the details came (version 6), Anthropic's counts were passed on as they are: without cached tokens.
  return inclusive(tokens, anthropic && !detailed)
}

function readFirstToken({ attributes, events }: SpanRecord): number | undefined {
  const key = 'ai.response.msToFirstChunk'
  return (
    firstCount(attributes, [key, 'ai.stream.msToFirstChunk']) ??
    events.map((event) => firstCount(event.attributes, [key, 'ai.stream.msToFirstChunk'])).find((ms) => ms !== undefined)
  )
}

function readInput(attributes: Attributes): Message[] {
  const messages = toMessages(dataOf(attributes.get('ai.prompt.messages')), 'user')
  if (messages.length > 0) return messages
  const prompt = toMessages(dataOf(attributes.get('ai.prompt')), 'user')
  if (prompt.length > 0) return prompt
  // Each value to embed is JSON text of its own.
  const values = [...listOf(attributes.get('ai.value')), ...listOf(attributes.get('ai.values'))]
  return values
    .map((value) => (typeof value === 'string' ? parsed(value) : value))
    .flatMap((value) => (typeof value === 'string' ? [textMessage('user', value)] : toMessages(value, 'user')))
}

function readOutput(attributes: Attributes): Message[] {
  const text = firstText(attributes, ['ai.response.text', 'ai.result.text', 'ai.response.object', 'ai.result.object'])
  const reasoning = attributes.text('ai.response.reasoning')
  const calls = listOf(attributes.get('ai.response.toolCalls') ?? attributes.get('ai.result.toolCalls')).filter(isRecord)
  const parts = [
    ...(reasoning === undefined ? [] : [{ type: 'reasoning', text: reasoning }]),
    ...(text === undefined ? [] : [{ type: 'text', text }]),
    ...calls.map((call) => ({ type: 'tool_call', toolCall: toToolCall(call) })),
  ]
  return parts.length > 0 ? [{ role: 'assistant', parts }] : []
}
