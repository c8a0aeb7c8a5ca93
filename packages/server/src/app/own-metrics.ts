/**
 * Relayscope's own health: as a Prometheus exposition at /metrics, and as metrics `relayscope.*` of the first project, so
 * that its own dashboards and alerts need no other system. Both are read from the same places at the same moment.
 */
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { IntakeState, ThreadIntake } from '../flows/ingest/thread-intake.ts'
import type { Clock } from '../kit/clock.ts'
import { requireScope } from '../kit/http.ts'
import type { LoopDelay } from './event-loop.ts'
import { VERSION } from './version.ts'
import { answeredAsPage } from './web-routes.ts'

export interface OwnMetricsParts {
  intake: ThreadIntake
  loop: { delayMs(): LoopDelay }
  clock: Clock
  /** Up to when roll-ups are complete; 0 before the first. */
  rolledUntilNs: () => Promise<bigint>
}

export interface OwnMetrics {
  registry: Registry
  /** Sends the points of this moment. */
  measure(): Promise<void>
  start(): void
  stop(): void
}

/** Of the library; states that are called as if they were counts. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']
/** The library's own watch of the event loop, beside ours, would wake the process a hundred times a second. */
const DOUBLED = ['', '_min', '_max', '_mean', '_stddev', '_p50', '_p90', '_p99'].map((part) => `nodejs_eventloop_lag${part}_seconds`)
const LAG_SAMPLE_MS = 60_000
const EVERY_MS = 10_000
const PROJECT = 'default'

type Read = (state: IntakeState) => number

interface Own {
  /** Of the exposition, after `relayscope_`. */
  exposed: string
  /** Of the metric, after `relayscope.`. */
  name: string
  unit: string
  help: string
  read: Read
}

const COUNTED: readonly Own[] = [
  { exposed: 'spans_stored_total', name: 'spans', unit: '1', help: 'Spans stored.', read: (state) => state.spansStored },
  { exposed: 'logs_stored_total', name: 'logs', unit: '1', help: 'Log records stored.', read: (state) => state.logsStored },
  {
    exposed: 'interactions_stored_total',
    name: 'interactions',
    unit: '1',
    help: 'AI interactions stored.',
    read: (state) => state.interactionsStored,
  },
  {
    exposed: 'decisions_stored_total',
    name: 'decisions',
    unit: '1',
    help: 'Decision traces stored.',
    read: (state) => state.decisionsStored,
  },
  {
    exposed: 'metric_points_stored_total',
    name: 'points',
    unit: '1',
    help: 'Points of metrics stored.',
    read: (state) => state.pointsStored,
  },
  {
    exposed: 'records_rejected_total',
    name: 'rejected',
    unit: '1',
    help: 'Records that could not be taken.',
    read: (state) => state.recordsRejected,
  },
  {
    exposed: 'requests_refused_total',
    name: 'refused',
    unit: '1',
    help: 'Requests refused because too much was waiting.',
    read: (state) => state.requestsRefused,
  },
  {
    exposed: 'commits_failed_total',
    name: 'commits_failed',
    unit: '1',
    help: 'Groups of requests that the engine did not store.',
    read: (state) => state.commitsFailed,
  },
]

const MEASURED: readonly Own[] = [
  {
    exposed: 'ingest_queue_bytes',
    name: 'ingest.queue',
    unit: 'By',
    help: 'Bytes of requests that wait to be stored.',
    read: (state) => state.queueBytes,
  },
  {
    exposed: 'ingest_queue_limit_bytes',
    name: 'ingest.queue_limit',
    unit: 'By',
    help: 'Bytes of requests that may wait.',
    read: (state) => state.queueBytesLimit,
  },
  {
    exposed: 'ingest_waiting_requests',
    name: 'ingest.waiting',
    unit: '1',
    help: 'Requests that wait to be stored.',
    read: (state) => state.waitingRequests,
  },
  {
    exposed: 'ingest_lag_seconds',
    name: 'ingest.lag',
    unit: 's',
    help: 'Age of the oldest request that waits.',
    read: (state) => state.lagMs / 1000,
  },
]

