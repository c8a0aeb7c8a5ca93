/** One call to a model as one span. */
import { context, SpanKind, trace, type Attributes, type Context, type Span } from '@opentelemetry/api'
import { kindOf } from '../guard.ts'
import type { Runtime } from '../runtime.ts'
import { callAttributes, callName, type CallPlace, writeAnswer, writeFailure, writeInput } from './call-attributes.ts'
import type { AnswerFacts, RequestFacts } from './facts.ts'

export type Ending = { how: 'complete' } | { how: 'aborted' } | { how: 'failed'; type: string; message?: string }

/** A request as it is recorded when it is no call to a model. */
export interface PlainRequest {
  name: string
  attributes: Attributes
}

export class CallSpan {
  readonly span: Span
  readonly context: Context
  private readonly runtime: Runtime
  private readonly request: RequestFacts
  private readonly place: CallPlace
  private readonly parent = context.active()
  private readonly startedMs = performance.now()
  private readonly isCertain: boolean
  private firstMs: number | undefined
  private ended = false

  /** `plain`: what it is unless its answer tells what a model used. */
  constructor(runtime: Runtime, request: RequestFacts, place: CallPlace, plain?: PlainRequest) {
    this.runtime = runtime
    this.request = request
    this.place = place
    this.isCertain = plain === undefined
    const { name, attributes } = plain ?? { name: callName(request), attributes: callAttributes(request, place, this.parent) }
    this.span = runtime.tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, this.parent)
    this.context = trace.setSpan(this.parent, this.span)
    if (this.isCertain) writeInput(runtime, this.span, request)
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
    if (this.isCertain) this.endCall(ending, answer, atMs)
    else this.runtime.guard.run('answer', () => this.endUncertain(ending, answer, atMs))
  }

  private endUncertain(ending: Ending, answer: AnswerFacts, atMs: number | undefined): void {
    if (answer.usage !== undefined && answer.ran === undefined) {
      this.becomeCall(answer)
      return this.endCall(ending, answer, atMs)
    }
    if (answer.usage !== undefined) this.recordRun(answer)
    if (ending.how !== 'complete') writeFailure(this.runtime, this.span, ending.how === 'failed' ? ending.type : 'aborted', undefined)
    this.span.end(atMs)
  }

  private becomeCall({ streamed }: AnswerFacts): void {
    const { request, place, span } = this
    const streaming = request.streaming || streamed === true
    span.updateName(callName(request)).setAttributes(callAttributes({ ...request, streaming }, place, this.parent))
    writeInput(this.runtime, span, request)
  }

  private endCall(ending: Ending, answer: AnswerFacts, atMs: number | undefined): void {
    const { span, runtime } = this
    writeAnswer(runtime, span, answer)
    if (this.firstMs !== undefined) span.setAttribute('gen_ai.response.time_to_first_chunk', this.firstMs / 1000)
    const failed = ending.how === 'failed' ? ending : answer.failure
    if (failed) writeFailure(runtime, span, failed.type, failed.message)
    else if (ending.how === 'aborted') writeFailure(runtime, span, 'aborted', 'the caller ended the call')
    span.end(atMs)
  }

  /** Whoever asks how a run went is told of it as often as it asks: the run is a span of its own, once, at the time it took. */
  private recordRun(answer: AnswerFacts): void {
    const { runtime, request, place, parent } = this
    const { responseId } = answer
    const ran = answer.ran && asLateAsAsked(answer.ran)
    if (ran === undefined || (responseId !== undefined && !runtime.recordedRuns.add(responseId))) return
    const attributes = callAttributes(request, place, parent)
    const span = runtime.tracer.startSpan(callName(request), { kind: SpanKind.CLIENT, attributes, startTime: ran.fromMs }, parent)
    writeAnswer(runtime, span, answer)
    if (answer.failure) writeFailure(runtime, span, answer.failure.type, answer.failure.message)
    span.end(ran.toMs)
  }
}

const ASKED_SOON_MS = 3_600_000

/** A run that nobody asked after for long is recorded when it is: its own day may be over, reported and paid. */
function asLateAsAsked({ fromMs, toMs }: { fromMs: number; toMs: number }): { fromMs: number; toMs: number } {
  const nowMs = Date.now()
  return nowMs - toMs < ASKED_SOON_MS ? { fromMs, toMs } : { fromMs: nowMs - (toMs - fromMs), toMs: nowMs }
}

/** What an error thrown by a client or by `fetch` says of the call's end. */
export function endingOf(error: unknown): Ending {
  const type = kindOf(error)
  if (type === 'AbortError' || type === 'APIUserAbortError' || type === 'ResponseAborted') return { how: 'aborted' }
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined
  const code = typeof cause?.code === 'string' ? cause.code : type
  return { how: 'failed', type: type === 'TimeoutError' ? 'timeout' : code, message: error instanceof Error ? error.message : undefined }
}
