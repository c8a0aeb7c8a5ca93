/** The best of what several layers say of one call. */
import type { ToolCall } from '@relayscope/contract'
import type { Call } from './calls.ts'
import type { CallGroup } from './group-calls.ts'
import { mergeFailures } from './failures.ts'
import { mayEstimateTokens } from './layers.ts'
import { promptText, responseText } from './message-text.ts'
import type { Failure, Reading, Tokens, UsageCounts } from './reading.ts'
import { providerOfModel, writesText } from './words.ts'

/** The layer that the interaction is named after: the nearest to the provider, the innermost, the first. */
export function canonicalOf({ calls }: CallGroup): Call {
  return [...calls].sort(nearestFirst)[0]
}

export function nearestFirst(a: Call, b: Call): number {
  return (
    b.part.rank - a.part.rank ||
    b.depth - a.depth ||
    (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : a.spanId < b.spanId ? -1 : 1)
  )
}

export function mergeReadings(group: CallGroup): Reading {
  const inner = [...group.calls].sort(nearestFirst)
  const outer = [...group.calls].sort((a, b) => nearestFirst(b, a))
  const everyone = [...inner, ...group.operations]
  const first = <Key extends keyof Reading>(calls: readonly Call[], key: Key): Reading[Key] | undefined =>
    calls.map((call) => call.reading[key]).find((value) => value !== undefined && value !== '')
  const requestedModel = first(outer, 'requestedModel')
  const operation = first(inner, 'operation')
  // Embedding models have no aliases: the one that was asked for answers. Some libraries name it only once.
  const servedModel =
    first(inner, 'servedModel') ?? (operation === 'embeddings' && !inner.some((call) => call.failed) ? requestedModel : undefined)
  const tokens = mergeTokens(inner, operation ?? '')
  return {
    operation,
    provider: first(inner, 'provider') || providerOfModel(servedModel ?? requestedModel),
    requestedModel,
    servedModel,
    responseId: first(inner, 'responseId'),
    tokens,
    // The layer nearest to the provider has the last word on each.
    usageCounts: Object.assign({}, ...outer.map((call) => call.reading.usageCounts)) as UsageCounts,
    timeToFirstTokenMs: first(inner, 'timeToFirstTokenMs'),
    streaming: inner.some((call) => call.reading.streaming === true) ? true : first(inner, 'streaming'),
    finishReason: first(inner, 'finishReason'),
    input: longest(
      everyone,
      (call) => call.reading.input,
      (messages) => promptText(messages)?.length ?? 0,
    ),
    output: longest(
      inner,
      (call) => call.reading.output,
      (messages) => responseText(messages, [])?.length ?? 0,
    ),
    toolCalls: longest(inner, (call) => call.reading.toolCalls, fullness),
    failure: groupFailure(group, inner),
    serviceTier: first(inner, 'serviceTier'),
    region: first(inner, 'region'),
    userId: first(everyone, 'userId'),
    organizationId: first(everyone, 'organizationId'),
    sessionId: first(everyone, 'sessionId'),
    requestId: first(everyone, 'requestId'),
    tags: Object.assign({}, ...[...everyone].reverse().map((call) => call.reading.tags)) as Record<string, string>,
  }
}

function longest<Value>(
  calls: readonly Call[],
  read: (call: Call) => Value[] | undefined,
  size: (value: Value[]) => number,
): Value[] | undefined {
  let best: Value[] | undefined
  for (const call of calls) {
    const value = read(call)
    if (value !== undefined && value.length > 0 && (best === undefined || size(value) > size(best))) best = value
  }
  return best
}

/** Calls with names and arguments say more than calls without. */
function fullness(calls: readonly ToolCall[]): number {
  return calls.reduce(
    (sum, call) =>
      sum + 1 + (call.name === '' ? 0 : 4) + (call.arguments.length > 2 ? call.arguments.length : 0) + (call.id === undefined ? 0 : 2),
    0,
  )
}

/** One layer's counts as a whole, and details from the others: their sums do not mix. */
function mergeTokens(inner: readonly Call[], operation: string): Tokens {
  const counted = inner.filter(({ reading: { tokens } }) => tokens.prompt !== undefined || tokens.response !== undefined)
  const best = [...counted].sort((a, b) => trust(b) - trust(a))[0]
  if (!best) return {}
  const { prompt, response, total, cached, cacheWrite, cacheWrite1h, reasoning, estimated } = best.reading.tokens
  const made: Tokens = { prompt, response, total, cached, cacheWrite, cacheWrite1h, reasoning, estimated }
  for (const {
    reading: { tokens },
  } of counted) {
    if (tokens.estimated) continue
    for (const key of ['response', 'cached', 'cacheWrite', 'cacheWrite1h', 'reasoning'] as const) made[key] ??= tokens[key]
    // A layer that leaves cached tokens out of its input counts less than one that has them in.
    if (made.prompt === undefined || (!mayEstimateTokens(best.part.layer) && tokens.prompt !== undefined && tokens.prompt > made.prompt))
      made.prompt = tokens.prompt ?? made.prompt
  }
  if (made.prompt !== undefined && made.response !== undefined) made.total = made.prompt + made.response
  // Only the first chunk of a stream has counted: the rest was never heard of.
  if (made.prompt !== undefined && made.response === undefined && writesText(operation)) made.estimated = true
  return made
}

function trust({ part, reading: { tokens } }: Call): number {
  const whole = tokens.prompt !== undefined && tokens.response !== undefined ? 2 : 0
  return (tokens.estimated ? 0 : 8) + (mayEstimateTokens(part.layer) ? 0 : 4) + whole
}

/** The outermost decides where it knows the outcome; an attempt inside it may have failed. */
function groupFailure({ calls }: CallGroup, inner: readonly Call[]): Failure | undefined {
  const outer = calls[0]
  const failures = inner.flatMap((call) => (call.reading.failure ? [call.reading.failure] : []))
  const requests = inner.flatMap((call) => call.http).sort((a, b) => (a.startNs < b.startNs ? -1 : 1))
  const last = requests.at(-1)?.reading.failure
  if (failures.length > 0) {
    if (!outer.failed && outer.complete) return undefined
    return mergeFailures(last ? [...failures, last] : failures)
  }
  return last && !inner.some((call) => call.complete) ? mergeFailures([last]) : undefined
}
