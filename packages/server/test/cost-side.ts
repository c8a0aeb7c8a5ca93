/** Money from the bytes of a request to the answers of the rooms: the real decoders, stages, rows, engines and routes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { createDecoders } from '../src/app/ingest.ts'
import { openCosts } from '../src/app/open-costs.ts'
import { type Costs, costsRoutes } from '../src/components/costs/index.ts'
import { createInteractions, interactionsRoutes } from '../src/components/interactions/index.ts'
import { isContentKey } from '../src/components/interactions/normalise/index.ts'
import { createReload } from '../src/components/interactions/reload-store.ts'
import { AssembleStage, normaliseStage, priceStage } from '../src/components/interactions/stages.ts'
import type { Receipt, SubmissionKind } from '../src/flows/ingest/intake.ts'
import { receiptOf, runPipeline } from '../src/flows/ingest/pipeline.ts'
import { RowWriter } from '../src/flows/ingest/row-writer.ts'
import { bundledPricer, type Pricer, readPriceTable } from '../src/flows/price/index.ts'
import { systemClock } from '../src/kit/clock.ts'
import { registerProblemHandlers } from '../src/kit/http.ts'
import { createLifecycle } from '../src/kit/lifecycle.ts'
import { createLog } from '../src/kit/log.ts'
import type { Principal } from '../src/kit/principal.ts'
import { connectControl } from '../src/planes/control/connect.ts'
import type { ControlPlane } from '../src/planes/control/plane.ts'
import { connectTelemetry } from '../src/planes/telemetry/connect.ts'
import { migrateTelemetry } from '../src/planes/telemetry/migrate.ts'
import type { TelemetryPlane } from '../src/planes/telemetry/plane.ts'

export interface CostSide {
  readonly costs: Costs & { pricer: Pricer }
  readonly telemetry: TelemetryPlane
  readonly control: ControlPlane
  /** Takes interactions as the submit endpoint does; answers once they are stored. */
  submit(interactions: readonly object[], project?: string): Promise<Receipt>
  /** Takes calls as spans with these attributes, each a trace of its own, as OTLP/JSON. */
  submitSpans(calls: readonly Readonly<Record<string, string | number>>[], project?: string): Promise<Receipt>
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    project?: string,
  ): Promise<{ status: number; json: any; text: string; headers: Record<string, unknown> }>
  close(): Promise<void>
}

export async function openCostSide(): Promise<CostSide> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-costs-'))
  const control = await connectControl({ dataDir })
  const telemetry = await connectTelemetry({ dataDir })
  await migrateTelemetry(telemetry)
  for (const project of ['cases', 'buyer', 'other', 'files'])
    await control.query('insert into projects (id, name) values ($1, $1)', [project])
  const log = createLog({ level: 'error' })
  const lifecycle = createLifecycle(log)
  const clock = systemClock()
  const pricer = bundledPricer()
  const interactions = createInteractions({ telemetry, clock })
  const costs = await openCosts({
    interactions,
    telemetry,
    control,
    clock,
    log,
    lifecycle,
    jobs: true,
    onTables: (project, tables) => pricer.useOwn(project, tables.map(readPriceTable)),
  })
  const app = Fastify()
  registerProblemHandlers(app, { checkAnswers: true })
  app.addHook('onRequest', async (request) => {
    const scopes: Principal['scopes'] = new Set(['read', 'write'])
    request.principal = { project: String(request.headers['x-project'] ?? 'default'), name: 'test', scopes }
  })
  costsRoutes(app, costs)
  await interactionsRoutes(app, interactions)
  const stages = [normaliseStage, new AssembleStage({ reload: createReload(telemetry), horizonNs: 0n }), priceStage(pricer)]
  const pipeline = { decoders: createDecoders(), stages, maxBodyBytes: 64 * 1024 * 1024 }
  const rows = new RowWriter(isContentKey)
  const take = async (kind: SubmissionKind, sent: unknown, project: string): Promise<Receipt> => {
    const body = new Uint8Array(Buffer.from(JSON.stringify(sent)))
    const done = await runPipeline(pipeline, { project, kind, format: 'json', compression: 'none', body }, clock.nowMs())
    if ('receipt' in done) return done.receipt
    rows.add(done.batch)
    for (const block of rows.take()) await telemetry.insert(block.table, block.bytes, block.rows)
    return receiptOf(done.batch)
  }

  return {
    costs,
    telemetry,
    control,
    submit: (interactions, project = 'default') => take('ai-interactions', interactions, project),
    submitSpans: (calls, project = 'default') => take('otlp-traces', spansOf(calls, clock.nowMs()), project),
    async call(method, url, body, project = 'default') {
      const payload = body === undefined ? {} : { payload: body as object }
      const answer = await app.inject({ method, url, headers: { 'x-project': project }, ...payload })
      const isJson = String(answer.headers['content-type']).includes('json') && !String(answer.headers['content-type']).includes('ndjson')
      return { status: answer.statusCode, json: isJson ? answer.json() : undefined, text: answer.body, headers: answer.headers }
    },
    async close() {
      await app.close()
      await lifecycle.close()
      await telemetry.close()
      await control.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Span ids count from one, in the order of the calls. */
function spansOf(calls: readonly Readonly<Record<string, string | number>>[], nowMs: number): object {
  const spans = calls.map((attributes, at) => ({
    traceId: (at + 1).toString(16).padStart(32, '0'),
    spanId: (at + 1).toString(16).padStart(16, '0'),
    name: 'call',
    startTimeUnixNano: `${nowMs - 60_000}000000`,
    endTimeUnixNano: `${nowMs - 59_000}000000`,
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: typeof value === 'string' ? { stringValue: value } : Number.isInteger(value) ? { intValue: value } : { doubleValue: value },
    })),
  }))
  return { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: 'lib' }, spans }] }] }
}
