/** The instance of a disabled SDK: everything passes through, nothing is recorded. */
import { INVALID_SPAN_CONTEXT, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api'
import type { RelayCore } from './relaycore/types.ts'
import type { ModelCall, Relayscope, Stats } from './types.ts'

const nothing = () => undefined

/** A call that is not recorded. */
export const passiveCall = (): ModelCall => ({
  span: trace.wrapSpanContext(INVALID_SPAN_CONTEXT),
  context: ROOT_CONTEXT,
  firstToken: nothing,
  end: nothing,
  fail: nothing,
  abort: nothing,
})

const noStats = (): Stats => ({
  ended: 0,
  exported: 0,
  dropped: { bufferFull: 0, refused: 0, retriesExhausted: 0, shutdown: 0 },
  waitingSpans: 0,
  waitingBytes: 0,
  requests: 0,
  retries: 0,
  internalErrors: 0,
  lastFailure: undefined,
})

/** Every stage is its work and nothing else. */
export function passiveRelayCore(): RelayCore {
  const stage = <T>(_input: unknown, work: (span: Span) => T): T => work(trace.wrapSpanContext(INVALID_SPAN_CONTEXT))
  return {
    express: () => (_request, _response, next) => next(),
    fastify: () => (_instance, _options, done) => done(),
    listener: (requestListener) => requestListener,
    record: (_request, work) => work(),
    router: stage,
    rules: stage,
    cache: stage,
    budget: stage,
    select: stage,
    attempt: stage,
    decide: nothing,
    outcome: nothing,
    stats: noStats,
  }
}

export function passiveInstance(): Relayscope {
  const tracer = trace.getTracer('@relayscope/sdk')
  return {
    tracer,
    ownsSdk: false,
    express: () => (_request, _response, next) => next(),
    fastify: () => (_instance, _options, done) => done(),
    handler:
      (fetchHandler) =>
      async (...handed) =>
        fetchHandler(...handed),
    listener: (requestListener) => requestListener,
    openai: (client) => client,
    anthropic: (client) => client,
    fetch: (...handed) => globalThis.fetch(...handed),
    identify: nothing,
    route: nothing,
    step: (name, _options, work) => work(tracer.startSpan(name)),
    startCall: passiveCall,
    relaycore: passiveRelayCore,
    stats: noStats,
    flush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  }
}
