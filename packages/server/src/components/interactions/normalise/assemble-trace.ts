/** The parts of one trace to its interactions: one per call at a provider. The same set of parts gives the same answer, in whatever order they come. */
import type { InteractionRecord } from '../../../flows/ingest/interaction-record.ts'
import { STATUS, type StatusCode } from '../../../flows/ingest/records.ts'
import { numberAttempts } from './attempts.ts'
import { type Call, callsOf } from './calls.ts'
import { type CallGroup, groupCalls } from './group-calls.ts'
import { canonicalOf, mergeReadings } from './merge-readings.ts'
import { promptText, responseText } from './message-text.ts'
import type { CallPart, Failure, Reading } from './reading.ts'
import { TraceTree } from './trace-tree.ts'
import { usageTags } from './usage-counts.ts'
import { writesText } from './words.ts'
import { standIns } from './wrappers.ts'

export function assembleTrace(parts: readonly CallPart[]): InteractionRecord[] {
  if (!parts.some((part) => part.role === 'call' || part.role === 'log' || part.evidence !== '')) return []
  const tree = new TraceTree(parts)
  const calls = callsOf(tree)
  const groups = groupCalls([...calls, ...standIns(tree, calls)])
  const attempts = numberAttempts(groups)
  const roots = tree.wrappers.filter((part) => part.parentSpanId === '')
  return groups
    .map((group) => recordOf(group, attempts.get(group) ?? 0, tree, roots))
    .sort((a, b) => (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : a.id < b.id ? -1 : 1))
}

function recordOf(group: CallGroup, attempt: number, tree: TraceTree, roots: readonly CallPart[]): InteractionRecord {
  const call = canonicalOf(group)
  const reading = mergeReadings(group)
  const { part } = call
  const around = surroundings(group, tree, roots)
  const ended = outcome(reading, group)
  // Some libraries write zeros where a failed call has no usage.
  const tokens = reading.failure && !reading.tokens.prompt && !reading.tokens.response ? {} : reading.tokens
  return {
    id: `${part.traceId}-${part.spanId}`,
    traceId: part.traceId,
    spanId: part.spanId,
    parentSpanId: part.parentSpanId,
    startNs: part.startNs,
    endNs: part.endNs,
    service: part.service,
    source: sourceOf(group, call),
    layers: [...new Set(group.calls.map((one) => one.part.layer))].sort(),
    operation: reading.operation ?? '',
    provider: reading.provider ?? '',
    requestedModel: reading.requestedModel ?? '',
    servedModel: reading.servedModel ?? '',
    finishReason: reading.finishReason ?? '',
    responseId: reading.responseId ?? '',
    serviceTier: reading.serviceTier ?? '',
    region: reading.region ?? '',
    userId: reading.userId ?? around('userId'),
    organizationId: reading.organizationId ?? around('organizationId'),
    sessionId: reading.sessionId ?? around('sessionId'),
    requestId: reading.requestId ?? around('requestId'),
    status: ended.status,
    errorType: ended.errorType,
    errorCode: ended.errorCode,
    errorMessage: ended.errorMessage,
    promptTokens: tokens.prompt,
    responseTokens: tokens.response,
    totalTokens: tokens.total,
    cachedTokens: tokens.cached,
    cacheWriteTokens: tokens.cacheWrite,
    cacheWrite1hTokens: tokens.cacheWrite1h,
    reasoningTokens: tokens.reasoning,
    tokensEstimated: tokens.estimated === true,
    timeToFirstTokenMs: reading.timeToFirstTokenMs,
    tokensPerSecond: speed(reading, part),
    streaming: reading.streaming,
    toolCalls: reading.toolCalls ?? [],
    attempt,
    httpAttempts: group.calls.reduce((sum, one) => sum + one.http.length, 0),
    prompt: promptText(reading.input),
    response: responseText(reading.output, reading.toolCalls ?? []),
    inputMessages: reading.input,
    outputMessages: reading.output,
    currency: '',
    priceVersion: '',
    tags: { ...reading.tags, ...usageTags(reading.usageCounts ?? {}) },
  }
}

function outcome(reading: Reading, { calls }: CallGroup): Pick<InteractionRecord, 'status' | 'errorType' | 'errorCode' | 'errorMessage'> {
  const { failure } = reading
  const done: StatusCode = calls.some((call) => call.complete) ? STATUS.ok : STATUS.unset
  if (!failure) return { status: done, errorType: '', errorCode: '', errorMessage: '' }
  return {
    status: failure.timedOut ? STATUS.timeout : STATUS.error,
    errorType: errorWord(failure),
    errorCode: failure.code,
    errorMessage: failure.message,
  }
}

const STATUS_WORDS: Record<string, string> = {
  400: 'invalid_request',
  401: 'authentication',
  403: 'permission',
  404: 'not_found',
  408: 'timeout',
  413: 'too_large',
  422: 'invalid_request',
  429: 'rate_limit',
  503: 'unavailable',
  504: 'timeout',
  529: 'overloaded',
}

/** A word to group errors by, from the HTTP status where no library has given one. */
function errorWord({ type, code }: Failure): string {
  if (type !== '' && type !== 'Error') return type
  return STATUS_WORDS[code] ?? (/^5\d\d$/.test(code) ? 'server_error' : type)
}

/** Output tokens a second, from the first token on where that is known. */
function speed({ tokens, timeToFirstTokenMs, operation, failure }: Reading, part: CallPart): number | undefined {
  if (tokens.response === undefined || tokens.response === 0 || failure || !writesText(operation ?? '')) return undefined
  const ms = Number(part.endNs - part.startNs) / 1e6
  const writing = timeToFirstTokenMs !== undefined && timeToFirstTokenMs < ms ? ms - timeToFirstTokenMs : ms
  return writing > 0 ? (tokens.response * 1000) / writing : undefined
}

/** The convention that brought the text, else the one the call is named after. */
function sourceOf({ calls }: CallGroup, canonical: Call): string {
  const withText = calls.find((call) => call.reading.input !== undefined || call.reading.output !== undefined)
  return (withText ?? canonical).part.source
}

/** What the steps around a call say of user and session counts for the call. */
function surroundings(
  { calls }: CallGroup,
  tree: TraceTree,
  roots: readonly CallPart[],
): (key: 'userId' | 'organizationId' | 'sessionId' | 'requestId') => string {
  const around = calls.flatMap((call) => tree.above(call.part))
  return (key) => [...around, ...roots].map((part) => part.reading[key]).find((value) => value !== undefined) ?? ''
}
