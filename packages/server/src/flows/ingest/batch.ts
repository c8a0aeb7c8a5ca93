/** The noun of the write flow: what one request brought, on its way through the stages. */
import type { DecisionTraceRecord } from './decision-record.ts'
import type { InteractionRecord } from './interaction-record.ts'
import type { ExemplarRecord, PointRecord, SeriesRecord } from './point-record.ts'
import type { LogRecord, Rejection, SpanRecord, TraceRecord } from './records.ts'

/** Where an interaction's row stands: its id, and the time that is part of the row's key. */
export interface InteractionRow {
  id: string
  traceId: string
  startNs: bigint
}

/** Project and second of arrival: the same in every row of a batch. */
export interface Arrival {
  project: string
  receivedAt: number
}

export interface Batch {
  project: string
  receivedAtMs: number
  spans: SpanRecord[]
  logs: LogRecord[]
  traces: TraceRecord[]
  /** Submitted as such, then joined by the ones the assemble stage reads out of spans and logs. */
  interactions: InteractionRecord[]
  /** Submitted as such, then joined by those that spans tell of. */
  decisionTraces: DecisionTraceRecord[]
  points: PointRecord[]
  /** Series of the points that have to be written with them. */
  series: SeriesRecord[]
  exemplars: ExemplarRecord[]
  /** Rows written earlier that a later, better reading has replaced under another key. */
  withdrawn: InteractionRow[]
  rejections: Rejection[]
  /** What was taken, by sorts the wire's answer names. */
  counts: Record<string, number>
  /** Records that will be stored, counted as the sender counts them. */
  accepted: number
}

export function emptyBatch(project: string, receivedAtMs: number): Batch {
  return {
    project,
    receivedAtMs,
    spans: [],
    logs: [],
    traces: [],
    interactions: [],
    decisionTraces: [],
    points: [],
    series: [],
    exemplars: [],
    withdrawn: [],
    rejections: [],
    counts: {},
    accepted: 0,
  }
}

/** One step of the write flow. Changes the batch in place; a record it refuses moves to `rejections`. */
export interface Stage {
  readonly name: string
  run(batch: Batch): void | Promise<void>
  /** Of traces that were erased: what is remembered of them must not be written again. */
  forget?(project: string, traceIds: readonly string[]): void
}
