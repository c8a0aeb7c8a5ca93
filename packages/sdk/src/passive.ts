/** The instance of a disabled SDK: everything passes through, nothing is recorded. */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { ModelCall, Relayscope } from './types.ts'

export function passiveInstance(): Relayscope {
  const tracer = trace.getTracer('@relayscope/sdk')
  const nothing = () => undefined
  const call = (): ModelCall => ({
    span: tracer.startSpan('', undefined, ROOT_CONTEXT),
    context: ROOT_CONTEXT,
    firstToken: nothing,
    end: nothing,
    fail: nothing,
    abort: nothing,
  })
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
    startCall: call,
    stats: () => ({
      ended: 0,
      exported: 0,
      dropped: { bufferFull: 0, refused: 0, retriesExhausted: 0, shutdown: 0 },
      waitingSpans: 0,
      waitingBytes: 0,
      requests: 0,
      retries: 0,
      internalErrors: 0,
      lastFailure: undefined,
    }),
    flush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  }
}
