/** Metrics from the bytes of a request to the answers of the room: the real decoders, stages, rows, engine and routes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { createDecoders } from '../src/app/ingest.ts'
import { createMetrics, type Metrics, metricsRoutes } from '../src/components/metrics/index.ts'
import { SeriesStage } from '../src/components/metrics/series-stage.ts'
import type { Receipt, Submission, SubmissionKind, WireFormat } from '../src/flows/ingest/intake.ts'
import { receiptOf, runPipeline } from '../src/flows/ingest/pipeline.ts'
import { RowWriter } from '../src/flows/ingest/row-writer.ts'
import { SeriesBook } from '../src/flows/ingest/series-book.ts'
import type { Clock } from '../src/kit/clock.ts'
import { systemClock } from '../src/kit/clock.ts'
import { registerProblemHandlers } from '../src/kit/http.ts'
import { connectControl } from '../src/planes/control/connect.ts'
import type { ControlPlane } from '../src/planes/control/plane.ts'
import { migrateTelemetry } from '../src/planes/telemetry/migrate.ts'
import type { TelemetryPlane } from '../src/planes/telemetry/plane.ts'
import type { TableName } from '../src/planes/telemetry/tables.ts'
import { ENGINES } from './telemetry-engines.ts'
import { blockOf, type GivenRow } from './telemetry-rows.ts'

export interface MetricSide {
  readonly plane: TelemetryPlane
  readonly control: ControlPlane
  readonly metrics: Metrics
  submit(submission: Submission): Promise<Receipt>
  send(kind: SubmissionKind, format: WireFormat, body: string | Uint8Array, project?: string): Promise<Receipt>
  insert<Table extends TableName>(table: Table, rows: readonly GivenRow<Table>[]): Promise<void>
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, project?: string): Promise<{ status: number; json: any }>
  query(question: object): Promise<any>
  close(): Promise<void>
}

export interface MetricSideOptions {
  engine?: 'embedded' | 'server'
  maxSeries?: number
  maxBodyBytes?: number
  clock?: Clock
  rolledUntilNs?: () => Promise<bigint>
}

export async function openMetricSide(options: MetricSideOptions = {}): Promise<MetricSide> {
  const { engine: name = 'embedded', maxSeries = 10_000, maxBodyBytes = 64 * 1024 * 1024, clock = systemClock(), rolledUntilNs } = options
  const engine = await (ENGINES.find((each) => each.name === name) ?? ENGINES[0])!.open()
  const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-metrics-'))
  const control = await connectControl({ dataDir })
  const { plane } = engine
  await migrateTelemetry(plane)
  const metrics = createMetrics({ telemetry: plane, control, clock, ...(rolledUntilNs ? { rolledUntilNs } : {}) })
  const app = Fastify()
  registerProblemHandlers(app, { checkAnswers: true })
  app.addHook('onRequest', async (request) => {
    request.principal = { project: String(request.headers['x-project'] ?? 'default'), name: 'test', scopes: new Set(['read', 'write']) }
  })
  // What the engine refused is told by the error itself, not by the answer.
  app.addHook('onError', async (_request, _reply, error) => {
    if (!('status' in error)) process.stderr.write(`${String(error.message).slice(0, 700)}\n`)
  })
  await metricsRoutes(app, metrics)
  const stages = [new SeriesStage(new SeriesBook({ maxSeries }))]
  const decoders = createDecoders()
  const rows = new RowWriter(() => false)

  const call: MetricSide['call'] = async (method, url, body, project = 'default') => {
    const answer = await app.inject({
      method,
      url,
      headers: { 'x-project': project },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    return { status: answer.statusCode, json: answer.json() }
  }
  async function submit(submission: Submission): Promise<Receipt> {
    const done = await runPipeline({ decoders, stages, maxBodyBytes }, submission, clock.nowMs())
    if ('receipt' in done) return done.receipt
    rows.add(done.batch)
    for (const block of rows.take()) await plane.insert(block.table, block.bytes, block.rows)
    return receiptOf(done.batch)
  }

  return {
    plane,
    control,
    metrics,
    call,
    submit,
    send: (kind, format, body, project = 'default') =>
      submit({ project, kind, format, compression: 'none', body: new Uint8Array(Buffer.from(body as Uint8Array)) }),
    async insert(table, given) {
      const withProject = given.map((row) => ({ project: 'default', ...row }))
      await plane.insert(table, blockOf(table, withProject), given.length)
    },
    async query(question) {
      const { status, json } = await call('POST', '/api/v1/metrics/query', question)
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(json)}`)
      return json
    },
    async close() {
      await app.close()
      await control.close()
      await engine.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
