/**
 * The stage that makes decision traces of what spans tell: decisions in the vocabulary `relaycore.decision.*`, and, where a
 * gateway says nothing, the retries and fallbacks its calls show, marked as derived.
 *
 * The spans of a request come in several batches, so what a trace has told is remembered for a while, and read back from
 * the tables when it was forgotten. Each batch that brings more writes the whole record again.
 */
import type { Decision, FinalOutcome } from '@relayscope/contract'
import type { Batch, Stage } from '../../flows/ingest/batch.ts'
import type { DecisionTraceRecord } from '../../flows/ingest/decision-record.ts'
import type { InteractionRecord } from '../../flows/ingest/interaction-record.ts'
import { type SpanRecord, STATUS } from '../../flows/ingest/records.ts'
import type { Reload } from '../../flows/ingest/reload.ts'
import { restore } from '../../flows/ingest/restore.ts'
import { SeenTraces } from '../../flows/ingest/seen-traces.ts'
import { isoTime } from '../../flows/query/time-range.ts'
import { attemptsOf, derivedDecisions, isNotable, modelOf, operationsOf } from './told/attempts.ts'
import { decisionsOf, tellsOfDecision } from './told/read-decision.ts'
import { recordsOf, type ToldTrace } from './told/told-trace.ts'

export interface DecisionStageOptions {
  reload: Reload
  /** The latest start time among stored spans when the process starts; 0 when nothing is stored. */
  horizonNs: bigint
  /** Traces whose decisions are remembered. */
  traces?: number
}

const REMEMBERED = 20_000
/** Traces of which only the id is kept: those a gateway has sent a record of. */
const RECORDED = 200_000

export class DecisionStage implements Stage {
  readonly name = 'decisions'
  private readonly reload: Reload
  private readonly most: number
  private readonly told = new Map<string, ToldTrace>()
  private readonly recorded = new Set<string>()
  private readonly seen: SeenTraces

  constructor({ reload, horizonNs, traces = REMEMBERED }: DecisionStageOptions) {
    this.reload = reload
    this.most = traces
    this.seen = new SeenTraces(traces, horizonNs)
  }

  async run(batch: Batch): Promise<void> {
    for (const { traceId } of batch.decisionTraces) this.recorded.add(`${batch.project}/${traceId}`)
    const calls = callsByTrace(batch.interactions)
    const touched = await this.gather(batch)
    for (const [traceId, trace] of touched) batch.decisionTraces.push(...recordsOf(trace, calls.get(traceId) ?? []))
    for (const [traceId, list] of calls) {
      if (!touched.has(traceId) && !this.recorded.has(`${batch.project}/${traceId}`)) batch.decisionTraces.push(...derived(list))
    }
    dropOldest(this.told, this.most)
    dropOldest(this.recorded, RECORDED)
  }

  forget(project: string, traceIds: readonly string[]): void {
    for (const traceId of traceIds) this.told.delete(`${project}/${traceId}`)
  }

  /** The traces of which this batch tells more, with all they have told. */
  private async gather(batch: Batch): Promise<Map<string, ToldTrace>> {
    const arrived = this.arrivals(batch)
    const touched = new Map<string, ToldTrace>()
    if (arrived.size === 0) return touched
    await this.recall(batch.project, arrived)
    for (const [traceId, spans] of arrived) {
      const key = `${batch.project}/${traceId}`
      const trace = this.told.get(key) ?? { spans: new Map() }
      for (const span of spans) put(trace, span)
      this.told.delete(key)
      this.told.set(key, trace)
      this.seen.add(traceId, spans[0]?.startNs ?? 0n)
      touched.set(traceId, trace)
    }
    return touched
  }

  /** All spans of the traces that tell of decisions, now or before. */
  private arrivals({ project, spans }: Batch): Map<string, SpanRecord[]> {
    const arrived = new Map<string, SpanRecord[]>()
    for (const span of spans) {
      if (arrived.has(span.traceId)) continue
      const known = this.told.size > 0 && this.told.has(`${project}/${span.traceId}`)
      if (known || tellsOfDecision(span)) arrived.set(span.traceId, [])
    }
    if (arrived.size > 0) for (const span of spans) arrived.get(span.traceId)?.push(span)
    return arrived
  }

  private async recall(project: string, arrived: ReadonlyMap<string, SpanRecord[]>): Promise<void> {
    const forgotten = [...arrived].filter(
      ([traceId, [first]]) => !this.told.has(`${project}/${traceId}`) && first && this.seen.mayBeStored(traceId, first.startNs),
    )
    if (forgotten.length === 0) return
    const stored = await this.reload(
      project,
      forgotten.map(([traceId]) => traceId),
    )
    for (const span of restore(stored).spans) {
      const key = `${project}/${span.traceId}`
      const trace = this.told.get(key) ?? { spans: new Map() }
      put(trace, span)
      this.told.set(key, trace)
    }
  }
}

/** What a record is made of: the decisions, and what the span says of the request around them. */
function put(trace: ToldTrace, span: SpanRecord): void {
  const decisions: Decision[] = decisionsOf(span)
  const isRoot = span.parentSpanId === ''
  const outcome = span.attributes.has('relaycore.outcome.status') || span.attributes.has('relaycore.request.id')
  if (decisions.length === 0 && !isRoot && !outcome) return
  trace.spans.set(span.spanId, { span: { ...span, events: [], links: [] }, decisions, isRoot })
}

function callsByTrace(interactions: readonly InteractionRecord[]): Map<string, InteractionRecord[]> {
  const traces = new Map<string, InteractionRecord[]>()
  for (const call of interactions) {
    if (call.source === 'submitted' || call.traceId === '') continue
    const list = traces.get(call.traceId)
    if (list) list.push(call)
    else traces.set(call.traceId, [call])
  }
  return traces
}

/** One record for the notable operations of each request. */
function derived(calls: readonly InteractionRecord[]): DecisionTraceRecord[] {
  const notable = operationsOf(calls).filter(isNotable)
  const requests = new Map<string, InteractionRecord[][]>()
  for (const operation of notable) {
    const requestId = operation.find((call) => call.requestId !== '')?.requestId ?? ''
    requests.set(requestId, [...(requests.get(requestId) ?? []), [...operation]])
  }
  return [...requests].map(([requestId, operations]) => {
    const [[first]] = operations as [[InteractionRecord]]
    const last = operations.at(-1)?.at(-1) ?? first
    return {
      traceId: first.traceId,
      requestId,
      startNs: first.startNs,
      timestamp: isoTime(first.startNs),
      userId: first.userId,
      organizationId: first.organizationId,
      requestPath: '',
      decisions: derivedDecisions(operations),
      outcome: outcomeOf(last),
      attempts: attemptsOf(operations),
      tags: {},
      source: 'derived',
    }
  })
}

function outcomeOf(call: InteractionRecord): FinalOutcome {
  return { provider: call.provider, model: modelOf(call), status: call.status >= STATUS.error ? 'error' : 'success' }
}

function dropOldest(known: Map<string, unknown> | Set<string>, most: number): void {
  for (const key of known.keys()) {
    if (known.size <= most) return
    known.delete(key)
  }
}
