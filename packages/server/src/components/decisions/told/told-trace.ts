/** The spans of a trace that tell of decisions, to one decision trace per request. */
import { type Decision, type FinalOutcome, finalOutcome } from '@relayscope/contract'
import type { DecisionTraceRecord } from '../../../flows/ingest/decision-record.ts'
import type { InteractionRecord } from '../../../flows/ingest/interaction-record.ts'
import { type SpanFacts, type SpanRecord, STATUS } from '../../../flows/ingest/records.ts'
import { isoTime } from '../../../flows/query/time-range.ts'
import { attemptsOf, modelOf, operationsOf } from './attempts.ts'

export interface ToldSpan {
  span: SpanRecord
  decisions: readonly Decision[]
  isRoot: boolean
}

export interface ToldTrace {
  /** By the id of the span, so that one that is sent again is one. */
  spans: Map<string, ToldSpan>
}

/** Calls have no place in a record of their own: they become its attempts. */
export function recordsOf({ spans }: ToldTrace, calls: readonly InteractionRecord[]): DecisionTraceRecord[] {
  const sorted = [...spans.values()].sort((a, b) => (a.span.startNs < b.span.startNs ? -1 : 1))
  const root = sorted.find(({ isRoot }) => isRoot)?.span
  const requests = new Map<string, ToldSpan[]>()
  for (const told of sorted) {
    if (told.decisions.length === 0) continue
    const id = requestOf(told.span)
    requests.set(id, [...(requests.get(id) ?? []), told])
  }
  joinUnnamed(requests, root, calls)
  const alone = requests.size === 1
  return [...requests].map(([requestId, told]) => {
    const own = alone ? calls : calls.filter((call) => call.requestId === requestId)
    return recordOf(requestId, told, alone ? sorted : told, root, own)
  })
}

function requestOf({ attributes, facts }: SpanRecord): string {
  return attributes.text('relaycore.request.id') ?? facts.requestId
}

/** Spans that do not say whose request they are of belong to the one request there is, or to the root's. */
function joinUnnamed(requests: Map<string, ToldSpan[]>, root: SpanRecord | undefined, calls: readonly InteractionRecord[]): void {
  const unnamed = requests.get('')
  if (!unnamed) return
  const named = [...requests.keys()].filter((id) => id !== '')
  const ofCalls = [...new Set(calls.map((call) => call.requestId).filter((id) => id !== ''))]
  const [only] = named.length > 0 ? named : ofCalls
  const name = (root && requestOf(root)) || (named.length + (named.length > 0 ? 0 : ofCalls.length) === 1 ? (only ?? '') : '')
  if (name === '') return
  requests.delete('')
  requests.set(name, [...(requests.get(name) ?? []), ...unnamed])
}

function recordOf(
  requestId: string,
  told: readonly ToldSpan[],
  around: readonly ToldSpan[],
  root: SpanRecord | undefined,
  calls: readonly InteractionRecord[],
): DecisionTraceRecord {
  const decisions = told
    .flatMap((each) => each.decisions)
    .toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0))
  const spans = [...(root ? [root] : []), ...around.map(({ span }) => span)]
  const fact = (name: keyof SpanFacts & ('userId' | 'organizationId' | 'requestPath')) =>
    spans.map(({ facts }) => facts[name]).find((value) => value !== '') ?? ''
  const first = spans.reduce((earliest, span) => (span.startNs < earliest.startNs ? span : earliest))
  return {
    traceId: first.traceId,
    requestId,
    startNs: first.startNs,
    timestamp: isoTime(first.startNs),
    userId: fact('userId'),
    organizationId: fact('organizationId'),
    requestPath: fact('requestPath'),
    decisions,
    outcome: outcomeOf(spans, root, calls),
    attempts: attemptsOf(operationsOf(calls)),
    tags: {},
    source: 'otlp',
  }
}

/** As a span says it, else how the last call ended, else how the request did. */
function outcomeOf(spans: readonly SpanRecord[], root: SpanRecord | undefined, calls: readonly InteractionRecord[]): FinalOutcome {
  const said = spans.find(({ attributes }) => attributes.has('relaycore.outcome.status'))
  const read = finalOutcome.safeParse({
    provider: said?.attributes.text('relaycore.outcome.provider') ?? '',
    model: said?.attributes.text('relaycore.outcome.model') ?? '',
    status: said?.attributes.text('relaycore.outcome.status'),
  })
  if (read.success) return read.data
  const last = calls.toSorted((a, b) => (a.endNs < b.endNs ? -1 : 1)).at(-1)
  const failed = (root ?? last)?.status ?? STATUS.unset
  return { provider: last?.provider ?? '', model: last ? modelOf(last) : '', status: failed >= STATUS.error ? 'error' : 'success' }
}
