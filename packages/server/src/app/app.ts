/**
 * The composition root: makes everything in the order it is needed, and registers each closer on the line after its
 * resource. Straight-line on purpose: this is where the whole product can be read at once.
 */
import { join } from 'node:path'
import { createAccess } from '../components/access/index.ts'
import { startOtlpGrpc } from '../components/collector/otlp-grpc.ts'
import { otlpHttpRoutes } from '../components/collector/otlp-http.ts'
import { restRoutes } from '../components/collector/rest.ts'
import { createInteractions, interactionsRoutes } from '../components/interactions/index.ts'
import { createReload, storedHorizonNs } from '../components/interactions/reload-store.ts'
import { createTraces, tracesRoutes } from '../components/traces/index.ts'
import type { Block } from '../flows/ingest/messages.ts'
import { ThreadIntake } from '../flows/ingest/thread-intake.ts'
import { systemClock } from '../kit/clock.ts'
import { createLifecycle } from '../kit/lifecycle.ts'
import type { Log } from '../kit/log.ts'
import { connectControl } from '../planes/control/connect.ts'
import { connectTelemetry } from '../planes/telemetry/connect.ts'
import type { TelemetryPlane } from '../planes/telemetry/plane.ts'
import type { Config } from './config.ts'
import { watchEventLoop } from './event-loop.ts'
import { createHealth } from './health.ts'
import { createHttp, createOtlpHttp } from './http.ts'
import { startIngestThread } from './ingest-thread.ts'
import { createLiveHub } from './live.ts'
import { openapiRoutes } from './openapi-routes.ts'
import { RejectedLog } from './rejected-log.ts'
import { systemRoutes } from './system-routes.ts'
import { answeredAsPage, webRoutes } from './web-routes.ts'

export interface App {
  /** Where it can be reached; the ports that were really taken. */
  readonly addresses: { http: string; otlpHttp: string | undefined; otlpGrpc: string | undefined }
  /** Takes nothing more, finishes what was taken, closes everything. */
  close(): Promise<void>
}
