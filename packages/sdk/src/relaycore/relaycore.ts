/** Opens a record for each request, lets the stages add to it, and sends it when the request ends. */
import type { ServerResponse } from 'node:http'
import { context, SpanKind, trace } from '@opentelemetry/api'
import type { DecisionPipeline } from '../export/pipeline.ts'
import { expressMiddleware } from '../hosts/express.ts'
import { fastifyPlugin } from '../hosts/fastify.ts'
import { wrapListener } from '../hosts/listener.ts'
import { pathOf } from '../hosts/server-span.ts'
import { identityAttributes, requestStateOf, type RequestState, withRequestState } from '../request-state.ts'
import type { Runtime } from '../runtime.ts'
import type { ExpressMiddleware, FastifyPlugin, RequestListener } from '../types.ts'
import { DecisionRecord } from './decision-record.ts'
import { isoTime } from './iso-time.ts'
import { createStages } from './stages.ts'
import type { RelayCore, RelayCoreOptions, RequestFacts } from './types.ts'
import { inputText, writeDecision } from './write-decision.ts'

export function createRelayCore(runtime: Runtime, options: RelayCoreOptions, pipeline: DecisionPipeline): RelayCore {
  const { guard } = runtime
  const send = (record: DecisionRecord, failed: boolean) =>
    void guard.run('relaycore', () => {
      const made = record.end(failed)
      if (made) pipeline.add(() => writeDecision(made))
    })
  /** For a request whose server span is there: its record ends with its answer. */
  const begin = (response: ServerResponse, url: string | undefined) =>
    void guard.run('relaycore', () => {
      const state = requestStateOf()
      if (state === undefined || state.decisions !== undefined) return
      const record = open(state, url === undefined ? undefined : pathOf(url))
      response.once('close', () => send(record, !response.writableFinished || response.statusCode >= 500))
    })
  return {
    express: () => decidingExpress(expressMiddleware(runtime), begin),
    fastify: () => decidingFastify(fastifyPlugin(runtime), begin),
    listener: (requestListener) => decidingListener(runtime, requestListener, begin),
    record: (request, work) => recordWork(runtime, request, work, send),
    ...createStages(runtime, options),
    decide: (decision) =>
      void guard.run('relaycore', () => {
        const record = requestStateOf()?.decisions
        if (record === undefined) return
        const { captureContent, maxContentLength } = runtime
        const input = inputText(decision.input ?? null, captureContent, maxContentLength)
        const usual = { id: record.nextId(), timestamp: isoTime(Date.now()), type: 'other' as const, output: null, evaluationTimeMs: 0 }
        record.add({ ...usual, ...decision, input })
      }),
    outcome: (outcome) => void guard.run('relaycore', () => requestStateOf()?.decisions?.say(outcome)),
    stats: () => pipeline.stats(),
  }
}

function open(state: RequestState, path: string | undefined): DecisionRecord {
  const record = new DecisionRecord(state.span, state.identity, path)
  state.decisions = record
  return record
}

type Begin = (response: ServerResponse, url: string | undefined) => void

function decidingExpress(base: ExpressMiddleware, begin: Begin): ExpressMiddleware {
  return (request, response, next) =>
    base(request, response, (error) => {
      begin(response, (request as { originalUrl?: string }).originalUrl ?? request.url)
      next(error)
    })
}

interface FastifyServer {
  addHook(name: string, hook: (request: { originalUrl?: string }, reply: { raw: ServerResponse }, done: () => void) => void): unknown
}

function decidingFastify(base: FastifyPlugin, begin: Begin): FastifyPlugin {
  const plugin: FastifyPlugin = (instance, given, done) =>
    base(instance, given, (error) => {
      // After the hook that makes the server span, and in its context.
      ;(instance as FastifyServer).addHook('onRequest', (request, reply, next) => {
        begin(reply.raw, request.originalUrl)
        next()
      })
      done(error)
    })
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: '@relayscope/sdk relaycore' })
}

function decidingListener(runtime: Runtime, requestListener: RequestListener, begin: Begin): RequestListener {
  return wrapListener(runtime, function (this: unknown, request, response) {
    begin(response, request.url)
    return requestListener.call(this, request, response)
  })
}

/** Any work as one request: within the request that is going on, else under a span of its own. */
function recordWork<T>(
  runtime: Runtime,
  { requestId, path }: RequestFacts,
  work: () => T,
  send: (record: DecisionRecord, failed: boolean) => void,
): T {
  const state = runtime.guard.run('relaycore', () => stateFor(runtime, requestId))
  if (state === undefined) return work()
  const record = open(state.state, path)
  const finish = (failed: boolean) => {
    send(record, failed)
    if (state.own) runtime.guard.run('relaycore', () => state.state.span.end())
  }
  let answer: T
  try {
    answer = context.with(state.within, work)
  } catch (error) {
    finish(true)
    throw error
  }
  if (typeof (answer as { then?: unknown } | undefined)?.then !== 'function') {
    finish(false)
    return answer
  }
  return (answer as Promise<unknown>).then(
    (value) => {
      finish(false)
      return value
    },
    (error: unknown) => {
      finish(true)
      throw error
    },
  ) as T
}

function stateFor(runtime: Runtime, requestId: string | undefined) {
  const active = context.active()
  const known = requestStateOf(active)
  const own = known === undefined
  const span = known?.span ?? runtime.tracer.startSpan('gateway request', { kind: SpanKind.SERVER }, active)
  const identity = { ...known?.identity, ...(requestId === undefined ? {} : { requestId }) }
  const attributes = { ...known?.attributes, ...identityAttributes(requestId === undefined ? undefined : { requestId }) }
  const state: RequestState = { span, method: known?.method ?? '', identity, attributes, route: known?.route }
  return { state, own, within: withRequestState(own ? trace.setSpan(active, span) : active, state) }
}
