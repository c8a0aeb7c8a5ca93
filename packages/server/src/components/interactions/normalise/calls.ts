/** The calls of a trace as single layers saw them, with the logs and HTTP requests that belong to each. */
import { promptText, responseText, toolCallsOf, userText } from './message-text.ts'
import { mayEstimateTokens } from './layers.ts'
import type { CallPart, Reading } from './reading.ts'
import type { Sighting } from './same-call.ts'
import type { TraceTree } from './trace-tree.ts'

export interface Call extends Sighting {
  spanId: string
  parentSpanId: string
  part: CallPart
  reading: Reading
  /** The call whose span is above this one's, if any. */
  above: Call | undefined
  depth: number
  /** HTTP requests below, without those that only lead to further ones. */
  http: CallPart[]
}

export function callsOf(tree: TraceTree): Call[] {
  const calls = [...tree.spans.values()].filter((part) => part.role === 'call').map((part) => callOf(part, tree.logs.get(part.spanId)))
  for (const [spanId, logs] of tree.logs) {
    if (!tree.spans.has(spanId)) calls.push(callOf(orphan(logs), logs))
  }
  const byId = new Map(calls.map((call) => [call.spanId, call]))
  for (const call of calls) placeCall(call, byId, tree)
  attachHttp(tree, byId)
  return calls
}

/** A wrapper taken as the call that it stands for. */
export function callOf(part: CallPart, logs: readonly CallPart[] = []): Call {
  const reading = withLogs(part.reading, logs)
  const { answer, asked } = textsOf(reading)
  return {
    key: part.spanId,
    spanId: part.spanId,
    parentSpanId: part.parentSpanId,
    part,
    reading,
    above: undefined,
    depth: 0,
    http: [],
    layers: [part.layer],
    startNs: part.startNs,
    endNs: part.endNs,
    operation: reading.operation ?? '',
    provider: reading.provider ?? '',
    requestedModel: reading.requestedModel ?? '',
    servedModel: reading.servedModel ?? '',
    responseId: reading.responseId ?? '',
    tokens: mayEstimateTokens(part.layer) ? { ...reading.tokens, estimated: true } : reading.tokens,
    failed: reading.failure !== undefined,
    complete:
      reading.failure === undefined &&
      (answer !== '' ||
        (reading.finishReason ?? '') !== '' ||
        reading.tokens.response !== undefined ||
        (reading.toolCalls?.length ?? 0) > 0),
    userText: asked,
    answerText: answer,
  }
}

const texts = new WeakMap<Reading, { answer: string; asked: string }>()

/** A part is read once and assembled with every batch that adds to its trace. */
function textsOf(reading: Reading): { answer: string; asked: string } {
  let known = texts.get(reading)
  if (!known) texts.set(reading, (known = { answer: responseText(reading.output, []) ?? '', asked: userText(reading.input) }))
  return known
}

/** A call known from its logs alone: its span never came, or not yet. */
function orphan(logs: readonly CallPart[]): CallPart {
  const first = logs[0]
  const endNs = logs.reduce((latest, log) => (log.endNs > latest ? log.endNs : latest), first.endNs)
  return { ...first, role: 'call', endNs, reading: { tokens: {} }, sequence: 0, digest: '' }
}

/** The text that a span lacks, from its logs. */
function withLogs(reading: Reading, logs: readonly CallPart[]): Reading {
  if (logs.length === 0) return reading
  const input = logs.flatMap((log) => log.reading.input ?? [])
  const output = logs.flatMap((log) => log.reading.output ?? [])
  const fromLogs = <Key extends keyof Reading>(key: Key): Reading[Key] | undefined =>
    logs.map((log) => log.reading[key]).find((value) => value !== undefined && value !== '')
  const made: Reading = { ...reading }
  if ((promptText(input)?.length ?? 0) > (promptText(reading.input)?.length ?? 0)) made.input = input
  if (
    (responseText(output, [])?.length ?? 0) > (responseText(reading.output, [])?.length ?? 0) ||
    (reading.output === undefined && output.length > 0)
  )
    made.output = output
  const toolCalls = toolCallsOf(output)
  if ((made.toolCalls?.length ?? 0) < toolCalls.length) made.toolCalls = toolCalls
  if (!made.finishReason) made.finishReason = fromLogs('finishReason')
  if (!made.provider) made.provider = fromLogs('provider')
  made.operation ||= 'chat'
  for (const key of ['requestedModel', 'servedModel', 'responseId', 'userId', 'sessionId'] as const) made[key] ??= fromLogs(key)
  return made
}

function placeCall(call: Call, byId: ReadonlyMap<string, Call>, tree: TraceTree): void {
  const above = tree.above(call.part)
  call.depth = above.length
  for (const part of above) {
    // What a tool does inside is another call.
    if (part.role === 'tool') break
    if (part.role === 'call') {
      call.above = byId.get(part.spanId)
      break
    }
  }
  // A parent known from logs only is no span of the tree.
  if (!call.above) call.above = byId.get(call.parentSpanId)
}

function attachHttp(tree: TraceTree, byId: ReadonlyMap<string, Call>): void {
  const owners = new Map<CallPart, Call>()
  const passing = new Set<CallPart>()
  for (const part of tree.http) {
    const path = tree.pathTo(part, byId)
    if (!path) continue
    owners.set(part, path.call)
    for (const above of path.through) if (above.role === 'http') passing.add(above)
  }
  for (const [part, call] of owners) if (!passing.has(part)) call.http.push(part)
}
