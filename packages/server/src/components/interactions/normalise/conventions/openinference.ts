/** OpenInference (Arize): flattened messages under `llm.*`, and the whole request and answer as JSON in `input.value` and `output.value`. */
import type { Message } from '@relayscope/contract'
import type { Attributes } from '../../../../flows/ingest/attributes.ts'
import type { SpanRecord } from '../../../../flows/ingest/records.ts'
import { spanFailure } from '../failures.ts'
import { unflatten } from '../flattened.ts'
import { unglue } from '../glued-calls.ts'
import { firstFull } from '../gen-ai.ts'
import { readIdentity } from '../identity.ts'
import { get, isRecord, type JsonRecord, parsed, recordOf, word } from '../json.ts'
import { promptText, responseText, toolCallsOf } from '../message-text.ts'
import { textMessage, toMessages, withSystem } from '../messages.ts'
import type { Evidence, Reading, SpanRole } from '../reading.ts'
import { bodyUsageCounts } from '../usage-counts.ts'
import { providerId } from '../../../../flows/ingest/provider-id.ts'
import { finishWord, providerOfModel } from '../words.ts'
import type { Convention } from './convention.ts'
import { type Bodies, bodiesOf, usageIn } from './openinference-bodies.ts'
import { readOpenInferenceTokens } from './openinference-tokens.ts'

const ROLES: Record<string, SpanRole> = {
  LLM: 'call',
  EMBEDDING: 'call',
  RERANKER: 'call',
  CHAIN: 'wrapper',
  AGENT: 'wrapper',
  TOOL: 'tool',
  RETRIEVER: 'tool',
  GUARDRAIL: 'tool',
  EVALUATOR: 'tool',
  PROMPT: 'tool',
}
const OPERATIONS: Record<string, string> = { LLM: 'chat', EMBEDDING: 'embeddings', RERANKER: 'rerank' }

export const openInference: Convention = {
  name: 'openinference',
  accepts: ({ attributes }) =>
    attributes.text('openinference.span.kind') !== undefined || attributes.has('llm.model_name') || attributes.has('embedding.model_name'),
  role(span) {
    const kind = span.attributes.text('openinference.span.kind')?.toUpperCase()
    if (kind === undefined) return 'call'
    return ROLES[kind]
  },
  evidence: ({ origin }): Evidence => (/^(@arizeai\/)?openinference[-.]instrumentation/.test(origin.scope) ? '' : 'app'),
  read,
}

function read(span: SpanRecord): Reading {
  const { attributes } = span
  const bodies = bodiesOf(attributes)
  const input = readInput(attributes, bodies)
  const output = readOutput(attributes, bodies)
  const toolCalls = unglue(toolCallsOf(output), toolNames(attributes))
  const models = readModels(attributes, bodies)
  const kind = attributes.text('openinference.span.kind')?.toUpperCase() ?? (attributes.has('embedding.model_name') ? 'EMBEDDING' : 'LLM')
  const { userId, organizationId, sessionId, requestId, tags } = readIdentity(attributes)
  return {
    userId,
    organizationId,
    sessionId,
    requestId,
    tags,
    requestedModel: models.requestedModel,
    servedModel: models.servedModel,
    operation: OPERATIONS[kind] ?? '',
    provider: readProvider(attributes, models.servedModel ?? models.requestedModel),
    responseId: responseId(bodies),
    tokens: readOpenInferenceTokens(attributes, bodies),
    usageCounts: bodyUsageCounts(usageIn(bodies)),
    streaming: readStreaming(bodies),
    finishReason: readFinish(attributes, bodies, toolCalls.length > 0),
    input: input.length > 0 ? input : undefined,
    output: output.length > 0 ? output : undefined,
    toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
    failure: spanFailure(span),
    serviceTier: word(bodies.answer.service_tier) ?? word(get(bodies.answer, 'usage', 'service_tier')) ?? word(bodies.told.service_tier),
  }
}

