/** The parts of an instance put together. */
import { openManualCall } from './calls/manual-call.ts'
import { DEADLINE_MS, type DecisionPipeline, type ExportPipeline } from './export/pipeline.ts'
import { noCounts } from './export/waiting-items.ts'
import { expressMiddleware } from './hosts/express.ts'
import { fastifyPlugin } from './hosts/fastify.ts'
import { wrapHandler } from './hosts/fetch-handler.ts'
import { wrapListener } from './hosts/listener.ts'
import { instrumentClient, instrumentedFetch } from './http/instrumented-fetch.ts'
import { passiveCall, passiveRelayCore } from './passive.ts'
import { createRelayCore } from './relaycore/relaycore.ts'
import { identify, requestStateOf } from './request-state.ts'
import type { Runtime } from './runtime.ts'
import { runStep } from './step.ts'
import type { Relayscope, Stats } from './types.ts'

export interface InstanceParts {
  /** Of an instance that exports its spans itself. */
  pipeline: ExportPipeline | undefined
  ownsSdk: boolean
  /** `undefined`: nothing is exported. `endpoint`: another base address than that of the spans. */
  openDecisions(endpoint: string | undefined): DecisionPipeline | undefined
}

export function createInstance(runtime: Runtime, { pipeline, ownsSdk, openDecisions }: InstanceParts): Relayscope {
  const { guard } = runtime
  const opened: DecisionPipeline[] = []
  const all = () => [...(pipeline ? [pipeline] : []), ...opened]
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
    relaycore: (options = {}) =>
      guard.run('relaycore', () => {
        const decisions = openDecisions(options.endpoint)
        if (decisions === undefined) return passiveRelayCore()
        opened.push(decisions)
        return createRelayCore(runtime, options, decisions)
      }) ?? passiveRelayCore(),
    stats: () => pipeline?.stats() ?? withoutExport(guard.internalErrors),
    flush: async (deadlineMs = DEADLINE_MS) => void (await Promise.all(all().map((each) => each.flush(deadlineMs)))),
    shutdown: async (deadlineMs = DEADLINE_MS) => void (await Promise.all(all().map((each) => each.shutdown(deadlineMs)))),
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
