/** The `gen_ai.*` keys, of every version and with the additions of the libraries that write them. */
import type { Message } from '@relayscope/contract'
import type { Attributes } from '../../../flows/ingest/attributes.ts'
import type { EventRecord, SpanRecord } from '../../../flows/ingest/records.ts'
import { spanFailure } from './failures.ts'
import { unflatten } from './flattened.ts'
import { firstText, readIdentity } from './identity.ts'
import { dataOf, get, isRecord, listOf, word } from './json.ts'
import { toolCallsOf } from './message-text.ts'
import { toMessages, withSystem } from './messages.ts'
import type { Reading, SpanRole, Tokens } from './reading.ts'
import { readEvent } from './gen-ai-events.ts'
import { firstCount, inclusive } from './tokens.ts'
import { providerId } from '../../../flows/ingest/provider-id.ts'
import { finishWord, operationWord } from './words.ts'

const WRAPPERS = new Set([
  'invoke_agent',
  'create_agent',
  'agent_step',
  'workflow',
  'invoke_workflow',
  'agent',
  'chain',
  'task',
  'step',
  'invoke_swarm',
  'handoff',
  'plan',
  'execute_event_loop_cycle',
  // Spring AI's chat client and advisors; the function calling of Microsoft.Extensions.AI.
  'framework',
  'orchestrate_tools',
])
/** Calls even where no model is named; of any other word only what names one. */
const CALLS = new Set(['chat', 'text_completion', 'embeddings', 'rerank', 'image_generation'])
const TOOLS = new Set([
  'execute_tool',
  'tool',
  'retrieve',
  'retrieval',
  'search_memory',
  'update_memory',
  'guardrail',
  'apply_guardrail',
  'evaluate',
  'vectordb',
])

const REQUEST_MODEL = ['gen_ai.request.model', 'llm.request.model']
const RESPONSE_MODEL = ['gen_ai.response.model', 'llm.response.model']
const INPUT_TOKENS = ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.usage.prompt_tokens']
const OUTPUT_TOKENS = ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.usage.completion_tokens']
const TOTAL_TOKENS = ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens']
const CACHED_TOKENS = [
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.cache_read_input_tokens',
  'gen_ai.usage.cached_input_tokens',
  'gen_ai.usage.input_tokens.cached',
  'gen_ai.usage.details.cache_read_tokens',
  'gen_ai.usage.details.cache_read_input_tokens',
]
const CACHE_WRITE_TOKENS = [
  'gen_ai.usage.cache_creation.input_tokens',
  'gen_ai.usage.cache_write.input_tokens',
  'gen_ai.usage.cache_creation_input_tokens',
  'gen_ai.usage.cache_write_input_tokens',
  'gen_ai.usage.details.cache_write_tokens',
  'gen_ai.usage.details.cache_creation_input_tokens',
]
/** The conventions have no word for how long a write is kept: these are Anthropic's own, as libraries pass them on. */
const CACHE_WRITE_1H_TOKENS = [
  'anthropic.usage.cache_creation.ephemeral_1h_input_tokens',
  'gen_ai.usage.cache_creation.ephemeral_1h_input_tokens',
  'gen_ai.usage.cache_creation.1h_input_tokens',
  'gen_ai.usage.cache_write_1h_tokens',
  'gen_ai.usage.details.cache_write_1h_tokens',
  'gen_ai.usage.details.ephemeral_1h_input_tokens',
]
const CACHE_WRITE_5M_TOKENS = [
  'anthropic.usage.cache_creation.ephemeral_5m_input_tokens',
  'gen_ai.usage.cache_creation.ephemeral_5m_input_tokens',
  'gen_ai.usage.cache_creation.5m_input_tokens',
  'gen_ai.usage.cache_write_5m_tokens',
  'gen_ai.usage.details.ephemeral_5m_input_tokens',
]
const REASONING_TOKENS = [
  'gen_ai.usage.reasoning.output_tokens',
  'gen_ai.usage.reasoning_tokens',
  'gen_ai.usage.output_tokens.reasoning',
  'gen_ai.usage.details.reasoning_tokens',
  'ai.usage.outputTokenDetails.reasoningTokens',
  'ai.usage.reasoningTokens',
]
/** Seconds, all of them. */
const FIRST_TOKEN = [
  'gen_ai.response.time_to_first_chunk',
  'gen_ai.client.operation.time_to_first_chunk',
  'gen_ai.server.time_to_first_token',
  'gen_ai.response.time_to_first_token',
]
const STREAMING = [
  'gen_ai.request.stream',
  'gen_ai.request.is_stream',
  'gen_ai.is_streaming',
  'llm.is_streaming',
  'litellm.request.streaming',
]
/** What was served, else what was asked for. */
const SERVICE_TIER = [
  'gen_ai.openai.response.service_tier',
  'openai.response.service_tier',
  'anthropic.response.service_tier',
  'gen_ai.response.service_tier',
  'gen_ai.service_tier',
  'gen_ai.openai.request.service_tier',
  'openai.request.service_tier',
  'gen_ai.request.service_tier',
  'anthropic.request.service_tier',
]
const REGION = ['cloud.region', 'aws.region', 'gen_ai.request.region']
const FINISH = [
  'gen_ai.response.finish_reasons',
  'gen_ai.response.finish_reason',
  'llm.response.finish_reason',
  'llm.response.stop_reason',
  'anthropic.message.stop_reason',
  'gen_ai.completion.0.finish_reason',
]

