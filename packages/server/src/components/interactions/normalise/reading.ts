/** What one span or log says about a model call, in the words every convention is brought to. Undefined means: it does not say. */
import type { Message, ToolCall, UsageCount } from '@relayscope/contract'

export interface Failure {
  /** The provider's or library's word for it: rate_limit_error, APIConnectionTimeoutError. */
  type: string
  /** HTTP status as text where known, else the provider's code. */
  code: string
  message: string
  timedOut: boolean
}

/** Counts as the product means them: `prompt` includes cached and cache-write tokens, `response` includes reasoning tokens. */
export interface Tokens {
  prompt?: number
  response?: number
  total?: number
  cached?: number
  cacheWrite?: number
  cacheWrite1h?: number
  reasoning?: number
  estimated?: boolean
}

/** What is counted beside text tokens. */
export type UsageCounts = Partial<Record<UsageCount, number>>

export interface Reading {
  operation?: string
  provider?: string
  requestedModel?: string
  servedModel?: string
  responseId?: string
  tokens: Tokens
  usageCounts?: UsageCounts
  timeToFirstTokenMs?: number
  streaming?: boolean
  finishReason?: string
  input?: Message[]
  output?: Message[]
  toolCalls?: ToolCall[]
  failure?: Failure
  serviceTier?: string
  region?: string
  userId?: string
  organizationId?: string
  sessionId?: string
  requestId?: string
  tags?: Record<string, string>
}

/**
 * What a span is in the tree: a model call; a step around calls that repeats their sums; a tool; an HTTP request to a
 * model endpoint; or the server side of one, as a gateway in the middle records it.
 */
export type SpanRole = 'call' | 'wrapper' | 'tool' | 'http' | 'server'

/**
 * Why a wrapper may stand for a call that was never exported itself: it names the model it asked, or it is an
 * application's own step of an AI tracing library. Empty: it may not.
 */
export type Evidence = '' | 'model' | 'app'

/** One record of telemetry as a part of a call. Plain data: it is kept until the trace is complete. */
export interface CallPart {
  role: SpanRole | 'log'
  traceId: string
  /** Of a log: the span it belongs to. */
  spanId: string
  parentSpanId: string
  startNs: bigint
  endNs: bigint
  service: string
  /** otel, openinference, traceloop, ai-sdk, langfuse, anthropic-sdk, litellm, openlit */
  source: string
  /** The instrumentation that wrote it: one library reports a call once, so two parts of one layer are two calls. */
  layer: string
  /** How near the layer is to the provider: 1 a framework, 2 an instrumentation of a provider's library, 3 the library or a gateway itself. */
  rank: 1 | 2 | 3
  evidence: Evidence
  reading: Reading
  /** Order of logs of the same time, as they came. */
  sequence: number
  /** What makes a log the same log when it is sent twice. */
  digest: string
  /** Rough size in memory. */
  bytes: number
}
