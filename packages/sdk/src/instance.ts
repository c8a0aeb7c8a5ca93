/** The parts of an instance put together. */
import { openManualCall } from './calls/manual-call.ts'
import { DEADLINE_MS, type ExportPipeline } from './export/pipeline.ts'
import { noCounts } from './export/span-buffer.ts'
import { expressMiddleware } from './hosts/express.ts'
import { fastifyPlugin } from './hosts/fastify.ts'
import { wrapHandler } from './hosts/fetch-handler.ts'
import { wrapListener } from './hosts/listener.ts'
import { instrumentClient, instrumentedFetch } from './http/instrumented-fetch.ts'
import { passiveCall } from './passive.ts'
import { identify, requestStateOf } from './request-state.ts'
import type { Runtime } from './runtime.ts'
import { runStep } from './step.ts'
import type { Relayscope, Stats } from './types.ts'

/** `pipeline`: of an instance that exports its spans itself. */
export function createInstance(runtime: Runtime, pipeline: ExportPipeline | undefined, ownsSdk: boolean): Relayscope {
  const { guard } = runtime
  return {
    tracer: runtime.tracer,
    ownsSdk,
    express: () => expressMiddleware(runtime),
    fastify: () => fastifyPlugin(runtime),
    handler: (fetchHandler, route) => wrapHandler(runtime, fetchHandler, route),
    listener: (requestListener) => wrapListener(runtime, requestListener),
    openai: (client) => instrumentClient(runtime, client),
    anthropic: (client) => instrumentClient(runtime, client),
    // Asked for at each call: tests and polyfills replace the global one.
    fetch: instrumentedFetch(runtime, () => globalThis.fetch),
    identify: (identity) => void guard.run('identify', () => identify(requestStateOf(), identity)),
    route: (route) =>
      void guard.run('route', () => {
        const state = requestStateOf()
        if (state) state.route = String(route)
      }),
    step: (name, options, work) => runStep(runtime, name, options, work),
    startCall: (request) => guard.run('call', () => openManualCall(runtime, request)) ?? passiveCall(),
    stats: () => pipeline?.stats() ?? withoutExport(guard.internalErrors),
    flush: async (deadlineMs = DEADLINE_MS) => pipeline?.flush(deadlineMs),
    shutdown: async (deadlineMs = DEADLINE_MS) => pipeline?.shutdown(deadlineMs),
  }
}

function withoutExport(internalErrors: number): Stats {
  const { ended, exported, requests, retries, lastFailure, bufferFull, refused, retriesExhausted, shutdown } = noCounts()
  return {
    ended,
    exported,
    dropped: { bufferFull, refused, retriesExhausted, shutdown },
    waitingSpans: 0,
    waitingBytes: 0,
    requests,
    retries,
    internalErrors,
    lastFailure,
  }
}
