/** One call to a model as one span, under the names of OpenTelemetry's GenAI conventions. */
import { context, SpanKind, SpanStatusCode, trace, type Attributes, type Context, type Span } from '@opentelemetry/api'
import { kindOf } from '../guard.ts'
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

export type Ending = { how: 'complete' } | { how: 'aborted' } | { how: 'failed'; type: string; message?: string }

const LONGEST_MESSAGE = 1000

export class CallSpan {
  readonly span: Span
  readonly context: Context
  private readonly runtime: Runtime
  private readonly startedMs = performance.now()
  private firstMs: number | undefined
  private ended = false

  constructor(runtime: Runtime, request: RequestFacts, place: CallPlace) {
    this.runtime = runtime
    const parent = context.active()
    const { operation, model } = request
    const attributes: Attributes = {
      ...identityAttributes(requestStateOf(parent)?.identity),
      ...request.attributes,
      ...place.attributes,
      'gen_ai.operation.name': operation,
      'gen_ai.provider.name': place.provider,
      'gen_ai.request.stream': request.streaming,
    }
    if (model !== undefined) attributes['gen_ai.request.model'] = model
    if (place.address !== undefined) attributes['server.address'] = place.address
    if (place.port !== undefined) attributes['server.port'] = place.port
    this.span = runtime.tracer.startSpan(
      model === undefined ? operation : `${operation} ${model}`,
      { kind: SpanKind.CLIENT, attributes },
      parent,
    )
    this.context = trace.setSpan(parent, this.span)
    if (runtime.captureContent && this.span.isRecording()) runtime.guard.run('content', () => this.writeInput(request))
  }

  /** The first piece of the answer is here; later ones change nothing. */
  firstToken(): void {
    this.firstMs ??= this.ageMs
  }

  /** How long ago the call was begun. */
  get ageMs(): number {
    return performance.now() - this.startedMs
  }

  /** Only the first ending counts. `atMs`: when it was, in ms since 1970; default: now. */
  end(ending: Ending, answer: AnswerFacts = {}, atMs?: number): void {
    if (this.ended) return
    this.ended = true
    const { span, runtime } = this
    runtime.guard.run('answer', () => this.writeAnswer(answer))
    if (runtime.captureContent && span.isRecording()) runtime.guard.run('content', () => this.writeOutput(answer))
    const failed = ending.how === 'failed' ? ending : answer.failure
    if (failed) this.writeFailure(failed.type, failed.message)
    else if (ending.how === 'aborted') this.writeFailure('aborted', 'the caller ended the call')
    span.end(atMs)
  }

  private writeInput(request: RequestFacts): void {
    const { system, input, tools } = request.content()
    const most = this.runtime.maxContentLength
    if (system !== undefined) this.write('gen_ai.system_instructions', partsJson(system, most))
    if (input.length > 0) this.write('gen_ai.input.messages', messagesJson(input, most))
    if (tools !== undefined) this.write('gen_ai.tool.definitions', toolsJson(tools, most))
  }

  private writeOutput(answer: AnswerFacts): void {
    const output = answer.output?.().filter(({ parts }) => parts.length > 0) ?? []
    if (output.length > 0) this.write('gen_ai.output.messages', messagesJson(output, this.runtime.maxContentLength))
  }

  private write(name: string, { json, cut }: CutJson): void {
    if (json !== '') this.span.setAttribute(name, json)
    if (cut > 0) this.span.setAttribute(`relayscope.cut.${name}`, cut)
  }

  private writeAnswer({ model, responseId, finishReasons, usage = {}, attributes }: AnswerFacts): void {
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
    if (this.firstMs !== undefined) made['gen_ai.response.time_to_first_chunk'] = this.firstMs / 1000
    this.span.setAttributes(made)
  }

  /** A provider's message may quote the prompt, so it is content. */
  private writeFailure(type: string, message: string | undefined): void {
    this.span.setAttribute('error.type', type.slice(0, 100))
    const told = this.runtime.captureContent ? message?.slice(0, LONGEST_MESSAGE) : undefined
    this.span.setStatus(told ? { code: SpanStatusCode.ERROR, message: told } : { code: SpanStatusCode.ERROR })
  }
}

/** What an error thrown by a client or by `fetch` says of the call's end. */
export function endingOf(error: unknown): Ending {
  const type = kindOf(error)
  if (type === 'AbortError' || type === 'APIUserAbortError' || type === 'ResponseAborted') return { how: 'aborted' }
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined
  const code = typeof cause?.code === 'string' ? cause.code : type
  return { how: 'failed', type: type === 'TimeoutError' ? 'timeout' : code, message: error instanceof Error ? error.message : undefined }
}
