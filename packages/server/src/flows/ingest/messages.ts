/** What the main thread and the ingest thread say to each other. */
import type { PrivacySettings } from '@relayscope/contract'
import type { TableName } from '../../planes/telemetry/tables.ts'
import type { Receipt, Submission } from './intake.ts'
import type { StoredTraces } from './reload.ts'

/** Rows of one table, ready for the engine. */
export interface Block {
  table: TableName
  bytes: Uint8Array<ArrayBuffer>
  rows: number
  /** Of decisions: where in the bytes the columns stand that the main thread fills in. */
  places?: Readonly<Record<string, number>>
  /** Of decisions: whose chain the rows go on, one run of rows after another. */
  runs?: readonly ChainRun[]
}

/** Rows one after another that go to the chain of one project and day. */
export interface ChainRun {
  project: string
  /** Days since 1970, UTC. */
  day: number
  rows: number
}

/** What a commit brought to a project: for live views and counters. */
export interface StoredFact {
  project: string
  spans: number
  logs: number
  traces: number
  interactions: number
  decisions: number
  points: number
  newestMs: number
}

export interface RejectedFact {
  project: string
  atMs: number
  kind: Submission['kind']
  index: number
  path: string
  message: string
}

/** What privacy policies cross to the thread as: plain data. */
export interface PolicyNews {
  /** Of the installation; every project's keys are derived from it. */
  masterKey: Uint8Array
  projects: { project: string; settings: PrivacySettings }[]
}

export type ToThread =
  | { type: 'submit'; id: number; submission: Submission; receivedAtMs: number }
  /** `memory`: of the group's blocks, to be used again. */
  | { type: 'settled'; group: number; stored: boolean; memory: ArrayBuffer[] }
  | { type: 'reloaded'; request: number; stored: StoredTraces | undefined }
  /** The policies of all projects, after any of them changed: for the stages, not for the loop. */
  | { type: 'policies'; news: PolicyNews }
  /** Traces that were erased: nothing of them may be written again from memory, and what series of metrics go on is written down anew. */
  | { type: 'forget'; project: string; traceIds: string[] }
  | { type: 'drain' }

/** What is for the stages. */
export type Told = Extract<ToThread, { type: 'policies' | 'forget' }>

export type FromThread =
  | { type: 'commit'; group: number; blocks: Block[]; facts: StoredFact[] }
  | { type: 'receipts'; receipts: [id: number, receipt: Receipt][]; rejected: RejectedFact[] }
  | { type: 'reload'; request: number; project: string; traceIds: string[] }
  /** Memory of a body that was processed. */
  | { type: 'spent'; memory: ArrayBuffer }
  | { type: 'drained' }
