/** `fetch` that records what goes out and hands the trace on. What the host sees is what the wrapped `fetch` answers. */
import { context, propagation, SpanKind, SpanStatusCode, trace, type Attributes, type Context } from '@opentelemetry/api'
import { isTracingSuppressed } from '@opentelemetry/core'
import { CallSpan, endingOf, type Ending, type PlainRequest } from '../calls/call-span.ts'
import { parseJson } from '../calls/json.ts'
import { mayBeCall, providerAt, recogniseCall, type Recognised } from '../calls/recognise.ts'
import { pathOf } from '../hosts/server-span.ts'
import type { Runtime } from '../runtime.ts'
import { watchAnswer } from './answer-watcher.ts'
import { watchedResponse } from './watched-response.ts'

type Fetch = typeof globalThis.fetch

/** A request whose body is longer is recorded as a request, not as a call to a model. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024

const made = new WeakSet<Fetch>()

/** `allowedMs`: how long the client that sends through it waits for an answer. */
export function instrumentedFetch(runtime: Runtime, inner: () => Fetch, allowedMs?: () => unknown): Fetch {
  const wrapped: Fetch = async (input, init) => {
    const send = inner()
    if (made.has(send) || isTracingSuppressed(context.active())) return send(input, init)
    const going = runtime.guard.run('fetch', () => outgoing(input, init, allowedMs))
    if (going === undefined) return send(input, init)
    if (!mayBeCall(going.method, going.url)) return request(runtime, send, going)
    const body = await runtime.guard.run('fetch', () => bodyOf(input, init))
    const recognised = runtime.guard.run('fetch', () => recogniseCall(going.method, going.url, body))
    return recognised ? callModel(runtime, send, going, recognised, body) : request(runtime, send, going)
  }
  made.add(wrapped)
  return wrapped
}

interface Outgoing {
  method: string
  url: URL
  input: Parameters<Fetch>[0]
  init: Parameters<Fetch>[1]
  allowedMs: (() => unknown) | undefined
}

function outgoing(input: Outgoing['input'], init: Outgoing['init'], allowedMs: Outgoing['allowedMs']): Outgoing | undefined {
  const text = input instanceof Request ? input.url : String(input)
  if (!URL.canParse(text)) return undefined
  const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase()
  return { method, url: new URL(text), input, init, allowedMs }
}

/** The body as JSON; undefined where it is a stream, a form, or no JSON. Never rejects. */
async function bodyOf(input: Outgoing['input'], init: Outgoing['init']): Promise<unknown> {
  const body = init?.body
  if (typeof body === 'string') return body.length > MAX_REQUEST_BYTES ? undefined : parseJson(body)
  if (body instanceof Uint8Array || body instanceof ArrayBuffer)
    return body.byteLength > MAX_REQUEST_BYTES ? undefined : parseJson(new TextDecoder().decode(body))
  if (body !== undefined && body !== null) return undefined
  if (!(input instanceof Request) || input.bodyUsed) return undefined
  return input
    .clone()
    .text()
    .then(parseJson, () => undefined)
}

async function callModel(runtime: Runtime, send: Fetch, going: Outgoing, recognised: Recognised, body: unknown): Promise<Response> {
  const call = runtime.guard.run('call', () => openCall(runtime, going, recognised, body))
  if (call === undefined) return send(going.input, going.init)
  let response: Response
  try {
    response = await context.with(call.context, () => send(going.input, withTrace(runtime, going, call.context)))
  } catch (error) {
    runtime.guard.run('call', () => call.end(isTimeout(going, call.ageMs) ? TIMED_OUT : endingOf(error)))
    throw error
  }
  const watched = runtime.guard.run('call', () => watchedResponse(response, watchAnswer(runtime, call, recognised.protocol, response)))
  if (watched === undefined) runtime.guard.run('call', () => call.end({ how: 'complete' }))
  return watched ?? response
}

const TIMED_OUT: Ending = { how: 'failed', type: 'timeout', message: 'no answer within the time that the client allows' }