export function genAiRole(span: SpanRecord): SpanRole | undefined {
  const operation = (span.attributes.text('gen_ai.operation.name') ?? span.attributes.text('llm.request.type') ?? '').toLowerCase()
  if (WRAPPERS.has(operation)) return 'wrapper'
  if (TOOLS.has(operation)) return 'tool'
  if (CALLS.has(operationWord(operation))) return 'call'
  // Libraries put the agent's or the conversation's name on any span: only what belongs to a call makes one.
  if (namesModel(span)) return 'call'
  return span.attributes.has('gen_ai.tool.name') ? 'tool' : undefined
}

export function namesModel({ attributes }: SpanRecord): boolean {
  return (
    modelName(attributes, REQUEST_MODEL) !== undefined ||
    modelName(attributes, RESPONSE_MODEL) !== undefined ||
    firstCount(attributes, INPUT_TOKENS) !== undefined
  )
}

/** Micrometer (Spring AI) writes `none` where there is no value. */
function modelName(attributes: Attributes, keys: readonly string[]): string | undefined {
  const name = firstText(attributes, keys)
  return name === 'none' ? undefined : name
}

/** `exclusive`: this library leaves cached tokens out of the input. */
export function readGenAi(span: SpanRecord, exclusive = false): Reading {
  const { attributes } = span
  const input = readInput(span)
  const output = readOutput(span)
  const firstToken = firstCount(attributes, FIRST_TOKEN)
  const provider = providerId(attributes.text('gen_ai.provider.name')) || providerId(attributes.text('gen_ai.system'))
  const toolCalls = toolCallsOf(output)
  const { userId, organizationId, sessionId, requestId, tags } = readIdentity(attributes)
  return {
    userId,
    organizationId,
    sessionId,
    requestId,
    tags,
    operation: operationWord(attributes.text('gen_ai.operation.name') ?? attributes.text('llm.request.type')),
    provider,
    requestedModel: modelName(attributes, REQUEST_MODEL),
    servedModel: modelName(attributes, RESPONSE_MODEL),
    responseId: attributes.text('gen_ai.response.id'),
    tokens: inclusive(readTokens(attributes, provider), exclusive),
    timeToFirstTokenMs: firstToken === undefined ? undefined : firstToken * 1000,
    streaming: flag(attributes, STREAMING) ?? (firstToken === undefined ? undefined : true),
    finishReason: readFinish(attributes, output, span.events),
    input: input.length > 0 ? input : undefined,
    output: output.length > 0 ? output : undefined,
    toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
    failure: spanFailure(span),
    serviceTier: firstText(attributes, SERVICE_TIER),
    region: firstText(attributes, REGION),
  }
}

