/** What the calls of a trace show of retries and fallbacks, where no gateway says it. */
import type { Decision, DecisionAttempt } from '@relayscope/contract'
import type { InteractionRecord } from '../../../flows/ingest/interaction-record.ts'
import { STATUS } from '../../../flows/ingest/records.ts'
import { isoTime } from '../../../flows/query/time-range.ts'

const NS_PER_MS = 1e6

/** Calls that were made for one thing, in order: the first, and its retries and fallbacks. */
export type Operation = readonly InteractionRecord[]

/** `attempt` counts within one operation, so a call with the number n goes on with the latest one that has n - 1 calls. */
export function operationsOf(calls: readonly InteractionRecord[]): Operation[] {
  const operations: InteractionRecord[][] = []
  const sorted = calls.toSorted((a, b) => (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : a.id < b.id ? -1 : 1))
  for (const call of sorted) {
    const open = call.attempt > 1 ? operations.findLast((one) => continues(one, call)) : undefined
    if (open) open.push(call)
    else operations.push([call])
  }
  return operations
}

function continues(operation: Operation, call: InteractionRecord): boolean {
  const last = operation.at(-1)
  return last !== undefined && operation.length === call.attempt - 1 && last.parentSpanId === call.parentSpanId
}

/** More than one attempt, or another model than was asked for. */
export function isNotable(operation: Operation): boolean {
  return operation.length > 1 || operation.some(isElsewhere)
}

function isElsewhere({ requestedModel, servedModel }: InteractionRecord): boolean {
  return requestedModel !== '' && servedModel !== '' && !isSameModel(requestedModel, servedModel)
}

/** `gpt-4o` is served as `gpt-4o-2024-08-06`, `openai/gpt-4o` as `gpt-4o`, `x-latest` as `x-2411`: nobody decided anything there. */
export function isSameModel(requested: string, served: string): boolean {
  const [a = '', b = ''] = [requested, served].map(undated)
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return long.startsWith(short) && /^$|^[-@:](latest|preview|v\d+|\d{3,}[\d-]*)([-@:.][\w.]+)*$/.test(long.slice(short.length))
}

function undated(name: string): string {
  return name
    .toLowerCase()
    .slice(name.lastIndexOf('/') + 1)
    .replace(/[-@:]latest$/, '')
}

export function attemptsOf(operations: readonly Operation[]): DecisionAttempt[] {
  return operations.flat().map((call, at) => ({
    index: at + 1,
    provider: call.provider,
    model: modelOf(call),
    status: statusOf(call),
    ...(errorOf(call) !== '' && { errorClass: errorOf(call) }),
    latencyMs: Number(call.endNs - call.startNs) / NS_PER_MS,
    ...(call.cost !== undefined && call.currency === 'USD' && { costUsd: Math.max(0, Number(call.cost)) }),
  }))
}

/** One decision for every road that was not the first, or not the one asked for. */
export function derivedDecisions(operations: readonly Operation[]): Decision[] {
  return operations.flatMap((operation) =>
    operation.flatMap((call, at) => {
      const before = operation[at - 1]
      if (before) return [goneOn(call, before, at + 1)]
      return isElsewhere(call) ? [servedBy(call)] : []
    }),
  )
}

function goneOn(call: InteractionRecord, before: InteractionRecord, attempt: number): Decision {
  const same = roadOf(call) === roadOf(before)
  const how = errorOf(before) === '' ? 'failed' : `failed with ${errorOf(before)}`
  return {
    ...commonOf(call),
    type: 'model_selection',
    component: same ? 'retry' : 'fallback',
    input: { attempt, failed: { provider: before.provider, model: modelOf(before), errorClass: errorOf(before) } },
    output: { provider: call.provider, model: modelOf(call) },
    reasoning: same ? `${roadOf(before)} ${how}, so it was tried again` : `${roadOf(before)} ${how}, so ${roadOf(call)} was tried`,
    attempt,
  }
}

function servedBy(call: InteractionRecord): Decision {
  return {
    ...commonOf(call),
    type: 'model_selection',
    component: 'model routing',
    input: { requestedModel: call.requestedModel },
    output: { provider: call.provider, model: call.servedModel },
    reasoning: `${call.requestedModel} was asked for and ${call.servedModel} answered`,
  }
}

function commonOf(call: InteractionRecord): Pick<Decision, 'id' | 'timestamp' | 'evaluationTimeMs'> {
  return { id: call.spanId || call.id, timestamp: isoTime(call.startNs), evaluationTimeMs: 0 }
}

export function modelOf({ servedModel, requestedModel }: InteractionRecord): string {
  return servedModel || requestedModel
}

function roadOf(call: InteractionRecord): string {
  return [call.provider, modelOf(call)].filter((part) => part !== '').join('/') || 'the call'
}

export function statusOf({ status }: Pick<InteractionRecord, 'status'>): DecisionAttempt['status'] {
  if (status === STATUS.timeout) return 'timeout'
  return status === STATUS.error ? 'error' : 'success'
}

function errorOf({ status, errorType, errorCode }: InteractionRecord): string {
  if (status < STATUS.error) return ''
  return errorType || errorCode || (status === STATUS.timeout ? 'timeout' : 'error')
}
