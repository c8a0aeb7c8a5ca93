/**
 * The stage that turns parts of calls into interactions. A call's parts come apart: its text in log records of another
 * request, a second library's span in a later batch, the error on a child. Each batch that brings a part of a trace has
 * the trace read anew, with everything known of it, and its interactions written again under the same ids.
 *
 * A batch may be refused by the engine and come again, so a reading is always written whole; nothing is left out
 * because it was written before.
 */
import type { Batch, InteractionRow, Stage } from '../../flows/ingest/batch.ts'
import type { InteractionRecord } from '../../flows/ingest/interaction-record.ts'
import type { Reload } from '../../flows/ingest/reload.ts'
import { restore } from '../../flows/ingest/restore.ts'
import { DuplicateIndex } from './duplicate-index.ts'
import { assembleTrace, type CallPart, duplicateKeys, mergeDuplicates, readLogPart, readSpanPart, twinsOf } from './normalise/index.ts'
import { SeenTraces } from '../../flows/ingest/seen-traces.ts'
import { type RememberedTrace, TraceMemory } from './trace-memory.ts'

export interface AssembleOptions {
  reload: Reload
  /** The latest start time among stored spans and logs when the process starts; 0 when nothing is stored. */
  horizonNs: bigint
  memoryBytes?: number
  seenTraces?: number
}

type Trace = RememberedTrace<CallPart>

/** What a batch decides of each row, by place: a record to write, or none and the row to withdraw. The last word counts. */
type Verdicts = Map<string, { row: InteractionRow; record?: InteractionRecord }>

/** Parts of one trace that a batch brought. */
interface Arrival {
  traceId: string
  startNs: bigint
  parts: CallPart[]
  bytes: number
}

const MINUTE_NS = 60_000_000_000n

export class AssembleStage implements Stage {
  readonly name = 'assemble'
  private readonly reload: Reload
  private readonly memory: TraceMemory<CallPart>
  private readonly seen: SeenTraces
  private readonly duplicates = new DuplicateIndex()

  constructor({ reload, horizonNs, memoryBytes = 48 * 1024 * 1024, seenTraces = 500_000 }: AssembleOptions) {
    this.reload = reload
    this.memory = new TraceMemory(memoryBytes, (trace) => this.unindex(trace))
    this.seen = new SeenTraces(seenTraces, horizonNs)
  }

  async run(batch: Batch): Promise<void> {
    const arrivals = arrivalsOf(batch)
    if (arrivals.size === 0) return
    const traces = new Map<Arrival, Trace>()
    const forgotten: Arrival[] = []
    for (const arrival of arrivals.values()) {
      const known = this.memory.get(`${batch.project}/${arrival.traceId}`)
      if (known) traces.set(arrival, known)
      else if (this.seen.mayBeStored(arrival.traceId, arrival.startNs)) forgotten.push(arrival)
      else traces.set(arrival, this.memory.create(`${batch.project}/${arrival.traceId}`))
    }
    if (forgotten.length > 0) await this.recall(batch.project, forgotten, traces)
    const verdicts: Verdicts = new Map()
    for (const [arrival, trace] of traces) this.assemble(batch.project, arrival, trace, verdicts)
    for (const { record, row } of verdicts.values()) {
      if (record) batch.interactions.push(record)
      else batch.withdrawn.push(row)
    }
    this.memory.trim()
  }

  /** What comes of them later stands alone. */
  forget(project: string, traceIds: readonly string[]): void {
    for (const traceId of traceIds) this.memory.forget(`${project}/${traceId}`)
  }

