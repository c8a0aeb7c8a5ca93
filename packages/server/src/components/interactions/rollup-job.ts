/** Runs the roll-up of figures again and again, in one process of all, and tells readers how far it came. */
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { createLeasedJob, type LeasedJob } from '../../planes/control/leased-job.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type FiguresMark, OVERLAP_SECONDS, rollUpFigures, SETTLED_SECONDS } from './rollup.ts'

export type FiguresRollup = Pick<LeasedJob, 'stop'>

/** What a reader has to know of the roll-ups. */
export interface RolledFigures {
  /** Hours that ended before are there. */
  untilNs: bigint
  /** What arrived from here on may be missing. */
  sinceSeconds: number
}

const EVERY_MS = 60_000
/** A pass that took long (a month that was sent at once) is followed by so many times its length of rest: taking in goes first. */
const REST = 4
const LEASE_MS = 60_000
const LEASE = 'interaction-figures'
const REMEMBERED_MS = 5_000

export function startFiguresRollup(parts: { telemetry: TelemetryPlane; control: ControlPlane; clock: Clock; log: Log }): FiguresRollup {
  const { telemetry, control, clock, log } = parts
  const mark = createFiguresMark(control)
  let restUntilMs = Number.NEGATIVE_INFINITY
  const job = createLeasedJob({
    leases: control.leases,
    log,
    name: LEASE,
    leaseMs: LEASE_MS,
    everyMs: EVERY_MS,
    failure: 'figures of interactions could not be rolled up; it is tried again',
    isDue: () => clock.nowMs() >= restUntilMs,
    async work(goOn) {
      const beganMs = clock.nowMs()
      try {
        while (!(await rollUpFigures({ telemetry, mark, nowMs: clock.nowMs }, goOn)) && (await goOn()));
      } finally {
        restUntilMs = clock.nowMs() + REST * (clock.nowMs() - beganMs)
      }
    },
  })
  job.start()
  return job
}

export function createFiguresMark(control: Pick<ControlPlane, 'query'>): FiguresMark {
  return {
    async read() {
      const [row] = await control.query<{ done_until: Date }>("select done_until from figures_marks where name = 'interactions'")
      return row && Math.floor(row.done_until.getTime() / 1000)
    },
    async write(seconds) {
      await control.query(
        `insert into figures_marks (name, done_until) values ('interactions', $1)
         on conflict (name) do update set done_until = excluded.done_until`,
        [new Date(seconds * 1000)],
      )
    },
  }
}

/** Asked for every question over a long range, so remembered for a moment. */
export function rolledFigures(control: Pick<ControlPlane, 'query'>, nowMs: () => number): () => Promise<RolledFigures | undefined> {
  const mark = createFiguresMark(control)
  let known: { atMs: number; figures: RolledFigures | undefined } = { atMs: Number.NEGATIVE_INFINITY, figures: undefined }
  return async () => {
    if (nowMs() - known.atMs > REMEMBERED_MS) {
      const seconds = await mark.read()
      const figures =
        seconds === undefined ? undefined : { untilNs: hourBefore(seconds - SETTLED_SECONDS), sinceSeconds: seconds - OVERLAP_SECONDS }
      known = { atMs: nowMs(), figures }
    }
    return known.figures
  }
}

function hourBefore(seconds: number): bigint {
  return BigInt(seconds - (seconds % 3600)) * 1_000_000_000n
}
