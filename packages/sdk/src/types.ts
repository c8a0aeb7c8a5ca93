/** What the SDK promises to a host program: its whole public surface, as types. */
import type { Attributes, Context, Span, SpanKind, Tracer } from '@opentelemetry/api'
import type { ExpressMiddleware, FastifyPlugin, RequestListener, Stats } from './host-types.ts'
import type { RelayCore, RelayCoreOptions } from './relaycore/types.ts'

/** Who a request is for. What is left out is unknown. */
export interface Identity {
  userId?: string
  organizationId?: string
  sessionId?: string
  requestId?: string
}

/** What can be said of an incoming request before its handler runs. Header names are in lower case. */
export interface IncomingRequest {
  readonly method: string
  /** Path and query, as it came. */
  readonly url: string
  header(name: string): string | undefined
}

export interface InitOptions {
  /** Name of this program. Default: OTEL_SERVICE_NAME, else `unknown_service`. */
  serviceName?: string
  serviceVersion?: string
  /** Base address of Relayscope; `/v1/traces` is appended. Default: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT, else http://127.0.0.1:4318. */
  endpoint?: string
  /** Sent as `Authorization: Bearer`. Not needed by a Relayscope that listens on loopback only. */
  apiKey?: string
  /** More headers for every export. */
  headers?: Readonly<Record<string, string>>
  /** More resource attributes, such as `deployment.environment.name`. */
  resourceAttributes?: Attributes
  /** `false` keeps prompts, answers and tool arguments out of spans. Default: true, or what OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT says. */
  captureContent?: boolean
  /** Most characters of content in one attribute; longer texts are cut inside their messages. Default 65536. */
  maxContentLength?: number
  /** Asked once for each incoming request. `identify()` on the instance adds to what it answers. */
  identify?: (request: IncomingRequest) => Identity | undefined
  /** Incoming requests that make no span, such as health checks. */
  ignoreRequest?: (request: IncomingRequest) => boolean
  /** Outgoing requests that carry `traceparent` and `baggage`. Default: all, but no `baggage` to the public addresses of model providers. */
  propagateTo?: (url: URL) => boolean
  /** Names the provider behind an address, where it is not the one its host or protocol is known for. */
  providerOf?: (url: URL) => string | undefined
  /** What may wait for export; when full, new spans are dropped and counted. Defaults: 8192 spans, 16 MiB. */
  buffer?: { maxSpans?: number; maxBytes?: number }
  export?: ExportOptions
  /** Told once per kind of trouble, without any content. Default: `process.emitWarning`. */
  onWarning?: (message: string) => void
  /** `false`: everything passes through untouched and nothing is recorded. Default: OTEL_SDK_DISABLED is not `true`. */
  enabled?: boolean
}

export interface ExportOptions {
  /** Longest wait for an answer, in ms. Default 10,000. */
  timeoutMs?: number
  /** Longest time between the end of a span and its export, in ms. Default 1,000. */
  delayMs?: number
  /** Tries for one batch before it is dropped. Default 6. */
  maxAttempts?: number
  /** First wait before another try, in ms; it doubles, with jitter, up to `maxBackoffMs`. Defaults 500 and 30,000. */
  backoffMs?: number
  maxBackoffMs?: number
}

export type { ExpressMiddleware, FastifyPlugin, RequestListener, Stats } from './host-types.ts'

export interface StepOptions {
  /** Which part of the program works here: `auth`, `steering`, `cache`, `budget`. */
  component?: string
  /** What it does: `lookup`. */
  operation?: string
  attributes?: Attributes
  kind?: SpanKind
}

/** A call to a model that goes through none of the wrapped clients. */
export interface CallRequest {
  /** `chat`, `text_completion`, `embeddings`, `rerank`. Default `chat`. */
  operation?: string
  provider: string
  model: string
  streaming?: boolean
  messages?: readonly CallMessage[]
  attributes?: Attributes
}

export interface CallMessage {
  role: string
  /** Text, or a provider's own content parts. */
  content: unknown
}

export interface CallResult {
  model?: string
  responseId?: string
  finishReason?: string
  /** Cached and cache-write tokens are part of `inputTokens`, reasoning tokens of `outputTokens`. */
  usage?: CallUsage
  messages?: readonly CallMessage[]
}

export interface CallUsage {
  inputTokens?: number
  outputTokens?: number
  cachedTokens?: number
  cacheWriteTokens?: number
  cacheWrite1hTokens?: number
  reasoningTokens?: number
  /** Of the input tokens, and of the output tokens. */
  audioInputTokens?: number
  cachedAudioTokens?: number
  audioOutputTokens?: number
  imageInputTokens?: number
  imageOutputTokens?: number
  /** Searches the provider made for the call and bills apart. */
  searches?: number
}

/** An open call. The first of `end`, `fail` and `abort` counts, later ones do nothing. */
export interface ModelCall {
  readonly span: Span
  /** With the call's span as the parent of what is started in it. */
  readonly context: Context
  /** The first piece of the answer is here. */
  firstToken(): void
  end(result?: CallResult): void
  fail(error: unknown, result?: CallResult): void
  /** The host has had enough: what was received counts. */
  abort(result?: CallResult): void
}

/** One instance per process, made by `init`. No method ever throws an error of its own into the host. */
export interface Relayscope {
  /** Of the OpenTelemetry API: for spans of your own. */
  readonly tracer: Tracer
  /** Whether this instance set up an OpenTelemetry SDK; `false` when the host had one. */
  readonly ownsSdk: boolean

  /** `app.use(relayscope.express())`, before the routes. */
  express(): ExpressMiddleware
  /** `app.register(relayscope.fastify())`, before the routes. */
  fastify(): FastifyPlugin
  /** Wraps a handler of the fetch kind: `(request: Request) => Response`. `route` names the span when the host knows it. */
  handler<Arguments extends readonly [Request, ...unknown[]]>(
    fetchHandler: (...handed: Arguments) => Response | Promise<Response>,
    route?: (request: Request) => string | undefined,
  ): (...handed: Arguments) => Promise<Response>
  /** Wraps a listener of node:http: `createServer(relayscope.listener(listener))`. */
  listener(requestListener: RequestListener): RequestListener

  /** Instruments a client of the `openai` package, in place, and answers the same client. */
  openai<Client extends object>(client: Client): Client
  /** Instruments a client of the `@anthropic-ai/sdk` package, in place, and answers the same client. */
  anthropic<Client extends object>(client: Client): Client
  /** `fetch` that recognises model calls, records every request, and hands the trace on. The answer is untouched. */
  readonly fetch: typeof globalThis.fetch

  /** Says who the current request is for, wherever in its handling that becomes known. Model calls that follow carry it too. */
  identify(identity: Identity): void
  /** Names the route of the current request where the framework cannot. */
  route(route: string): void
  /** A step of the program as a span around `work`. What `work` throws is recorded and thrown on. */
  step<T>(name: string, options: StepOptions, work: (span: Span) => T): T
  /** Opens the record of a model call that none of the wrapped clients sees. */
  startCall(request: CallRequest): ModelCall
  /** The decisions of a gateway, beside its spans: one trace of them for each request. */
  relaycore(options?: RelayCoreOptions): RelayCore

  stats(): Stats
  /** Resolves when what has ended so far is exported or dropped, or after `deadlineMs` (5,000). Never rejects. */
  flush(deadlineMs?: number): Promise<void>
  /** Flushes, then stops; what has not gone out after `deadlineMs` (5,000) is dropped and counted. Never rejects. */
  shutdown(deadlineMs?: number): Promise<void>
}
