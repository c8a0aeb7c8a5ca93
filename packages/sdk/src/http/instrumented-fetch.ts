/** `fetch` that records what goes out and hands the trace on. What the host sees is what the wrapped `fetch` answers. */
import { context, propagation, SpanKind, SpanStatusCode, trace, type Attributes, type Context } from '@opentelemetry/api'
import { isTracingSuppressed } from '@opentelemetry/core'
import { CallSpan, endingOf } from '../calls/call-span.ts'
import type { Protocol } from '../calls/facts.ts'
import { parseJson } from '../calls/json.ts'
import { mayBeCall, providerAt, recogniseCall } from '../calls/recognise.ts'
import { pathOf } from '../hosts/server-span.ts'
import type { Runtime } from '../runtime.ts'
import { watchAnswer } from './answer-watcher.ts'
import { watchedResponse } from './watched-response.ts'

type Fetch = typeof globalThis.fetch

/** A request whose body is longer is recorded as a request, not as a call to a model. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024

const made = new WeakSet<Fetch>()

export function instrumentedFetch(runtime: Runtime, inner: () => Fetch): Fetch {
  const wrapped: Fetch = async (input, init) => {
    const send = inner()
    if (made.has(send) || isTracingSuppressed(context.active())) return send(input, init)
    const going = runtime.guard.run('fetch', () => outgoing(input, init))
    if (going === undefined) return send(input, init)
    const body = mayBeCall(going.method, going.url) ? await runtime.guard.run('fetch', () => bodyOf(input, init)) : undefined
    const protocol = runtime.guard.run('fetch', () => recogniseCall(going.url, body))
    return protocol ? callModel(runtime, send, going, protocol, body) : request(runtime, send, going)
  }
  made.add(wrapped)
  return wrapped
}

interface Outgoing {
  method: string
  url: URL
  input: Parameters<Fetch>[0]
  init: Parameters<Fetch>[1]
}

function outgoing(input: Outgoing['input'], init: Outgoing['init']): Outgoing | undefined {
  const text = input instanceof Request ? input.url : String(input)
  if (!URL.canParse(text)) return undefined
  return { method: (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase(), url: new URL(text), input, init }
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

async function callModel(runtime: Runtime, send: Fetch, going: Outgoing, protocol: Protocol, body: unknown): Promise<Response> {
  const call = runtime.guard.run('call', () => openCall(runtime, going, protocol, body))
  if (call === undefined) return send(going.input, going.init)
  let response: Response
  try {
    response = await context.with(call.context, () => send(going.input, withTrace(runtime, going, call.context)))
  } catch (error) {
    runtime.guard.run('call', () => call.end(endingOf(error)))
    throw error
  }
  return runtime.guard.run('call', () => watchedResponse(response, watchAnswer(runtime, call, protocol, response))) ?? response
}

function openCall(runtime: Runtime, { url, input, init }: Outgoing, protocol: Protocol, body: unknown): CallSpan {
  const provider = runtime.guard.run('providerOf', () => runtime.providerOf?.(url)) ?? providerAt(url) ?? protocol.provider
  return new CallSpan(runtime, protocol.request(body), { provider, ...placeOf(url), attributes: resendsOf(headersOf(input, init)) })
}

/** The official clients say how often they have tried before. */
function resendsOf(headers: Headers): Attributes {
  const count = Number(headers.get('x-stainless-retry-count') ?? 0)
  return count > 0 ? { 'http.request.resend_count': count } : {}
}

const headersOf = (input: Outgoing['input'], init: Outgoing['init']): Headers =>
  new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))

const placeOf = (url: URL) => ({ address: url.hostname, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) })

async function request(runtime: Runtime, send: Fetch, going: Outgoing): Promise<Response> {
  const { method, url } = going
  const { address, port } = placeOf(url)
  const parent = context.active()
  const attributes = { 'http.request.method': method, 'url.path': pathOf(url.pathname), 'server.address': address, 'server.port': port }
  const span = runtime.guard.run('fetch', () => runtime.tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes }, parent))
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

/** The host's own headers are left as they are: a copy goes out. */
function withTrace(runtime: Runtime, { input, init, url }: Outgoing, within: Context): Outgoing['init'] {
  return (
    runtime.guard.run('propagate', () => {
      if (runtime.propagateTo?.(url) === false) return init
      const headers = headersOf(input, init)
      propagation.inject(within, headers, { set: (carrier, key, value) => carrier.set(key, value) })
      return { ...init, headers }
    }) ?? init
  )
}

/** Puts our `fetch` into a client that keeps its own in a field, as both official clients do; once. */
export function instrumentClient<Client extends object>(runtime: Runtime, client: Client): Client {
  runtime.guard.run('client', () => {
    const holder = client as { fetch?: unknown }
    const own = holder.fetch
    if (typeof own !== 'function') {
      runtime.guard.warn('client', 'a client was handed in that keeps no fetch of its own; its calls are not recorded')
      return
    }
    if (made.has(own as Fetch)) return
    const bound = (own as Fetch).bind(undefined)
    holder.fetch = instrumentedFetch(runtime, () => bound)
  })
  return client
}