function readTokens(attributes: Attributes, provider: string): Tokens {
  const prompt = firstCount(attributes, INPUT_TOKENS)
  const response = firstCount(attributes, OUTPUT_TOKENS)
  const total = firstCount(attributes, TOTAL_TOKENS)
  const cacheWrite1h = firstCount(attributes, CACHE_WRITE_1H_TOKENS)
  // Gemini's answer tokens leave thoughts out, and instrumentations may leave those out altogether; only the total has them.
  const thinks = provider === 'google' && prompt !== undefined && response !== undefined && total !== undefined && total > prompt + response
  return {
    prompt,
    response: thinks ? total - prompt : response,
    total,
    cached: firstCount(attributes, CACHED_TOKENS),
    cacheWrite: firstCount(attributes, CACHE_WRITE_TOKENS) ?? sumOf(firstCount(attributes, CACHE_WRITE_5M_TOKENS), cacheWrite1h),
    cacheWrite1h,
    reasoning: firstCount(attributes, REASONING_TOKENS),
  }
}

/** Undefined where neither is known. */
function sumOf(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0)
}

/** A yes or no under the first key that has one; text counts, for values that were stored as text. */
export function flag(attributes: Attributes, keys: readonly string[]): boolean | undefined {
  const text = firstText(attributes, keys)?.toLowerCase()
  return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined
}

function readInput({ attributes, events }: SpanRecord): Message[] {
  // Google's agent kit keeps the request and the answer whole.
  const request = dataOf(attributes.get('gcp.vertex.agent.llm_request'))
  const instructions = dataOf(attributes.get('gen_ai.system_instructions')) ?? get(request, 'config', 'system_instruction')
  const system = toMessages(instructions, 'system')
  const found = [
    () => toMessages(dataOf(attributes.get('gen_ai.input.messages')), 'user'),
    () => toMessages(unflatten(attributes, 'gen_ai.prompt.'), 'user'),
    () => toMessages(unflatten(attributes, 'llm.prompts.'), 'user'),
    () => toMessages(dataOf(attributes.get('gen_ai.prompt')), 'user'),
    () => eventMessages(events, 'input'),
    () => toMessages(request, 'user'),
  ]
  return withSystem(system, firstFull(found))
}

function readOutput({ attributes, events }: SpanRecord): Message[] {
  return firstFull([
    () => toMessages(dataOf(attributes.get('gen_ai.output.messages')), 'assistant'),
    () => toMessages(unflatten(attributes, 'gen_ai.completion.'), 'assistant'),
    () => toMessages(unflatten(attributes, 'llm.completions.'), 'assistant'),
    () => toMessages(dataOf(attributes.get('gen_ai.completion')), 'assistant'),
    () => eventMessages(events, 'output'),
    () => toMessages(get(dataOf(attributes.get('gcp.vertex.agent.llm_response')), 'content'), 'assistant'),
  ])
}

export function firstFull(readers: readonly (() => Message[])[]): Message[] {
  for (const read of readers) {
    const messages = read()
    if (messages.length > 0) return messages
  }
  return []
}

function eventMessages(events: readonly EventRecord[], side: 'input' | 'output'): Message[] {
  return events.flatMap((event) => readEvent(event.name, event.attributes, undefined)?.[side] ?? [])
}

function readFinish(attributes: Attributes, output: readonly Message[], events: readonly EventRecord[]): string {
  for (const key of FINISH) {
    const found = listOf(attributes.get(key))
      .map(finishWord)
      .find((reason) => reason !== '')
    if (found !== undefined) return found
  }
  const told = output.length > 0 ? outputFinish(attributes) : ''
  if (told !== '') return told
  for (const event of events) {
    const reason = readEvent(event.name, event.attributes, undefined)?.finishReason
    if (reason) return reason
  }
  return ''
}

/** The reason inside the messages themselves. */
function outputFinish(attributes: Attributes): string {
  const data = dataOf(attributes.get('gen_ai.output.messages'))
  const first = Array.isArray(data) ? data.find(isRecord) : data
  return finishWord(word(get(first, 'finish_reason')))
}
