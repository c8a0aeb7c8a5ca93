/** Runs the roll-up again and again, in one process of all. */
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { createLeasedJob, type LeasedJob } from '../../planes/control/leased-job.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { rollUp, SETTLED_SECONDS } from './rollup.ts'
import { createRollupMarks } from './store.ts'

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

export function startRollup({ telemetry, control, clock, log }: RollupJobParts): Pick<LeasedJob, 'stop'> {
  const marks = createRollupMarks(control)
  const job = createLeasedJob({
    leases: control.leases,
    log,
    name: LEASE,
    leaseMs: LEASE_MS,
    everyMs: EVERY_MS,
    failure: 'metrics could not be rolled up; it is tried again',
    async work(goOn) {
      // What was stored before there were roll-ups, or while nobody made any, takes several passes.
      for (let done = false; !done && (await goOn());) done = await rollUp({ telemetry, marks, nowMs: clock.nowMs }, goOn)
    },
  })
  job.start()
  return job
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
