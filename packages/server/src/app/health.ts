/** Facts about the pipeline itself: for the foot of the screen, for health checks, and for whoever measures. */
import type { TelemetryHealth } from '@relayscope/contract'
import type { ThreadIntake } from '../flows/ingest/thread-intake.ts'
import type { Clock } from '../kit/clock.ts'
import { withTimeLimit } from '../kit/limits.ts'
import type { ControlPlane } from '../planes/control/plane.ts'
import type { TelemetryPlane } from '../planes/telemetry/plane.ts'
import { sql } from '../planes/telemetry/statement.ts'
import type { LoopDelay } from './event-loop.ts'
import { VERSION } from './version.ts'

type EngineHealth = TelemetryHealth['engines'][number]

export interface HealthParts {
  intake: ThreadIntake
  telemetry: TelemetryPlane
  control: ControlPlane
  loop: { delayMs(): LoopDelay }
  clock: Clock
}

export interface Health {
  read(): Promise<TelemetryHealth>
  /** Both engines answer. */
  ready(): Promise<boolean>
  stop(): void
}

const SAMPLE_MS = 1_000
const WINDOW_SAMPLES = 10
/** Waiting longer than this for the engine is worth a look: what people see is older than it seems. */
const LATE_MS = 5_000
const PROBE_LIMIT_MS = 3_000

interface Sample {
  atMs: number
  spansStored: number
  interactionsStored: number
  commitsFailed: number
}

export function createHealth(parts: HealthParts): Health {
  const { intake, clock } = parts
  const startedMs = clock.nowMs()
  const samples: Sample[] = []
  const sample = () => {
    samples.push({ atMs: clock.nowMs(), ...intake.state() })
    if (samples.length > WINDOW_SAMPLES) samples.shift()
  }
  sample()
  const timer = setInterval(sample, SAMPLE_MS)
  timer.unref()

  return {
    async read() {
      const engines = await probe(parts)
      const { lagMs, recordsRejected, ...state } = intake.state()
      const before = samples[0]
      const perSecond = (now: number, then: number) => Math.round((now - then) / Math.max((clock.nowMs() - before.atMs) / 1000, 1))
      const troubled = lagMs > LATE_MS || state.commitsFailed > before.commitsFailed
      return {
        status: engines.some((engine) => engine.status === 'down') ? 'down' : troubled ? 'degraded' : 'ok',
        version: VERSION,
        uptimeSeconds: Math.round((clock.nowMs() - startedMs) / 1000),
        time: new Date(clock.nowMs()).toISOString(),
        ingestLagMs: lagMs,
        spansPerSecond: perSecond(state.spansStored, before.spansStored),
        interactionsPerSecond: perSecond(state.interactionsStored, before.interactionsStored),
        rejectedCount: recordsRejected,
        eventLoopDelayMs: parts.loop.delayMs(),
        memoryBytes: process.memoryUsage.rss(),
        engines,
        ...state,
      }
    },
    ready: async () => (await probe(parts)).every((engine) => engine.status === 'ok'),
    stop: () => clearInterval(timer),
  }
}

/** Asks both engines a trivial question. */
function probe({ telemetry, control, clock }: HealthParts): Promise<EngineHealth[]> {
  const ask = async (name: string, kind: EngineHealth['kind'], question: () => Promise<unknown>): Promise<EngineHealth> => {
    const sinceMs = clock.nowMs()
    try {
      await withTimeLimit(`asking the ${name} engine`, PROBE_LIMIT_MS, question())
      return { name, kind, status: 'ok', latencyMs: clock.nowMs() - sinceMs }
    } catch {
      // What the engine says may hold statements; whoever may read the log finds it there.
      return { name, kind, status: 'down', message: 'the engine does not answer' }
    }
  }
  return Promise.all([
    ask('telemetry', telemetry.engine, () => telemetry.select(sql`SELECT 1`)),
    ask('control', control.engine, () => control.query('SELECT 1')),
  ])
}
