/**
 * Scrapes every target at its interval, in one process of all. Targets begin at different moments, so that they do not
 * all answer at once; one that is still being scraped is not scraped a second time.
 */
import { createHash, randomUUID } from 'node:crypto'
import { type KnownTarget, type ScrapeState, secondsOf } from '@relayscope/contract'
import type { Intake } from '../../flows/ingest/intake.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import type { Lease, Leases } from '../../planes/control/plane.ts'
import { NOT_YET, scrapeOnce } from './scrape.ts'
import type { TargetRecord } from './store.ts'
import type { Targets } from './targets.ts'

export interface ScrapeParts {
  targets: Targets
  intake: Intake
  leases: Leases
  clock: Clock
  log: Log
}

export interface Scraper {
  start(): void
  stop(): Promise<void>
  /** How the target was at its last scrape by this process. */
  state(id: string): ScrapeState
  known(record: TargetRecord): KnownTarget
  /** One round: scrapes what is due. Resolves when those are done. */
  round(): Promise<void>
}

const TICK_MS = 1_000
const REFRESH_MS = 5_000
const LEASE_MS = 30_000
const LEASE = 'scrape'
const MAX_AT_ONCE = 32

export function createScraper(parts: ScrapeParts): Scraper {
  const scraping = new Scraping(parts)
  let timer: NodeJS.Timeout | undefined
  const state = (id: string): ScrapeState => scraping.states.get(id) ?? NOT_YET
  return {
    start() {
      timer = setInterval(() => void scraping.tick(), TICK_MS)
      timer.unref()
    },
    async stop() {
      clearInterval(timer)
      await scraping.stop()
    },
    state,
    known: ({ id, source, target, authorization }) => ({ ...target, id, source, state: state(id), authorization: shown(authorization) }),
    round: () => scraping.tick(),
  }
}

/** Without what is secret. */
function shown(authorization: TargetRecord['authorization']): KnownTarget['authorization'] {
  if (authorization === undefined) return null
  return authorization.type === 'basic' ? { type: 'basic', username: authorization.username } : { type: 'bearer' }
}

class Scraping {
  readonly states = new Map<string, ScrapeState>()
  private readonly parts: ScrapeParts
  private readonly holder = randomUUID()
  private readonly running = new Map<string, Promise<void>>()
  private readonly due = new Map<string, number>()
  private list: TargetRecord[] = []
  private refreshedMs = Number.NEGATIVE_INFINITY
  private lease: Lease | undefined
  private renewedMs = 0
  private stopping = false

  constructor(parts: ScrapeParts) {
    this.parts = parts
  }

  async tick(): Promise<void> {
    try {
      const nowMs = this.parts.clock.nowMs()
      if (nowMs - this.refreshedMs >= REFRESH_MS) await this.refresh(nowMs)
      if (this.list.length === 0 || this.stopping || !(await this.leads(nowMs))) return
      const started = this.list.filter((record) => this.isDue(record, nowMs)).slice(0, MAX_AT_ONCE - this.running.size)
      await Promise.all(started.map((record) => this.begin(record, nowMs)))
    } catch (error) {
      this.parts.log.error({ error }, 'scraping does not go on; it is tried again')
    }
  }

  async stop(): Promise<void> {
    this.stopping = true
    await Promise.all(this.running.values())
    if (this.lease) await this.parts.leases.release(this.lease)
  }

  private async refresh(nowMs: number): Promise<void> {
    this.refreshedMs = nowMs
    this.list = (await this.parts.targets.all()).filter(({ target }) => target.enabled)
    const ids = new Set(this.list.map(({ id }) => id))
    for (const id of this.states.keys()) if (!ids.has(id)) this.states.delete(id)
    for (const id of this.due.keys()) if (!ids.has(id)) this.due.delete(id)
  }

  private async leads(nowMs: number): Promise<boolean> {
    const { leases } = this.parts
    if (this.lease && nowMs - this.renewedMs < LEASE_MS / 3) return true
    if (this.lease && !(await leases.renew(this.lease, LEASE_MS))) this.lease = undefined
    this.lease ??= await leases.acquire(LEASE, this.holder, LEASE_MS)
    this.renewedMs = nowMs
    return this.lease !== undefined
  }

  /** The first time within its interval at a moment of its own; then at that moment again and again. */
  private isDue({ id, target }: TargetRecord, nowMs: number): boolean {
    if (this.running.has(id)) return false
    const intervalMs = secondsOf(target.interval) * 1000
    const at = this.due.get(id)
    if (at === undefined) {
      const share = createHash('sha256').update(id).digest().readUInt32LE(0) / 2 ** 32
      this.due.set(id, nowMs + Math.min(intervalMs, 5_000) * share)
      return false
    }
    if (nowMs < at) return false
    this.due.set(id, at + Math.ceil((nowMs - at + 1) / intervalMs) * intervalMs)
    return true
  }

  private begin(record: TargetRecord, nowMs: number): Promise<void> {
    const { intake, clock, log } = this.parts
    const done = scrapeOnce(record, intake, clock)
      .then((state) => void this.states.set(record.id, state))
      .catch((error: unknown) => {
        log.error({ error, target: record.id, atMs: nowMs }, 'a scrape failed in a way it should not')
      })
      .finally(() => void this.running.delete(record.id))
    this.running.set(record.id, done)
    return done
  }
}
