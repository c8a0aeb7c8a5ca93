/** The span of one incoming request, whatever framework takes it in. Names are those of the stable HTTP conventions. */
import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type TextMapGetter,
} from '@opentelemetry/api'
import { identify, withRequestState, type RequestState } from '../request-state.ts'
import type { Runtime } from '../runtime.ts'
import type { IncomingRequest } from '../types.ts'

export interface ServerRequest extends IncomingRequest {
  /** For the propagators, which read headers by name. */
  readonly headers: unknown
  readonly getter: TextMapGetter
  readonly scheme: string
  readonly host: string | undefined
}

export interface ServerSpan {
  context: Context
  state: RequestState
  /** `status` 0: none was sent. */
  end(status: number, ended: 'complete' | 'aborted', error?: unknown): void
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY'])
const LONGEST_PATH = 2048

/** `undefined`: this request makes no span. */
export function startServerSpan(runtime: Runtime, request: ServerRequest): ServerSpan | undefined {
  if (runtime.ignoreRequest?.(request) === true) return undefined
  const active = context.active()
  const host = serverSpanIn(active)
  const method = METHODS.has(request.method) ? request.method : '_OTHER'
  const parent = host ? active : propagation.extract(active, request.headers, request.getter)
  const span = host ?? runtime.tracer.startSpan(method, { kind: SpanKind.SERVER, attributes: attributesOf(request, method) }, parent)
  const state: RequestState = { span, method, identity: {}, attributes: {}, route: undefined }
  const asked = runtime.guard.run('identify', () => runtime.identify?.(request))
  if (asked !== undefined) identify(state, asked)
  return {
    context: withRequestState(host ? active : trace.setSpan(parent, span), state),
    state,
    end: host ? () => endHosts(state) : (status, ended, error) => endOwn(state, status, ended, error),
  }
}

/** The span that a host's own HTTP instrumentation has begun for this request. */
function serverSpanIn(active: Context): Span | undefined {
  const span = trace.getSpan(active)
  return span !== undefined && span.isRecording() && (span as { kind?: unknown }).kind === SpanKind.SERVER ? span : undefined
}

function attributesOf(request: ServerRequest, method: string): Attributes {
  const attributes: Attributes = {
    'http.request.method': method,
    'url.path': pathOf(request.url),
    'url.scheme': request.scheme,
  }
  if (method === '_OTHER') attributes['http.request.method_original'] = request.method.slice(0, 64)
  const agent = request.header('user-agent')
  if (agent !== undefined) attributes['user_agent.original'] = agent.slice(0, 512)
  const requestId = request.header('x-request-id')
  if (requestId !== undefined) attributes['request.id'] = requestId.slice(0, 256)
  if (request.host !== undefined) addHost(attributes, request.host)
  return attributes
}

function addHost(attributes: Attributes, host: string): void {
  const [, name = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(host.slice(0, 300)) ?? []
  if (name === '') return
  attributes['server.address'] = name
  if (port !== undefined) attributes['server.port'] = Number(port)
}

/** Without the query: it may carry secrets. */
export function pathOf(url: string): string {
  const query = url.search(/[?#]/)
  return (query < 0 ? url : url.slice(0, query)).slice(0, LONGEST_PATH) || '/'
}

function nameRoute({ span, route, method }: RequestState): void {
  if (route === undefined) return
  span.setAttribute('http.route', route)
  span.updateName(`${method === '_OTHER' ? 'HTTP' : method} ${route}`)
}

function endHosts(state: RequestState): void {
  nameRoute(state)
}

function endOwn(state: RequestState, status: number, ended: 'complete' | 'aborted', error: unknown): void {
  const { span } = state
  nameRoute(state)
  if (status > 0) span.setAttribute('http.response.status_code', status)
  if (ended === 'aborted') span.setAttribute('relayscope.request.aborted', true)
  if (status >= 500 || error !== undefined) {
    span.setAttribute('error.type', errorType(status, error))
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()
}

function errorType(status: number, error: unknown): string {
  if (error instanceof Error) return error.name === 'Error' ? error.constructor.name : error.name
  return status > 0 ? String(status) : 'error'
}
