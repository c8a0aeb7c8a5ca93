/** Pricing stored calls again, as jobs: compare, show, and write only when told to. One process of all does the work. */
import { randomUUID } from 'node:crypto'
import type { NewRepricing, Repricing } from '@relayscope/contract'
import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import type { Pricer } from '../../flows/price/index.ts'
import { readSearch } from '../../flows/query/search.ts'
import { isoTime, readTime, resolveRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import type { Log } from '../../kit/log.ts'
import type { Lease, Leases } from '../../planes/control/plane.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type Amendment, amend } from './amend.ts'
import { PriceDifference } from './price-difference.ts'
import type { RepricingStore, StoredRepricing } from './repricing-store.ts'
import { scanCalls } from './scan-calls.ts'

export interface Repricings {
  create(project: string, by: string, asked: NewRepricing): Promise<Repricing>
  list(project: string): Promise<Repricing[]>
  get(project: string, id: string): Promise<Repricing>
  apply(project: string, id: string): Promise<Repricing>
  cancel(project: string, id: string): Promise<Repricing>
  /** Does the jobs there are, and those to come. */
  start(): Promise<void>
  stop(): Promise<void>
}

export interface RepricingParts {
  telemetry: TelemetryPlane
  store: RepricingStore
  leases: Leases
  pricer: Pricer
  clock: Clock
  log: Log
  /** How often a job is looked for that another process left: it may have been killed in the middle of one. Default: half a minute. */
  everyMs?: number
}

const EVERY_MS = 30_000
const LEASE = 'repricing'
const LEASE_MS = 60_000

export function createRepricings(parts: RepricingParts): Repricings {
  const { store, clock } = parts
  const runner = createRunner(parts)
  const now = (): Date => new Date(clock.nowMs())

  async function found(project: string, id: string): Promise<StoredRepricing> {
    const job = await store.find(project, id)
    if (!job) throw httpError('not_found', 'there is no such repricing')
    return job
  }

  return {
    async create(project, by, { from, to, q = '' }) {
      const range = resolveRange({ from, to }, clock)
      readSearch(q, {}, INTERACTION_FIELDS)
      const document = {
        from: isoTime(range.fromNs),
        to: isoTime(range.toNs),
        q,
        progress: 0,
        difference: null,
        written: 0,
        error: null,
        createdBy: by,
      }
      const job: StoredRepricing = { id: randomUUID(), project, state: 'comparing', document, createdAt: now(), updatedAt: now() }
      await store.insert(job)
      return present(job)
    },
    list: async (project) => (await store.list(project)).map(present),
    get: async (project, id) => present(await found(project, id)),
    async apply(project, id) {
      const job = await found(project, id)
      const document = { ...job.document, progress: 0 }
      const moved = await store.move({ id, document }, ['compared'], 'writing', now())
      if (!moved) throw httpError('conflict', `only a repricing that is compared can be written; this one is ${job.state}`)
      return present(moved)
    },
    async cancel(project, id) {
      const job = await found(project, id)
      return present((await store.move(job, ['comparing', 'compared', 'writing'], 'cancelled', now())) ?? job)
    },
    start: runner.start,
    stop: runner.stop,
  }
}

function present({ id, state, document, createdAt, updatedAt }: StoredRepricing): Repricing {
  return { ...document, id, state, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
}

function createRunner(parts: RepricingParts): Pick<Repricings, 'start' | 'stop'> {
  const { store, leases, log, everyMs = EVERY_MS } = parts
  const holder = randomUUID()
  let stopping = false
  let running: Promise<void> | undefined
  let again = false
  let timer: NodeJS.Timeout | undefined
  const isStopping = (): boolean => stopping
  const nextJob = async (): Promise<StoredRepricing | undefined> => (stopping ? undefined : store.next())

  async function runAll(): Promise<void> {
    const lease = await leases.acquire(LEASE, holder, LEASE_MS)
    if (!lease) return
    try {
      for (let job = await nextJob(); job; job = await nextJob()) await runJob(parts, job, lease, isStopping)
    } finally {
      await leases.release(lease)
    }
  }

  function wake(): void {
    if (stopping) return
    again = true
    running ??= (async () => {
      while (again && !isStopping()) {
        again = false
        await runAll().catch((error: unknown) => log.error({ error }, 'repricing stopped; it is taken up again'))
      }
      running = undefined
    })()
  }

  return {
    async start() {
      await store.onChange(wake)
      timer = setInterval(wake, everyMs)
      timer.unref()
      wake()
    },
    async stop() {
      stopping = true
      clearInterval(timer)
      await running
    },
  }
}

async function runJob(parts: RepricingParts, job: StoredRepricing, lease: Lease, isStopping: () => boolean): Promise<void> {
  const { telemetry, store, leases, pricer, clock, log } = parts
  const { state, project, document } = job
  // What is written is what was shown; taken up again in the middle, only the rest would still differ.
  const writes = state === 'writing'
  const difference = new PriceDifference(pricer, project)
  const at = (): Date => new Date(clock.nowMs())
  const range = { fromNs: readTime(document.from, 0n) ?? 0n, toNs: readTime(document.to, 0n) ?? 0n }
  try {
    const terms = readSearch(document.q, {}, INTERACTION_FIELDS)
    const done = await scanCalls({ telemetry, clock }, project, range, terms, async (calls, progress) => {
      const amendments = calls.map((row) => difference.add(row)).filter((each): each is Amendment => each !== undefined)
      if (writes) await amend(telemetry, project, amendments, clock.nowMs())
      document.progress = progress
      if (writes) document.written += amendments.length
      else document.difference = difference.result()
      // Somebody may have cancelled it, and another process may have taken the lease.
      return !isStopping() && (await leases.renew(lease, LEASE_MS)) && (await store.move(job, [state], state, at())) !== undefined
    })
    if (done)
      await store.move(
        { ...job, document: { ...document, progress: 1, difference: writes ? document.difference : difference.result() } },
        [state],
        writes ? 'done' : 'compared',
        at(),
      )
  } catch (error) {
    log.error({ error, job: job.id }, 'a repricing failed')
    await store.move(
      { ...job, document: { ...document, error: 'it could not be finished; the log has the reason' } },
      [state],
      'failed',
      at(),
    )
  }
}