export function createOwnMetrics(parts: OwnMetricsParts): OwnMetrics {
  const { intake, loop, clock, rolledUntilNs } = parts
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_SAMPLE_MS })
  for (const name of [...MISNAMED, ...DOUBLED]) registry.removeSingleMetric(name)
  for (const { exposed, help, read } of COUNTED) {
    const counter: Counter = new Counter({
      name: `relayscope_${exposed}`,
      help,
      registers: [registry],
      collect: () => {
        counter.reset()
        counter.inc(read(intake.state()))
      },
    })
  }
  for (const { exposed, help, read } of MEASURED) {
    const gauge: Gauge = new Gauge({
      name: `relayscope_${exposed}`,
      help,
      registers: [registry],
      collect: () => gauge.set(read(intake.state())),
    })
  }
  const delay = new Gauge({
    name: 'relayscope_event_loop_delay_seconds',
    help: 'Delay of the main thread over the last minute.',
    labelNames: ['share'],
    registers: [registry],
    collect: () => {
      const { p50, p99, max } = loop.delayMs()
      delay.set({ share: '0.5' }, p50 / 1000)
      delay.set({ share: '0.99' }, p99 / 1000)
      delay.set({ share: '1' }, max / 1000)
    },
  })
  const lag: Gauge = new Gauge({
    name: 'relayscope_rollup_lag_seconds',
    help: 'How far roll-ups of metrics are behind.',
    registers: [registry],
    collect: async () => {
      const until = await rolledUntilNs()
      // Before the first roll-up there is nothing to be behind of: no value, instead of a 0 that says all is well.
      if (until === 0n) lag.remove()
      else lag.set(Number(clock.nowNs() - until) / 1e9)
    },
  })
  new Gauge({ name: 'relayscope_build_info', help: 'The version that runs.', labelNames: ['version'], registers: [registry] }).set(
    { version: VERSION },
    1,
  )

  const sender = new Sender(parts)
  let timer: NodeJS.Timeout | undefined
  return {
    registry,
    measure: () => sender.send(),
    start() {
      timer = setInterval(() => void sender.send(), EVERY_MS)
      timer.unref()
    },
    stop: () => clearInterval(timer),
  }
}

class Sender {
  private readonly parts: OwnMetricsParts
  private before: IntakeState
  private count = 0

  constructor(parts: OwnMetricsParts) {
    this.parts = parts
    this.before = parts.intake.state()
  }

  /** A full queue has more important things to take: these points are then not sent again. */
  async send(): Promise<void> {
    const { intake, loop, clock } = this.parts
    const state = intake.state()
    const timestamp = new Date(clock.nowMs()).toISOString()
    const points = [
      ...COUNTED.map(({ name, unit, read }) => ({ name, unit, value: read(state) - read(this.before) })),
      ...MEASURED.map(({ name, unit, read }) => ({ name, unit, value: read(state) })),
      { name: 'event_loop.delay', unit: 'ms', value: loop.delayMs().p99 },
      { name: 'memory', unit: 'By', value: process.memoryUsage.rss() },
    ].map(({ name, unit, value }) => ({
      id: `relayscope-${process.pid}-${timestamp}-${this.count++}`,
      timestamp,
      source: 'relayscope',
      component: 'relayscope',
      name: `relayscope.${name}`,
      unit,
      value,
      tags: {},
    }))
    this.before = state
    await intake.submit({
      project: PROJECT,
      kind: 'metrics',
      format: 'json',
      compression: 'none',
      body: new Uint8Array(Buffer.from(JSON.stringify(points))),
    })
  }
}

/** A browser gets the screen of this path, everything else the exposition. */
export function ownMetricsRoutes(app: FastifyInstance, { registry }: OwnMetrics): void {
  app.get('/metrics', { onRequest: async (request) => requireScope(request, { scope: 'read' }) }, async (request, reply) => {
    if (answeredAsPage(request, reply)) return reply
    return reply
      .type(registry.contentType)
      .header('cache-control', 'no-store')
      .send(await registry.metrics())
  })
}
