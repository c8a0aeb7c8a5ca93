/** Runs the roll-up again and again, in one process of all. */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { rollUp, SETTLED_SECONDS } from './rollup.ts'
import { createRollupMarks } from './store.ts'

export interface RollupJob {
  stop(): Promise<void>
}

export interface RollupJobParts {
  telemetry: TelemetryPlane
  control: ControlPlane
  clock: Clock
  log: Log
}

/** The newest minutes are read from what arrived, so nothing waits for this; rolling a minute up before it is over is work for nothing. */
const EVERY_MS = 60_000
const LEASE_MS = 60_000
const LEASE = 'metric-rollup'

export function startRollup({ telemetry, control, clock, log }: RollupJobParts): RollupJob {
  const marks = createRollupMarks(control)
  const holder = randomUUID()
  let stopping = false
  let running: Promise<void> = Promise.resolve()

  async function run(): Promise<void> {
    const lease = await control.leases.acquire(LEASE, holder, LEASE_MS)
    if (!lease) return
    try {
      const goOn = async (): Promise<boolean> => !stopping && control.leases.renew(lease, LEASE_MS)
      // What was stored before there were roll-ups, or while nobody made any, takes several passes.
      for (let done = false; !done && (await goOn());) done = await rollUp({ telemetry, marks, nowMs: clock.nowMs }, goOn)
    } finally {
      await control.leases.release(lease)
    }
  }

  const timer = setInterval(() => {
    running = running.then(async () => {
      if (stopping) return
      try {
        await run()
      } catch (error) {
        log.error({ error }, 'metrics could not be rolled up; it is tried again')
      }
    })
  }, EVERY_MS)
  timer.unref()

  return {
    async stop() {
      stopping = true
      clearInterval(timer)
      await running
    },
  }
}

/** Up to when roll-ups are complete, of all sources; asked for every question over a long range, so remembered for a moment. */
export function rolledUntil(control: Pick<ControlPlane, 'query'>, nowMs: () => number): () => Promise<bigint> {
  const marks = createRollupMarks(control)
  let known = { atMs: Number.NEGATIVE_INFINITY, ns: 0n }
  return async () => {
    if (nowMs() - known.atMs > 5_000) {
      const seconds = await marks.earliest()
      const minute = seconds === undefined ? 0 : Math.floor((seconds - SETTLED_SECONDS) / 60) * 60
      known = { atMs: nowMs(), ns: BigInt(minute) * 1_000_000_000n }
    }
    return known.ns
  }
}
