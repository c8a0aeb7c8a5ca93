/**
 * The composition root: makes everything in the order it is needed, and registers each closer on the line after its
 * resource. Straight-line on purpose: this is where the whole product can be read at once.
 */
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { type Access, accessRoutes, createAccess } from '../components/access/index.ts'
import { startOtlpGrpc } from '../components/collector/otlp-grpc.ts'
import { type OtlpHttpOptions, otlpHttpRoutes } from '../components/collector/otlp-http.ts'
import { remoteWriteRoutes } from '../components/collector/remote-write-routes.ts'
import { restRoutes } from '../components/collector/rest.ts'
import { startLineStreams } from '../components/collector/line-stream.ts'
import { startStream } from '../components/collector/stream.ts'
import { createChainHeads, createDecisionChain } from '../components/decisions/index.ts'
import { privacyRoutes } from '../components/privacy/index.ts'
import { isContentKey } from '../components/interactions/normalise/index.ts'
import { createTraces, tracesRoutes } from '../components/traces/index.ts'
import { createViews, viewsRoutes } from '../components/views/index.ts'
import type { Block } from '../flows/ingest/messages.ts'
import { systemClock } from '../kit/clock.ts'
import { createLifecycle, type Lifecycle } from '../kit/lifecycle.ts'
import type { Log } from '../kit/log.ts'
import { connectControl } from '../planes/control/connect.ts'
import { connectTelemetry } from '../planes/telemetry/connect.ts'
import { migrateTelemetry } from '../planes/telemetry/migrate.ts'
import type { TelemetryPlane } from '../planes/telemetry/plane.ts'
import type { Config } from './config.ts'
import { watchEventLoop } from './event-loop.ts'
import { createHealth } from './health.ts'
import { createHttp, createOtlpHttp } from './http.ts'
import { createLiveHub } from './live.ts'
import { openDashboards } from './open-dashboards.ts'
import { openInteractions } from './open-interactions.ts'
import { openMetrics } from './open-metrics.ts'
import { openDecisions } from './open-decisions.ts'
import { openWriteFlow } from './open-write-flow.ts'
import { openapiRoutes } from './openapi-routes.ts'
import { RejectedLog } from './rejected-log.ts'
import { systemRoutes } from './system-routes.ts'
import { webRoutes } from './web-routes.ts'

export interface App {
  /** Where it can be reached: the ports that were really taken. */
  readonly addresses: { http: string; otlpHttp?: string; otlpGrpc?: string }
  /** Takes nothing more, finishes what was taken, closes everything. Answers the names of what could not be closed. */
  close(): Promise<string[]>
}

const WEB_FOLDER = fileURLToPath(new URL('../../../web/dist/', import.meta.url))

export async function createApp(config: Config, log: Log): Promise<App> {
  const lifecycle = createLifecycle(log)
  try {
    return { addresses: await open(config, log, lifecycle), close: () => lifecycle.close() }
  } catch (error) {
    await lifecycle.close()
    throw error
  }
}

