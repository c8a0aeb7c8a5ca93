/** A room's routes on an embedded engine, with rows put into the tables directly. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { systemClock } from '../src/kit/clock.ts'
import { registerProblemHandlers } from '../src/kit/http.ts'
import { connectTelemetry } from '../src/planes/telemetry/connect.ts'
import { migrateTelemetry } from '../src/planes/telemetry/migrate.ts'
import type { TelemetryPlane } from '../src/planes/telemetry/plane.ts'
import type { TableName } from '../src/planes/telemetry/tables.ts'
import { blockOf, type GivenRow } from './telemetry-rows.ts'

export interface ReadSide {
  readonly plane: TelemetryPlane
  /** Rows of project `p` where none is given. */
  insert<Table extends TableName>(table: Table, rows: readonly GivenRow<Table>[]): Promise<void>
  get(path: string, query?: Record<string, string | number>, project?: string): Promise<{ status: number; json: any }>
  close(): Promise<void>
}

export async function openReadSide(
  register: (app: FastifyInstance, plane: TelemetryPlane, clock: ReturnType<typeof systemClock>) => Promise<void>,
): Promise<ReadSide> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-read-'))
  const plane = await connectTelemetry({ dataDir })
  await migrateTelemetry(plane)
  const app = Fastify()
  registerProblemHandlers(app, { checkAnswers: true })
  app.addHook('onRequest', async (request) => {
    request.principal = { project: String(request.headers['x-project'] ?? 'p'), name: 'test', scopes: new Set(['read']) }
  })
  await register(app, plane, systemClock())
  return {
    plane,
    insert: (table, rows) =>
      plane.insert(
        table,
        blockOf(
          table,
          rows.map((row) => ({ project: 'p', ...row })),
        ),
        rows.length,
      ),
    async get(path, query = {}, project = 'p') {
      const search = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])).toString()
      const answer = await app.inject({ method: 'GET', url: search === '' ? path : `${path}?${search}`, headers: { 'x-project': project } })
      return { status: answer.statusCode, json: answer.json() }
    },
    async close() {
      await app.close()
      await plane.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const startedMs = Date.now()

/** Nanoseconds since 1970, so many milliseconds before the test began: the same answer each time. */
export function nsAgo(ms: number): bigint {
  return BigInt(Math.round((startedMs - ms) * 1000)) * 1000n
}

export function hexId(seed: number, digits: 16 | 32): string {
  return seed.toString(16).padStart(digits, 'a')
}
