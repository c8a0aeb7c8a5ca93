/** One call to a model, in the form every convention is brought to. Undefined means unknown, never zero. */
import type { Message, ToolCall } from '@relayscope/contract'
import type { StatusCode } from './records.ts'

export interface InteractionRecord {
  id: string
  traceId: string
  spanId: string
  parentSpanId: string
  requestId: string
  startNs: bigint
  endNs: bigint
  userId: string
  organizationId: string
  sessionId: string
  service: string
  /** submitted, otel, openinference, traceloop, ai-sdk, langfuse */
  source: string
  /** The instrumentations that saw it; not stored. Tells one call seen twice from two calls. */
  layers?: readonly string[]
  operation: string
  provider: string
  requestedModel: string
  servedModel: string
  status: StatusCode
  errorType: string
  errorCode: string
  errorMessage: string
  /** Cached and cache-write tokens included. */
  promptTokens?: number
  /** Reasoning tokens included. */
  responseTokens?: number
  totalTokens?: number
  cachedTokens?: number
  cacheWriteTokens?: number
  cacheWrite1hTokens?: number
  reasoningTokens?: number
  tokensEstimated: boolean
  timeToFirstTokenMs?: number
  tokensPerSecond?: number
  streaming?: boolean
  finishReason: string
  toolCalls: ToolCall[]
  responseId: string
  serviceTier: string
  region: string
  /** 0: unknown. */
  attempt: number
  httpAttempts: number
  prompt?: string
  response?: string
  inputMessages?: Message[]
  outputMessages?: Message[]
  /** Exact decimal text in `currency`, with the version of the price table that made it. */
  cost?: string
  currency: string
  priceVersion: string
  /** Exact decimal text: what reading from a provider's cache saved, less what writing to it cost. Undefined: nothing was cached. */
  cacheSaved?: string
  tags: Record<string, string>
  /** What was taken out of it: JSON of classes and counts. Absent: nothing. */
  redactions?: string
}
