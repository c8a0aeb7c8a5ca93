/** Work that is done again and again, in one process of all: whoever gets the lease does it, pass after pass, never two at once. */
import { randomUUID } from 'node:crypto'
import type { Log } from '../../kit/log.ts'
import type { Leases } from './plane.ts'

/** Asked between steps; false: the process stops, or another one has the lease now. Yes holds the lease for its whole length again. */
export type GoOn = () => Promise<boolean>

export interface LeasedJobParts {
  leases: Leases
  log: Log
  /** Of the lease. */
  name: string
  leaseMs: number
  everyMs: number
  work(goOn: GoOn): Promise<unknown>
  /** Said with the error of a pass that failed; the next one tries again. */
  failure: string
  /** A turn that is not due is left out before the lease is asked for. */
  isDue?(): boolean
}

export interface LeasedJob {
  start(): void
  /** Waits for the pass that is under way. */
  stop(): Promise<void>
}

export function createLeasedJob({ leases, log, name, leaseMs, everyMs, work, failure, isDue }: LeasedJobParts): LeasedJob {
  const holder = randomUUID()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let stopping = false

  async function pass(): Promise<void> {
    if (stopping || isDue?.() === false) return
    const lease = await leases.acquire(name, holder, leaseMs)
    if (!lease) return
    try {
      await work(async () => !stopping && leases.renew(lease, leaseMs))
    } finally {
      await leases.release(lease)
    }
  }

  return {
    start() {
      timer = setInterval(() => {
        running = running.then(pass).catch((error: unknown) => log.error({ error }, failure))
      }, everyMs)
      timer.unref()
    },
    async stop() {
      stopping = true
      clearInterval(timer)
      await running
    },
  }
}