/** By how much a timer may come early. */
const TIMER_MS = 5

/** The official clients abort a request that takes too long like one that its caller gives up. How long it may take is known. */
function isTimeout({ input, init, allowedMs }: Outgoing, tookMs: number): boolean {
  const told = headersOf(input, init).get('x-stainless-timeout')
  const limitMs = told === null ? allowedMs?.() : Number(told) * 1000
  return typeof limitMs === 'number' && limitMs > 0 && tookMs >= limitMs - TIMER_MS
}

function openCall(runtime: Runtime, going: Outgoing, { protocol, certain }: Recognised, body: unknown): CallSpan {
  const { url, input, init } = going
  const provider = runtime.guard.run('providerOf', () => runtime.providerOf?.(url)) ?? providerAt(url) ?? protocol.provider
  const place = { provider, ...placeOf(url), attributes: resendsOf(headersOf(input, init)) }
  return new CallSpan(runtime, protocol.request(body), place, certain ? undefined : plainRequest(going))
}

/** The official clients say how often they have tried before. */
function resendsOf(headers: Headers): Attributes {
  const count = Number(headers.get('x-stainless-retry-count') ?? 0)
  return count > 0 ? { 'http.request.resend_count': count } : {}
}

const headersOf = (input: Outgoing['input'], init: Outgoing['init']): Headers =>
  new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))

const placeOf = (url: URL) => ({ address: url.hostname, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) })

function plainRequest({ method, url }: Outgoing): PlainRequest {
  const { address, port } = placeOf(url)
  const path = pathOf(url.pathname)
  const attributes = {
    'http.request.method': method,
    // Without name, password and query.
    'url.full': `${url.origin}${path}`,
    'url.path': path,
    'server.address': address,
    'server.port': port,
  }
  return { name: method, attributes }
}

async function request(runtime: Runtime, send: Fetch, going: Outgoing): Promise<Response> {
  const parent = context.active()
  const span = runtime.guard.run('fetch', () => {
    const { name, attributes } = plainRequest(going)
    return runtime.tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent)
  })
  if (span === undefined) return send(going.input, going.init)
  const within = trace.setSpan(parent, span)
  try {
    const response = await context.with(within, () => send(going.input, withTrace(runtime, going, within)))
    span.setAttribute('http.response.status_code', response.status)
    if (response.status >= 400) span.setAttribute('error.type', String(response.status)).setStatus({ code: SpanStatusCode.ERROR })
    return response
  } catch (error) {
    const ending = endingOf(error)
    span.setAttribute('error.type', ending.how === 'failed' ? ending.type : 'aborted').setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}

/**
 * The host's own headers are left as they are: a copy goes out. Baggage holds what hosts know of their users, so the public
 * providers get none unless `propagateTo` says so.
 */
function withTrace(runtime: Runtime, { input, init, url }: Outgoing, within: Context): Outgoing['init'] {
  return (
    runtime.guard.run('propagate', () => {
      const wanted = runtime.propagateTo?.(url)
      if (wanted === false) return init
      const headers = headersOf(input, init)
      const told = wanted === undefined && providerAt(url) !== undefined ? propagation.deleteBaggage(within) : within
      propagation.inject(told, headers, { set: (carrier, key, value) => carrier.set(key, value) })
      return { ...init, headers }
    }) ?? init
  )
}

/** Puts our `fetch` into a client that keeps its own in a field, as both official clients do; once. */
export function instrumentClient<Client extends object>(runtime: Runtime, client: Client): Client {
  runtime.guard.run('client', () => {
    const holder = client as { fetch?: unknown; timeout?: unknown }
    const own = holder.fetch
    if (typeof own !== 'function') {
      runtime.guard.warn('client', 'a client was handed in that keeps no fetch of its own; its calls are not recorded')
      return
    }
    if (made.has(own as Fetch)) return
    const bound = (own as Fetch).bind(undefined)
    holder.fetch = instrumentedFetch(
      runtime,
      () => bound,
      () => holder.timeout,
    )
  })
  return client
}
