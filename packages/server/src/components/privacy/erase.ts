/**
 * Erasure by user id, with a receipt. The request is written down before it is begun, every step may be done twice, and
 * what was cut off by a stop is taken up at the next start.
 */
import type { Erasure } from '@relayscope/contract'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import type { Ids } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import type { Principal } from '../../kit/principal.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { uint } from '../../planes/telemetry/statement.ts'
import {
  countRows,
  deleteRows,
  ERASED_TABLES,
  type ErasedTable,
  type Found,
  interactionsOf,
  seriesOf,
  type Subject,
  tracesOf,
} from './erase-statements.ts'
import type { OpenableSeals } from './seals.ts'
import type { PrivacyStore } from './store.ts'
import type { ErasureRow } from './tables.ts'

export interface Erasures {
  request(principal: Principal, userId: string, reason: string): Promise<Erasure>
  list(project: string, limit: number): Promise<Erasure[]>
  get(project: string, id: string): Promise<Erasure>
  /** Takes up what an earlier process began. */
  resume(): Promise<void>
  stop(): Promise<void>
}

export interface EraseOptions {
  telemetry: TelemetryPlane
  store: PrivacyStore
  seals: (project: string) => OpenableSeals
  /** What a user id may have become when it was stored. */
  storedForms: (project: string, userId: string) => readonly string[]
  clock: Clock
  ids: Ids
  log: Log
}

/** Traces, interactions and series at a time: a statement's lists of ids stay short. */
const BATCH = 1_000
const MOST_PASSES = 10_000

export function createErasures(options: EraseOptions): Erasures {
  const { store, seals, clock, ids, log } = options
  let stopping = false
  let work: Promise<void> = Promise.resolve()

  function enqueue(row: ErasureRow): void {
    work = work.then(async () => {
      if (stopping) return
      try {
        await erase(options, row, () => stopping)
      } catch (error) {
        log.error({ error, erasure: row.id }, 'an erasure could not be finished; it is tried again at the next start')
      }
    })
  }

  return {
    async request({ project, name }, userId, reason) {
      const row: ErasureRow = {
        id: ids.uuid(),
        project,
        state: 'running',
        subject: seals(project).hash('USER', userId),
        userId,
        requestedAt: new Date(clock.nowMs()),
        finishedAt: null,
        requestedBy: name,
        reason,
        removed: {},
        leftRows: null,
      }
      await store.insertErasure(row)
      enqueue(row)
      return shown(row)
    },
    list: async (project, limit) => (await store.erasures(project, limit)).map(shown),
    async get(project, id) {
      const row = await store.erasure(project, id)
      if (!row) throw httpError('not_found', 'there is no erasure of this id')
      return shown(row)
    },
    async resume() {
      for (const row of await store.running()) enqueue(row)
    },
    async stop() {
      stopping = true
      await work
    },
  }
}

async function erase(options: EraseOptions, row: ErasureRow, stopped: () => boolean): Promise<void> {
  const { telemetry, store, storedForms, clock } = options
  const { project, userId } = row
  if (userId === null) return
  const subject: Subject = { project, userIds: [userId, ...storedForms(project, userId)] }
  const removed = { ...(row.removed as Record<string, number>) }
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    if (stopped()) return
    const found = await someOf(telemetry, subject)
    if (Object.values(found).every((ids) => ids.length === 0)) break
    await store.tellErased(project, found.traceIds)
    await removeRows(telemetry, subject, found, removed)
    await store.updateErasure({ id: row.id, state: 'running', userId, finishedAt: null, removed, leftRows: null })
  }
  // Figures outlive the rows they were made of, and an exemplar may belong to no trace.
  await removeRows(telemetry, subject, NOTHING, removed)
  await store.tellErased(project, [])
  let left = (await someOf(telemetry, subject)).series.length
  for (const table of ERASED_TABLES) left += await count(telemetry, table, subject, NOTHING)
  await store.updateErasure({
    id: row.id,
    state: left === 0 ? 'done' : 'failed',
    userId: null,
    finishedAt: new Date(clock.nowMs()),
    removed,
    leftRows: left,
  })
}

const NOTHING: Found = { traceIds: [], interactionIds: [], series: [] }

async function someOf(telemetry: TelemetryPlane, subject: Subject): Promise<Found> {
  const traces = await telemetry.select<{ trace_id: string }>(tracesOf(subject, uint(BATCH)))
  const interactions = await telemetry.select<{ id: string }>(interactionsOf(subject, uint(BATCH)))
  const series = await telemetry.select<{ id: string }>(seriesOf(subject, uint(BATCH)))
  return {
    traceIds: traces.map((found) => found.trace_id),
    interactionIds: interactions.map(({ id }) => id),
    series: series.map(({ id }) => BigInt(id)),
  }
}

async function removeRows(telemetry: TelemetryPlane, subject: Subject, found: Found, removed: Record<string, number>): Promise<void> {
  for (const table of ERASED_TABLES) {
    const counted = await count(telemetry, table, subject, found)
    if (counted === 0) continue
    await telemetry.execute(deleteRows(table, subject, found))
    removed[table] = (removed[table] ?? 0) + counted
  }
}

async function count(telemetry: TelemetryPlane, table: ErasedTable, subject: Subject, found: Found): Promise<number> {
  const [row] = await telemetry.select<{ found: string }>(countRows(table, subject, found))
  return Number(row?.found ?? 0)
}

function shown(row: ErasureRow): Erasure {
  return {
    id: row.id,
    state: row.state,
    subject: row.subject,
    requestedAt: row.requestedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    requestedBy: row.requestedBy,
    reason: row.reason,
    removed: row.removed as Record<string, number>,
    left: row.leftRows,
  }
}
