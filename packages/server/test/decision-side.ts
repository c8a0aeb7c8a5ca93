/** The decisions room with its write flow on embedded engines, all in this thread: what is submitted is stored as in the product. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { createDecoders, ingestStages } from '../src/app/ingest.ts'
import { createChainHeads, createDecisionChain, createDecisions, decisionsRoutes } from '../src/components/decisions/index.ts'
import { createReload } from '../src/components/interactions/reload-store.ts'
import { PolicyBook } from '../src/components/privacy/index.ts'
import { IngestLoop } from '../src/flows/ingest/ingest-loop.ts'
import type { Receipt, SubmissionKind } from '../src/flows/ingest/intake.ts'
import type { Block } from '../src/flows/ingest/messages.ts'
import { RowWriter } from '../src/flows/ingest/row-writer.ts'
import { bundledPricer } from '../src/flows/price/index.ts'
import { SeriesBook } from '../src/flows/ingest/series-book.ts'
import { ThreadIntake } from '../src/flows/ingest/thread-intake.ts'
import { systemClock } from '../src/kit/clock.ts'
import { registerProblemHandlers } from '../src/kit/http.ts'
import { silentLog } from '../src/kit/log.ts'
import { connectControl } from '../src/planes/control/connect.ts'
import type { ControlPlane } from '../src/planes/control/plane.ts'
import { connectTelemetry } from '../src/planes/telemetry/connect.ts'
import { migrateTelemetry } from '../src/planes/telemetry/migrate.ts'
import type { TelemetryPlane } from '../src/planes/telemetry/plane.ts'

/** A process: its own intake, its own memory of the chains. */
export interface Writer {
  submit(records: unknown, kind?: SubmissionKind, project?: string): Promise<Receipt>
}

export interface DecisionSide {
  readonly telemetry: TelemetryPlane
  readonly control: ControlPlane
  readonly app: FastifyInstance
  /** Another process that writes. `beforeInsert` may throw, as an engine does. */
  writer(beforeInsert?: (blocks: Block[]) => void): Writer
  get(path: string, query?: Record<string, string>, project?: string): Promise<{ status: number; json: any }>
  close(): Promise<void>
}

export async function openDecisionSide(): Promise<DecisionSide> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-decisions-'))
  const log = silentLog
  const control = await connectControl({ dataDir }, { log })
  const telemetry = await connectTelemetry({ dataDir })
  await migrateTelemetry(telemetry)
  const clock = systemClock()
  const app = Fastify()
  registerProblemHandlers(app, { checkAnswers: true })
  app.addHook('onRequest', async (request) => {
    request.principal = { project: String(request.headers['x-project'] ?? 'p'), name: 'test', scopes: new Set(['read']) }
  })
  await decisionsRoutes(app, createDecisions({ telemetry, control, clock, rulesInForce: async () => [] }))
  let writers = 0
  return {
    telemetry,
    control,
    app,
    writer(beforeInsert = () => {}) {
      const chain = createDecisionChain({
        heads: createChainHeads({ telemetry, control }),
        leases: control.leases,
        holder: `writer ${++writers}`,
        nowMs: Date.now,
        log,
      })
      const intake = new ThreadIntake({
        queueBytes: 1e9,
        nowMs: Date.now,
        insert: (blocks) =>
          chain.store(blocks, async (each) => {
            beforeInsert(each)
            await Promise.all(each.map(({ table, bytes, rows }) => telemetry.insert(table, bytes, rows)))
          }),
        reload: createReload(telemetry),
      })
      const series = new SeriesBook({ maxSeries: 1000 })
      const book = new PolicyBook({ masterKey: new Uint8Array(32), projects: [] }, Date.now)
      const loop = new IngestLoop({
        pipeline: (reload) => ({
          decoders: createDecoders(),
          stages: ingestStages({ reload, horizonNs: 0n, series, book, pricer: bundledPricer() }),
          maxBodyBytes: 64 * 1024 * 1024,
        }),
        sink: new RowWriter(() => false),
        limits: { maxBytes: 1e8, maxDelayMs: 1, busyDelayMs: 2, busyBytes: 1e8, maxInFlight: 1 },
        nowMs: Date.now,
        send: (message) => queueMicrotask(() => intake.receive(message)),
        onBug: (error) => {
          throw error
        },
      })
      intake.attach({ send: (message) => queueMicrotask(() => loop.receive(message)) })
      return {
        submit: (records, kind = 'decisions', project = 'p') =>
          intake.submit({ project, kind, format: 'json', compression: 'none', body: bytesOf(JSON.stringify(records)) }),
      }
    },
    async get(path, query = {}, project = 'p') {
      const answer = await app.inject({ method: 'GET', url: path, query, headers: { 'x-project': project } })
      return { status: answer.statusCode, json: answer.json() }
    },
    async close() {
      await app.close()
      await telemetry.close()
      await control.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text)
  const own = new Uint8Array(bytes.length)
  own.set(bytes)
  return own
}
