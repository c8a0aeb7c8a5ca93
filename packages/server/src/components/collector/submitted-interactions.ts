/** AI interactions as the seed's model has them, sent to POST /api/v1/telemetry/ai-interactions, into the records of the write flow. */
import { DERIVED_INTERACTION_FIELDS, type Message, type SubmittedInteraction, submittedInteraction, USAGE_TAG } from '@relayscope/contract'
import type { InteractionRecord } from '../../flows/ingest/interaction-record.ts'
import { STATUS, type StatusCode } from '../../flows/ingest/records.ts'
import { decimalOfNumber } from '../../kit/decimal.ts'
import { PART_UNITS } from './otlp/limits.ts'
import { submittedDecoder } from './submitted-decoder.ts'
import { extraFields, RecordError, spanOfTime, textOf } from './submitted-values.ts'

const KNOWN_FIELDS: ReadonlySet<string> = new Set([...Object.keys(submittedInteraction.shape), ...DERIVED_INTERACTION_FIELDS])
/** Of the stored decimal. */
const COST_PLACES = 18
const TIME_NAMES = { end: 'endTime', duration: 'latencyMs' }

export const decodeSubmittedInteractions = submittedDecoder(submittedInteraction, () => (batch, { sent, budget }) => {
  const record = interactionOf(sent)
  budget.spend(PART_UNITS * Object.keys(record.tags).length)
  batch.interactions.push(record)
})

function interactionOf(sent: SubmittedInteraction): InteractionRecord {
  const failed = sent.status === undefined && sent.errorDetails !== undefined
  return {
    id: sent.id,
    traceId: sent.traceId ?? '',
    spanId: sent.spanId ?? '',
    parentSpanId: sent.parentSpanId ?? '',
    requestId: sent.requestId ?? '',
    ...timesOf(sent),
    userId: sent.userId ?? '',
    organizationId: sent.organizationId ?? '',
    sessionId: sent.sessionId ?? '',
    service: sent.service ?? '',
    source: 'submitted',
    operation: sent.operation ?? '',
    provider: sent.provider,
    requestedModel: sent.requestedModel ?? '',
    servedModel: sent.servedModel || sent.model,
    status: failed ? STATUS.error : statusOf(sent.status),
    errorType: sent.errorDetails?.type ?? '',
    errorCode: sent.errorDetails?.code ?? '',
    errorMessage: sent.errorDetails?.message ?? '',
    ...usageOf(sent),
    ...answerOf(sent),
    ...contentOf(sent),
    ...costOf(sent),
    tags: tagsOf(sent),
  }
}

function timesOf(sent: SubmittedInteraction): { startNs: bigint; endNs: bigint } {
  const start = sent.startTime ?? sent.timestamp
  if (start === undefined) throw new RecordError('startTime', 'is missing, and so is timestamp')
  return spanOfTime(start, sent.endTime, sent.latencyMs, TIME_NAMES)
}

function statusOf(sent: SubmittedInteraction['status']): StatusCode {
  if (sent === 'error' || sent === 'timeout') return STATUS[sent]
  return STATUS.ok
}

type Usage =
  | 'promptTokens'
  | 'responseTokens'
  | 'totalTokens'
  | 'cachedTokens'
  | 'cacheWriteTokens'
  | 'cacheWrite1hTokens'
  | 'reasoningTokens'
  | 'tokensEstimated'
  | 'timeToFirstTokenMs'
  | 'tokensPerSecond'

function usageOf(sent: SubmittedInteraction): Pick<InteractionRecord, Usage> {
  const { promptTokens, responseTokens } = sent
  const sum = promptTokens === undefined || responseTokens === undefined ? undefined : promptTokens + responseTokens
  return {
    promptTokens,
    responseTokens,
    totalTokens: sent.totalTokens ?? sum,
    cachedTokens: sent.cachedTokens,
    cacheWriteTokens: sent.cacheWriteTokens,
    cacheWrite1hTokens: sent.cacheWrite1hTokens,
    reasoningTokens: sent.reasoningTokens,
    tokensEstimated: sent.tokensEstimated ?? false,
    timeToFirstTokenMs: sent.timeToFirstToken,
    tokensPerSecond: sent.tokensPerSecond,
  }
}

type Answer = 'streaming' | 'finishReason' | 'toolCalls' | 'responseId' | 'serviceTier' | 'region' | 'attempt' | 'httpAttempts'

function answerOf(sent: SubmittedInteraction): Pick<InteractionRecord, Answer> {
  return {
    streaming: sent.streaming,
    finishReason: sent.finishReason ?? '',
    toolCalls: sent.toolCalls ?? [],
    responseId: sent.responseId ?? '',
    serviceTier: sent.serviceTier ?? '',
    region: sent.region ?? '',
    attempt: bounded(sent.attempt),
    httpAttempts: bounded(sent.httpAttempts),
  }
}

const MOST_ATTEMPTS = 65_535

function bounded(count = 0): number {
  return Math.min(count, MOST_ATTEMPTS)
}

/** Messages alone are a prompt and an answer too: their texts stand in for what was not written as one. */
function contentOf(sent: SubmittedInteraction): Pick<InteractionRecord, 'prompt' | 'response' | 'inputMessages' | 'outputMessages'> {
  return {
    prompt: sent.prompt ?? textsOf(sent.inputMessages),
    response: sent.response ?? textsOf(sent.outputMessages),
    inputMessages: sent.inputMessages,
    outputMessages: sent.outputMessages,
  }
}

function textsOf(messages: readonly Message[] | undefined): string | undefined {
  return messages?.map(({ parts }) => parts.map((part) => part.text ?? '').join('\n')).join('\n\n')
}

/** The sender's own figure is kept as it is; without a price version nobody takes it for one of ours. */
function costOf(sent: SubmittedInteraction): Pick<InteractionRecord, 'cost' | 'currency' | 'priceVersion'> {
  const cost = sent.costDecimal ?? (sent.cost === undefined ? undefined : decimalOfNumber(sent.cost, COST_PLACES))
  if (cost === undefined) return { currency: '', priceVersion: '' }
  return { cost, currency: sent.currency ?? 'USD', priceVersion: sent.priceVersion ?? '' }
}

function tagsOf(sent: SubmittedInteraction): Record<string, string> {
  // Without a prototype: a key may be any text.
  const tags: Record<string, string> = Object.create(null)
  for (const [key, value] of Object.entries(sent.tags ?? {})) tags[key] = textOf(value)
  for (const [name, count] of Object.entries(sent.usageDetails ?? {})) tags[`${USAGE_TAG}${name}`] = String(count)
  for (const [key, value] of extraFields(sent, KNOWN_FIELDS)) if (!(key in tags)) tags[key] = textOf(value)
  if (sent.errorDetails?.stack && !('error.stack' in tags)) tags['error.stack'] = sent.errorDetails.stack
  return tags
}