function readModels(
  attributes: Attributes,
  { request, parameters, answer, told }: Bodies,
): Pick<Reading, 'requestedModel' | 'servedModel'> {
  const named = attributes.text('llm.model_name') ?? attributes.text('embedding.model_name')
  const asked = attributes.text('llm.request.model_name') ?? word(request.model) ?? word(parameters.model) ?? word(parameters.model_name)
  const answered =
    attributes.text('llm.response.model_name') ??
    word(answer.model) ??
    word(told.model_name) ??
    word(told.model) ??
    (named !== asked ? named : undefined)
  // `llm.model_name` is what was asked for until an answer is there, and for streams even then.
  const embedded = attributes.has('embedding.model_name') ? named : undefined
  return { requestedModel: asked ?? named, servedModel: answered ?? embedded }
}

function readProvider(attributes: Attributes, model: string | undefined): string {
  const metadata = recordOf(attributes.get('metadata'))
  return (
    providerId(attributes.text('llm.provider')) ||
    providerId(attributes.text('llm.system')) ||
    providerId(word(metadata.ls_provider)) ||
    providerOfModel(model)
  )
}

function responseId({ answer, message, told }: Bodies): string | undefined {
  const id = word(answer.id) ?? word(told.id) ?? word(message.id)
  // LangChain makes ids of its own where the provider's is unknown.
  return id === undefined || id.startsWith('run-') || id.startsWith('run_') || id.startsWith('lc_') ? undefined : id
}

function readStreaming({ request, parameters, chunked }: Bodies): boolean | undefined {
  // Its parameters may say no: they are those of the model, not of the call.
  if (chunked) return true
  const said = request.stream ?? parameters.stream ?? parameters.streaming
  if (typeof said === 'boolean') return said
  // A request body that is there in full and has no such field is no stream.
  return request.model !== undefined || (Array.isArray(request.messages) && request.messages.every(isRecord)) ? false : undefined
}

function readInput(attributes: Attributes, { request, parameters }: Bodies): Message[] {
  const messages = firstFull([
    () => toMessages(unflatten(attributes, 'llm.input_messages.'), 'user'),
    () => toMessages(unflatten(attributes, 'llm.prompts.'), 'user'),
    () => embeddedTexts(attributes),
    () => toMessages(parsed(attributes.text('input.value') ?? ''), 'user'),
  ])
  if (messages.some((message) => message.role === 'system')) return messages
  return withSystem(toMessages(request.system ?? parameters.system ?? request.instructions, 'system'), messages)
}

function embeddedTexts(attributes: Attributes): Message[] {
  const list = unflatten(attributes, 'embedding.embeddings.') ?? []
  return list.flatMap((item) => {
    const text = word(get(item, 'embedding', 'text'))
    return text === undefined ? [] : [textMessage('user', text)]
  })
}

function readOutput(attributes: Attributes, { request }: Bodies): Message[] {
  const flat = toMessages(unflatten(attributes, 'llm.output_messages.'), 'assistant')
  if (responseText(flat, toolCallsOf(flat)) !== undefined) return flat
  const value = attributes.text('output.value')
  if (value === undefined || attributes.has('embedding.model_name')) return flat
  const body = toMessages(parsed(value), 'assistant')
  return promptText(body) === undefined || (request.model === undefined && body.length === 0) ? flat : body
}

function readFinish(attributes: Attributes, { answer, told }: Bodies, callsTools: boolean): string {
  const said =
    attributes.text('llm.finish_reason') ??
    word(get(answer, 'choices', 0, 'finish_reason')) ??
    word(get(answer, 'candidates', 0, 'finishReason')) ??
    finishIn(answer) ??
    finishIn(told)
  if (said !== undefined) return finishWord(said)
  // OpenAI's Responses have a status in its place.
  if ([answer, told].some((body) => body.object === 'response' && body.status === 'completed')) return callsTools ? 'tool_calls' : 'stop'
  return ''
}

/** In the words of Anthropic, OpenAI, Gemini, Bedrock, Ollama and OpenAI's Responses. */
function finishIn(body: JsonRecord): string | undefined {
  return (
    ['stop_reason', 'finish_reason', 'finishReason', 'stopReason', 'done_reason'].map((key) => word(body[key])).find(Boolean) ??
    word(get(body, 'incomplete_details', 'reason'))
  )
}

function toolNames(attributes: Attributes): string[] {
  const tools = unflatten(attributes, 'llm.tools.') ?? []
  return tools.flatMap((item) => {
    const schema = parsed(word(get(item, 'tool', 'json_schema')) ?? '')
    const name = word(get(schema, 'function', 'name')) ?? word(get(schema, 'name'))
    return name === undefined ? [] : [name]
  })
}