async function open(config: Config, log: Log, lifecycle: Lifecycle): Promise<App['addresses']> {
  const clock = systemClock()
  if (config.unknownVariables.length > 0) log.warn({ variables: config.unknownVariables }, 'settings that mean nothing here')
  const control = await connectControl({ dataDir: config.dataDir, postgresUrl: config.postgresUrl }, { log })
  lifecycle.onClose('control plane', () => control.close())
  const telemetry = await connectTelemetry({ dataDir: config.dataDir, url: config.clickhouseUrl, cluster: config.clickhouseCluster })
  lifecycle.onClose('telemetry plane', () => telemetry.close())
  await migrateTelemetry(telemetry)

  const access = createAccess({ control, config, clock, log })
  const rejected = new RejectedLog()
  const live = createLiveHub()
  lifecycle.onClose('live views', () => live.close())

  const chain = createDecisionChain({
    heads: createChainHeads({ telemetry, control }),
    leases: control.leases,
    holder: randomUUID(),
    nowMs: clock.nowMs,
    log,
  })
  const { intake, privacy, usePrices } = await openWriteFlow({
    config,
    control,
    telemetry,
    clock,
    log,
    lifecycle,
    insert: (blocks) => chain.store(blocks, (each) => insertAll(telemetry, each)),
    onStored: (facts) => live.publish(facts),
    onRejected: (facts) => rejected.add(facts),
  })

  const loop = watchEventLoop()
  lifecycle.onClose('event loop watch', () => loop.stop())
  const health = createHealth({ intake, telemetry, control, loop, clock })
  lifecycle.onClose('health', () => health.stop())

  const metrics = openMetrics({ config, telemetry, control, intake, loop, clock, log, lifecycle })
  const http = createHttp({ maxBodyBytes: config.maxBodyBytes, access, log })
  lifecycle.onClose('http', () => http.close())
  const otlp = {
    intake,
    authorise: access.authorise,
    maxBodyBytes: config.maxBodyBytes,
    onError: (error: unknown) => log.error({ error }, 'a telemetry request failed'),
  }
  await otlpHttpRoutes(http, otlp)
  await restRoutes(http, { intake })
  await remoteWriteRoutes(http, { intake, maxBodyBytes: config.maxBodyBytes })
  const stream = startStream(http.server, { intake, authorise: access.authorise })
  lifecycle.onClose('streams', () => stream.close())
  const lineStreams = startLineStreams(http, { intake })
  lifecycle.onClose('line streams', () => lineStreams.close())
  const traces = createTraces({ telemetry, clock })
  await tracesRoutes(http, { traces, isContentKey })
  const jobs = config.roles.has('jobs')
  const { interactions, pricer } = await openInteractions(http, { telemetry, control, clock, log, lifecycle, jobs, onTables: usePrices })
  await metrics.routes(http)
  const decisions = await openDecisions(http, { control, telemetry, clock, log, lifecycle, pricer })
  await openDashboards(http, { control, clock, log, rooms: { metrics: metrics.room, traces, interactions, decisions } })
  privacyRoutes(http, privacy)
  viewsRoutes(http, createViews({ control, clock }))
  accessRoutes(http, access)
  systemRoutes(http, { health, rejected, live })
  await openapiRoutes(http)
  if (!(await webRoutes(http, WEB_FOLDER))) log.warn({ folder: WEB_FOLDER }, 'the web UI is not built; only the API is served')

  return { http: await listen(http, config.host, config.port), ...(await openOtlp(config, lifecycle, otlp)) }
}

/** The standard OTLP ports, each where the configuration has one. */
async function openOtlp(
  config: Config,
  lifecycle: Lifecycle,
  otlp: OtlpHttpOptions & Pick<Access, 'authorise'>,
): Promise<Omit<App['addresses'], 'http'>> {
  const addresses: Omit<App['addresses'], 'http'> = {}
  if (config.otlpHttpPort !== undefined) {
    const otlpHttp = createOtlpHttp(config.maxBodyBytes)
    lifecycle.onClose('otlp http', () => otlpHttp.close())
    await otlpHttpRoutes(otlpHttp, otlp)
    // An SDK knows one address: what is no OTLP, such as decision traces, it sends there too.
    await restRoutes(otlpHttp, { intake: otlp.intake, authorise: otlp.authorise })
    addresses.otlpHttp = await listen(otlpHttp, config.host, config.otlpHttpPort)
  }
  if (config.otlpGrpcPort !== undefined) {
    const grpc = await startOtlpGrpc({ host: config.host, port: config.otlpGrpcPort, ...otlp, maxMessageBytes: config.maxBodyBytes })
    lifecycle.onClose('otlp grpc', () => grpc.close())
    addresses.otlpGrpc = `${config.host}:${grpc.port}`
  }
  return addresses
}

/** In the order given: the heavy tables first, so that a row in a list always leads to something. */
async function insertAll(telemetry: TelemetryPlane, blocks: Block[]): Promise<void> {
  await Promise.all(blocks.map(({ table, bytes, rows }) => telemetry.insert(table, bytes, rows)))
}

async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  await server.listen({ host, port })
  const { port: taken } = server.server.address() as AddressInfo
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`
}
