/**
 * One call that two libraries report in different traces, because the outer one does not set the context of the inner
 * one. The caller keeps records by their keys and asks which of those that share a key belong together.
 */
import type { InteractionRecord } from '../../../flows/ingest/interaction-record.ts'
import { STATUS } from '../../../flows/ingest/records.ts'
import { promptText, responseText, userText } from './message-text.ts'
import { mayEstimateTokens, rankOfScope } from './layers.ts'
import { samePairs, type Sighting } from './same-call.ts'

/** Characters of a question that make its key, runs of white space counted as one. */
const TEXT_LENGTH = 200
/** A library begins this soon after the instrumentation around it. */
const FAILED_WINDOW_NS = 20_000_000n

/**
 * Keys that a twin of the record would have too: the provider's response id, what was asked of which model, and for a
 * failure, which has no answer to tell it by, when it began. Sharing one is a hint, not a proof: `twinsOf` decides.
 */
export function duplicateKeys(record: InteractionRecord): string[] {
  const keys: string[] = []
  if (record.responseId !== '') keys.push(`id/${record.responseId}`)
  if (record.requestedModel !== '') {
    const print = fingerprint(userText(record.inputMessages))
    if (print !== '') keys.push(`text/${record.requestedModel}/${print}`)
    if (record.status >= STATUS.error && record.responseId === '') {
      const window = record.startNs / FAILED_WINDOW_NS
      for (const at of [window, window + 1n]) keys.push(`failed/${record.service}/${record.requestedModel}/${at}`)
    }
  }
  return keys
}

/**
 * Two FNV-1a sums (one over the characters, one over the characters and their places) of the text's beginning without its
 * white space; empty for a text of nothing else. A loop, because a regular expression over every prompt was a tenth of the
 * ingest thread's time.
 */
function fingerprint(text: string): string {
  let sum = 0x811c9dc5
  let placed = 0x811c9dc5
  let count = 0
  for (let at = 0; at < text.length && count < TEXT_LENGTH; at++) {
    const code = text.charCodeAt(at)
    if (isSpace(code)) continue
    count++
    sum = Math.imul(sum ^ code, 0x01000193)
    placed = Math.imul(placed ^ (code + count * 0x10001), 0x01000193)
  }
  return count === 0 ? '' : `${(sum >>> 0).toString(36)}.${(placed >>> 0).toString(36)}`
}

function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 9 && code <= 13)
  return code === 0xa0 || code === 0x3000 || code === 0xfeff || (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029
}

/** The key by the response id alone. */
export function duplicateKey(record: InteractionRecord): string | undefined {
  return record.responseId === '' ? undefined : `id/${record.responseId}`
}

/** The records among `candidates` that are the same call as `record`, itself included: at most one of each layer. */
export function twinsOf(record: InteractionRecord, candidates: readonly InteractionRecord[]): InteractionRecord[] {
  const all = [record, ...candidates.filter((candidate) => candidate.id !== record.id && isNear(record, candidate))]
  // Most that share a key are other calls by the same layers.
  if (all.every((other) => other.layers?.some((layer) => record.layers?.includes(layer)))) return [record]
  const byKey = new Map(all.map((one) => [one.id, one]))
  const sets = new Map(all.map((one) => [one.id, new Set([one.id])]))
  for (const [a, b] of samePairs(all.map(sightingOf))) {
    const left = sets.get(a.key)
    const right = sets.get(b.key)
    if (!left || !right || left === right || shareTraceOrLayer(left, right, byKey) || !mayBeTwins(byKey.get(a.key), byKey.get(b.key)))
      continue
    for (const id of right) {
      left.add(id)
      sets.set(id, left)
    }
  }
  return [...(sets.get(record.id) ?? [])].sort().flatMap((id) => byKey.get(id) ?? [])
}

/** Close enough in time to matter for a record's twins, or for theirs. */
function isNear(record: InteractionRecord, other: InteractionRecord): boolean {
  const margin = record.endNs - record.startNs + 1_000_000_000n
  return other.startNs <= record.endNs + margin && record.startNs <= other.endNs + margin
}

/** Without a common response id only a framework and the library below it, in one service, are taken for one; or two halves of a failure. */
function mayBeTwins(a: InteractionRecord | undefined, b: InteractionRecord | undefined): boolean {
  if (!a?.layers?.length || !b?.layers?.length) return false
  if (a.responseId !== '' && a.responseId === b.responseId) return true
  if (a.service !== b.service || nearness(a) === nearness(b)) return false
  return Math.min(nearness(a), nearness(b)) === 1 || failedWithin(a, b)
}

/** A refusal that a provider's own library reports without text, within the time of an instrumentation around it. */
function failedWithin(a: InteractionRecord, b: InteractionRecord): boolean {
  const [near, far] = nearness(a) > nearness(b) ? [a, b] : [b, a]
  const gap = near.startNs - far.startNs
  return (
    near.status >= STATUS.error &&
    far.status >= STATUS.error &&
    near.inputMessages === undefined &&
    near.errorCode === far.errorCode &&
    gap >= -1_000_000n &&
    gap <= FAILED_WINDOW_NS &&
    near.endNs <= far.endNs + 1_000_000n
  )
}