  private assemble(project: string, arrival: Arrival, trace: Trace, verdicts: Verdicts): void {
    trace.parts.push(...arrival.parts)
    this.memory.grow(trace, arrival.bytes)
    this.seen.add(arrival.traceId, arrival.startNs)
    // What an earlier reading of the trace left in the index may not be true any more.
    this.unindex(trace)
    const current = new Map<string, InteractionRecord>()
    const records = assembleTrace(trace.parts)
    // All of them before any is judged: a record must not be taken for the twin of its sister's twin.
    const keys = records.map((record) => duplicateKeys(record).map((key) => `${project}/${key}`))
    for (const [at, record] of records.entries()) this.index(record, keys[at], trace)
    for (const [at, record] of records.entries()) {
      const canonical = this.joinTwins(record, keys[at], verdicts)
      current.set(placeOf(canonical), canonical)
      remember(trace, record)
    }
    for (const [place, row] of trace.written) {
      // A row of another trace, written for a twin, is that trace's to withdraw.
      if (!current.has(place) && row.traceId === arrival.traceId) verdicts.set(place, { row })
    }
    for (const [place, record] of current) {
      remember(trace, record)
      verdicts.set(place, { row: record, record })
    }
  }

  private index(record: InteractionRecord, keys: readonly string[], trace: Trace): void {
    for (const key of keys) {
      this.duplicates.put(key, record)
      trace.twins.push({ key, id: record.id })
    }
  }

  /** The record itself, or the one that stands for it and its twin in another trace. */
  private joinTwins(record: InteractionRecord, keys: readonly string[], verdicts: Verdicts): InteractionRecord {
    const candidates = new Map<string, InteractionRecord>()
    for (const key of keys) {
      for (const other of this.duplicates.get(key)) candidates.set(other.id, other)
    }
    if (candidates.size === 1) return record
    const twins = twinsOf(record, [...candidates.values()])
    if (twins.length === 1) return record
    const canonical = twins.reduce((a, b) => mergeDuplicates(a, b))
    for (const twin of twins) {
      if (placeOf(twin) !== placeOf(canonical)) verdicts.set(placeOf(twin), { row: twin })
    }
    return canonical
  }

  private unindex(trace: Trace): void {
    for (const { key, id } of trace.twins.splice(0)) this.duplicates.remove(key, id)
  }

  /** Reads back the traces that were forgotten. */
  private async recall(project: string, arrivals: Arrival[], traces: Map<Arrival, Trace>): Promise<void> {
    const stored = await this.reload(
      project,
      arrivals.map((arrival) => arrival.traceId),
    )
    const { spans, logs } = restore(stored)
    const before = arrivalsOf({ spans, logs })
    for (const arrival of arrivals) {
      const trace = this.memory.create(`${project}/${arrival.traceId}`)
      const earlier = before.get(arrival.traceId)
      trace.parts.push(...(earlier?.parts ?? []))
      this.memory.grow(trace, earlier?.bytes ?? 0)
      traces.set(arrival, trace)
    }
    for (const row of stored.interactions) {
      const trace = this.memory.get(`${project}/${row.trace_id}`)
      if (trace) remember(trace, { id: row.id, traceId: row.trace_id, startNs: BigInt(row.start_ns) })
    }
  }
}

function remember(trace: Trace, { id, traceId, startNs }: InteractionRow): void {
  trace.written.set(placeOf({ id, startNs }), { id, traceId, startNs })
}

function placeOf({ id, startNs }: Pick<InteractionRow, 'id' | 'startNs'>): string {
  return `${id}@${startNs / MINUTE_NS}`
}

function arrivalsOf({ spans, logs }: Pick<Batch, 'spans' | 'logs'>): Map<string, Arrival> {
  const arrivals = new Map<string, Arrival>()
  const add = (traceId: string, startNs: bigint, part: CallPart | undefined) => {
    if (!part || traceId === '') return
    let arrival = arrivals.get(traceId)
    if (!arrival) arrivals.set(traceId, (arrival = { traceId, startNs, parts: [], bytes: 0 }))
    if (startNs < arrival.startNs) arrival.startNs = startNs
    arrival.parts.push(part)
    arrival.bytes += part.bytes
  }
  for (const span of spans) add(span.traceId, span.startNs, readSpanPart(span))
  for (const log of logs) add(log.traceId, log.timeNs, readLogPart(log))
  return arrivals
}
