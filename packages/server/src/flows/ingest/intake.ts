/** The door of the write flow: what a receiver hands in and what it gets back. */
import type { Batch } from './batch.ts'
import type { Rejection } from './records.ts'
import type { SpareMemory } from './spare-memory.ts'

export type SubmissionKind =
  | 'otlp-traces'
  | 'otlp-logs'
  | 'otlp-metrics'
  | 'traces'
  | 'ai-interactions'
  | 'decisions'
  | 'metrics'
  | 'remote-write'
  | 'scrape'
export type WireFormat = 'protobuf' | 'protobuf-2' | 'json' | 'ndjson' | 'text'

export interface Submission {
  project: string
  kind: SubmissionKind
  format: WireFormat
  compression: 'none' | 'gzip' | 'snappy'
  /** Bytes as they came. Ownership passes to the intake: the buffer may be moved to another thread, and come back to be used again. */
  body: Uint8Array<ArrayBuffer>
}

/** The word for what became of a submission. */
export type Outcome =
  | 'stored' // every accepted record is in its table; some may have been rejected
  | 'repeated' // the same bytes were stored less than ten minutes ago
  | 'refused' // decodable, but no record could be accepted
  | 'undecodable' // not the format it says it is
  | 'too_large' // over the limit after decompression
  | 'overloaded' // the queue is full; nothing was kept
  | 'failed' // the engine did not store it; nothing is acknowledged, the same request may be sent again

export interface Receipt {
  outcome: Outcome
  accepted: number
  rejected: number
  /** At most 100; `rejected` is the whole count. */
  errors: Rejection[]
  /** What was taken, by sort, where the wire's answer names sorts. */
  counts?: Readonly<Record<string, number>>
  /** For undecodable, too_large, overloaded and failed: what a person should know. */
  message?: string
  retryAfterSeconds?: number
}

export interface Intake {
  /** Resolves when the outcome is final; never rejects. */
  submit(submission: Submission): Promise<Receipt>
  /** Of bodies that were processed, for receivers to put the next ones into. */
  readonly memory?: SpareMemory
}

/**
 * Turns decompressed bytes into records of the batch. Throws `UndecodableError` where the whole body is not what it says;
 * a bad record only adds a rejection.
 */
export type Decoder = (batch: Batch, body: Uint8Array, format: WireFormat) => void

export class UndecodableError extends Error {}