/** Within one trace, the trace's own assembly has decided. */
function shareTraceOrLayer(left: ReadonlySet<string>, right: ReadonlySet<string>, byKey: ReadonlyMap<string, InteractionRecord>): boolean {
  for (const one of left) {
    for (const other of right) {
      const a = byKey.get(one)
      const b = byKey.get(other)
      if (!a || !b || a.traceId === b.traceId || a.layers?.some((layer) => b.layers?.includes(layer))) return true
    }
  }
  return false
}

/** The best of both under the id of the nearer to the provider. The order of the two does not matter. */
export function mergeDuplicates(a: InteractionRecord, b: InteractionRecord): InteractionRecord {
  const [near, far] = isNearer(a, b) ? [a, b] : [b, a]
  const counted = tokensOf(near, far)
  const longer = <Key extends 'prompt' | 'response'>(key: Key) => ((far[key]?.length ?? 0) > (near[key]?.length ?? 0) ? far : near)
  const asking = longer('prompt')
  const answering = longer('response')
  const text = (
    key:
      | 'provider'
      | 'servedModel'
      | 'finishReason'
      | 'responseId'
      | 'serviceTier'
      | 'region'
      | 'userId'
      | 'organizationId'
      | 'sessionId'
      | 'requestId'
      | 'operation',
  ) => near[key] || far[key]
  const failed = near.status >= STATUS.error ? near : far.status >= STATUS.error && near.status !== STATUS.ok ? far : near
  const made: InteractionRecord = {
    ...far,
    ...near,
    ...counted,
    provider: text('provider'),
    requestedModel: far.requestedModel || near.requestedModel,
    servedModel: text('servedModel'),
    finishReason: text('finishReason'),
    responseId: text('responseId'),
    serviceTier: text('serviceTier'),
    region: text('region'),
    userId: text('userId'),
    organizationId: text('organizationId'),
    sessionId: text('sessionId'),
    requestId: text('requestId'),
    operation: text('operation'),
    status: failed.status,
    errorType: failed.errorType,
    errorCode: failed.errorCode,
    errorMessage: failed.errorMessage,
    toolCalls: near.toolCalls.length >= far.toolCalls.length ? near.toolCalls : far.toolCalls,
    attempt: Math.max(near.attempt, far.attempt),
    httpAttempts: Math.max(near.httpAttempts, far.httpAttempts),
    layers: [...new Set([...(near.layers ?? []), ...(far.layers ?? [])])].sort(),
    tags: { ...far.tags, ...near.tags },
  }
  made.streaming = near.streaming === true || far.streaming === true ? true : (near.streaming ?? far.streaming)
  made.prompt = asking.prompt
  made.inputMessages = asking.inputMessages
  made.response = answering.response
  made.outputMessages = answering.outputMessages
  made.timeToFirstTokenMs = near.timeToFirstTokenMs ?? far.timeToFirstTokenMs
  made.tokensPerSecond = near.tokensPerSecond ?? far.tokensPerSecond
  return made
}

const TOKEN_FIELDS = [
  'promptTokens',
  'responseTokens',
  'totalTokens',
  'cachedTokens',
  'cacheWriteTokens',
  'cacheWrite1hTokens',
  'reasoningTokens',
] as const

/** One side's counts as a whole, the missing ones from the other. */
function tokensOf(near: InteractionRecord, far: InteractionRecord): Partial<InteractionRecord> {
  const [first, second] = tokenTrust(far) > tokenTrust(near) ? [far, near] : [near, far]
  const made: Partial<InteractionRecord> = { tokensEstimated: first.tokensEstimated }
  const fill = first.promptTokens === undefined || !second.tokensEstimated
  for (const field of TOKEN_FIELDS) {
    const value = first[field] ?? (fill ? second[field] : undefined)
    made[field] = value
  }
  return made
}

function tokenTrust(record: InteractionRecord): number {
  if (record.promptTokens === undefined && record.responseTokens === undefined) return 0
  return 1 + (record.tokensEstimated ? 0 : 4) + (record.layers?.some(mayEstimateTokens) ? 0 : 2)
}

/** A framework's layers are farther away; else the one inside the other's time is nearer. */
function isNearer(a: InteractionRecord, b: InteractionRecord): boolean {
  const left = nearness(a)
  const right = nearness(b)
  if (left !== right) return left > right
  const shorter = Number(a.endNs - a.startNs - (b.endNs - b.startNs))
  return shorter !== 0 ? shorter < 0 : a.id < b.id
}

function nearness({ layers }: InteractionRecord): number {
  return (layers ?? []).reduce((best, layer) => Math.max(best, rankOfScope(layer)), 0)
}

function sightingOf(record: InteractionRecord): Sighting {
  const estimated = record.tokensEstimated || (record.layers?.some(mayEstimateTokens) ?? false)
  return {
    key: record.id,
    layers: record.layers ?? [],
    startNs: record.startNs,
    endNs: record.endNs,
    operation: record.operation,
    provider: record.provider,
    requestedModel: record.requestedModel,
    servedModel: record.servedModel,
    responseId: record.responseId,
    tokens: { prompt: record.promptTokens, response: record.responseTokens, estimated },
    failed: record.status >= STATUS.error,
    complete: record.status === STATUS.ok,
    userText: userText(record.inputMessages) || (promptText(record.inputMessages) ?? ''),
    answerText: responseText(record.outputMessages, []) ?? '',
  }
}
