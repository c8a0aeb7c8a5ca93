/** Everything of metrics that lives as long as the process: answers, the overview made of them, the roll-up, the scraper and our own figures. */
import type { FastifyInstance } from 'fastify'
import {
  createMetrics,
  createScraper,
  createTargetFile,
  createTargets,
  createTargetStore,
  type Metrics,
  metricsRoutes,
  rolledUntil,
  scrapeRoutes,
  startRollup,
} from '../components/metrics/index.ts'
import { createOverview, overviewRoutes } from '../components/overview/index.ts'
import type { ThreadIntake } from '../flows/ingest/thread-intake.ts'
import type { Clock } from '../kit/clock.ts'
import type { Lifecycle } from '../kit/lifecycle.ts'
import type { Log } from '../kit/log.ts'
import type { ControlPlane } from '../planes/control/plane.ts'
import type { TelemetryPlane } from '../planes/telemetry/plane.ts'
import type { Config } from './config.ts'
import type { LoopDelay } from './event-loop.ts'
import { createOwnMetrics, ownMetricsRoutes } from './own-metrics.ts'

export interface MetricParts {
  config: Config
  telemetry: TelemetryPlane
  control: ControlPlane
  intake: ThreadIntake
  loop: { delayMs(): LoopDelay }
  clock: Clock
  log: Log
  lifecycle: Lifecycle
}

/** Closing a scrape waits for its answer no longer than this. */
const SCRAPER_LIMIT_MS = 3_000

export interface OpenMetrics {
  room: Metrics
  routes(http: FastifyInstance): Promise<void>
}

export function openMetrics(parts: MetricParts): OpenMetrics {
  const { config, telemetry, control, intake, loop, clock, log, lifecycle } = parts
  const rolledUntilNs = rolledUntil(control, clock.nowMs)
  const own = createOwnMetrics({ intake, loop, clock, rolledUntilNs })
  lifecycle.onClose('own metrics', () => own.stop())
  own.start()
  const targetFile = config.scrapeFile === undefined ? undefined : createTargetFile(config.scrapeFile, log)
  const targets = createTargets(
    createTargetStore(control, () => new Date(clock.nowMs())),
    targetFile,
  )
  const scraper = createScraper({ targets, intake, leases: control.leases, clock, log })
  lifecycle.onClose('scraper', () => scraper.stop(), { limitMs: SCRAPER_LIMIT_MS })
  if (config.roles.has('jobs')) {
    scraper.start()
    const rollup = startRollup({ telemetry, control, clock, log })
    lifecycle.onClose('roll-up', () => rollup.stop())
  }
  const room = createMetrics({ telemetry, control, clock, rolledUntilNs })
  return {
    room,
    async routes(http) {
      await metricsRoutes(http, room)
      await overviewRoutes(http, createOverview({ telemetry, clock, rolledUntilNs }))
      scrapeRoutes(http, targets, scraper)
      ownMetricsRoutes(http, own)
    },
  }
}
