/** What a call to a model is called and what is written on its span, under the names of OpenTelemetry's GenAI conventions. */
import { SpanStatusCode, type Attributes, type Context, type Span } from '@opentelemetry/api'
import { identityAttributes, requestStateOf } from '../request-state.ts'
import type { Runtime } from '../runtime.ts'
import { messagesJson, partsJson, toolsJson, type CutJson } from './content.ts'
import type { AnswerFacts, RequestFacts } from './facts.ts'

export interface CallPlace {
  provider: string
  address?: string
  port?: number
  /** More attributes, such as how often the client has tried before. */
  attributes?: Attributes
}

export const callName = ({ operation, model }: RequestFacts): string => (model === undefined ? operation : `${operation} ${model}`)

export function callAttributes(request: RequestFacts, place: CallPlace, within: Context): Attributes {
  const attributes: Attributes = {
    ...identityAttributes(requestStateOf(within)?.identity),
    ...request.attributes,
    ...place.attributes,
    'gen_ai.operation.name': request.operation,
    'gen_ai.provider.name': place.provider,
    'gen_ai.request.stream': request.streaming,
  }
  if (request.model !== undefined) attributes['gen_ai.request.model'] = request.model
  if (place.address !== undefined) attributes['server.address'] = place.address
  if (place.port !== undefined) attributes['server.port'] = place.port
  return attributes
}

type Writing = Pick<Runtime, 'captureContent' | 'maxContentLength' | 'guard'>

export function writeInput(runtime: Writing, span: Span, request: RequestFacts): void {
  if (!runtime.captureContent || !span.isRecording()) return
  runtime.guard.run('content', () => {
    const { system, input, tools } = request.content()
    const most = runtime.maxContentLength
    if (system !== undefined) write(span, 'gen_ai.system_instructions', partsJson(system, most))
    if (input.length > 0) write(span, 'gen_ai.input.messages', messagesJson(input, most))
    if (tools !== undefined) write(span, 'gen_ai.tool.definitions', toolsJson(tools, most))
  })
}

export function writeAnswer(runtime: Writing, span: Span, answer: AnswerFacts): void {
  runtime.guard.run('answer', () => span.setAttributes(answerAttributes(answer)))
  if (!runtime.captureContent || !span.isRecording()) return
  runtime.guard.run('content', () => {
    const output = answer.output?.().filter(({ parts }) => parts.length > 0) ?? []
    if (output.length > 0) write(span, 'gen_ai.output.messages', messagesJson(output, runtime.maxContentLength))
  })
}

function write(span: Span, name: string, { json, cut }: CutJson): void {
  if (json !== '') span.setAttribute(name, json)
  if (cut > 0) span.setAttribute(`relayscope.cut.${name}`, cut)
}

function answerAttributes({ model, responseId, finishReasons, usage = {}, attributes }: AnswerFacts): Attributes {
  const made: Attributes = { ...attributes }
  const add = (name: string, value: string | number | undefined) => {
    if (value !== undefined) made[name] = value
  }
  add('gen_ai.response.model', model)
  add('gen_ai.response.id', responseId)
  if (finishReasons !== undefined && finishReasons.length > 0) made['gen_ai.response.finish_reasons'] = finishReasons
  add('gen_ai.usage.input_tokens', usage.inputTokens)
  add('gen_ai.usage.output_tokens', usage.outputTokens)
  add('gen_ai.usage.cache_read.input_tokens', usage.cachedTokens)
  add('gen_ai.usage.cache_creation.input_tokens', usage.cacheWriteTokens)
  add('anthropic.usage.cache_creation.ephemeral_1h_input_tokens', usage.cacheWrite1hTokens)
  add('gen_ai.usage.reasoning.output_tokens', usage.reasoningTokens)
  add('gen_ai.usage.audio.input_tokens', usage.audioInputTokens)
  add('gen_ai.usage.audio.cache_read.input_tokens', usage.cachedAudioTokens)
  add('gen_ai.usage.audio.output_tokens', usage.audioOutputTokens)
  add('gen_ai.usage.image.input_tokens', usage.imageInputTokens)
  add('gen_ai.usage.image.output_tokens', usage.imageOutputTokens)
  add('gen_ai.usage.server_tool_use.web_search_requests', usage.searches)
  return made
}

const LONGEST_MESSAGE = 1000

/** A provider's message may quote the prompt, so it is content. */
export function writeFailure(runtime: Writing, span: Span, type: string, message: string | undefined): void {
  span.setAttribute('error.type', type.slice(0, 100))
  const told = runtime.captureContent ? message?.slice(0, LONGEST_MESSAGE) : undefined
  span.setStatus(told ? { code: SpanStatusCode.ERROR, message: told } : { code: SpanStatusCode.ERROR })
}
