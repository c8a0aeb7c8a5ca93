/** What-if runs: started, watched, ended and kept. One works at a time in a process; the others wait. */
import type { WhatIfBody, WhatIfResult, WhatIfRun, WhatIfRunDetail } from '@relayscope/contract'
import { DECISION_FIELDS } from '@relayscope/contract/search'
import { readSearch } from '../../../flows/query/search.ts'
import { DAY_NS, isoTime, resolveRange } from '../../../flows/query/time-range.ts'
import { httpError } from '../../../kit/http.ts'
import { createIds } from '../../../kit/ids.ts'
import type { Log } from '../../../kit/log.ts'
import { candidateOf } from '../replay/find-policy.ts'
import type { Policies } from '../room.ts'
import { shownDetail, shownRun, type StoredQuestion } from './present-run.ts'
import { runWhatIf, type RunParts, type RunQuestion } from './run.ts'
import type { RunStore } from '../store.ts'

export interface WhatIfs {
  start(project: string, author: string, asked: WhatIfBody): Promise<WhatIfRun>
  list(project: string, filter: { policyId?: string | undefined; version?: string | undefined }, limit: number): Promise<WhatIfRun[]>
  get(project: string, id: string): Promise<WhatIfRunDetail>
  cancel(project: string, id: string): Promise<WhatIfRun>
  /** Ends the run that works and those that wait. */
  stop(): Promise<void>
}

export interface WhatIfParts extends RunParts {
  store: RunStore
  policies: Policies
  log: Log
}

const LENGTH_NS = 7n * DAY_NS
const MOST_WAITING = 20
const HEARTBEAT_MS = 500

interface Waiting {
  id: string
  question: RunQuestion
}

/** Thrown by a watcher: somebody wants the run to end. */
class Cancelled extends Error {}

export function createWhatIfs(parts: WhatIfParts): WhatIfs {
  const { store, policies, clock } = parts
  const ids = createIds(clock)
  const line = new RunLine(parts)

  return {
    async start(project, author, asked) {
      const range = resolveRange(asked, clock, { lengthNs: LENGTH_NS })
      const terms = readSearch(asked.q, {}, DECISION_FIELDS)
      const candidate = asked.policy && (await candidateOf(policies, project, asked.policy))
      if (line.waiting >= MOST_WAITING)
        throw httpError('overloaded', 'too many runs are waiting; try again when one is over', { retryAfterSeconds: 10 })
      const id = ids.uuid()
      const now = new Date(clock.nowMs())
      const stored: StoredQuestion = {
        from: isoTime(range.fromNs),
        to: isoTime(range.toNs),
        q: asked.q ?? null,
        policy: candidate ? nameOf(candidate.named) : null,
        prices: asked.prices,
        unavailable: asked.unavailable,
      }
      const row = {
        id,
        project,
        name: asked.name ?? null,
        status: 'queued' as const,
        question: stored,
        policyId: candidate?.named.number === null ? null : (candidate?.named.id ?? null),
        policyVersion: candidate?.named.version ?? null,
        progress: { done: 0, total: 0, stage: 'waiting' },
        author,
        createdAt: now,
        heardAt: now,
      }
      await store.insert(row)
      line.add({
        id,
        question: {
          search: { project, range, terms },
          compiled: candidate?.deciding.compiled,
          prices: asked.prices,
          unavailable: asked.unavailable,
        },
      })
      return shownRun({ ...row, summary: null, error: null, cancel: false, tookMs: null, finishedAt: null }, clock.nowMs())
    },
    list: async (project, filter, limit) => (await store.list(project, filter, limit)).map((row) => shownRun(row, clock.nowMs())),
    async get(project, id) {
      const row = await store.find(project, id)
      if (!row) throw httpError('not_found', 'this project has no such run')
      return shownDetail(row, clock.nowMs())
    },
    async cancel(project, id) {
      const row = await store.find(project, id)
      if (!row) throw httpError('not_found', 'this project has no such run')
      await line.cancel(id)
      return shownRun((await store.find(project, id)) ?? row, clock.nowMs())
    },
    stop: () => line.stop(),
  }
}

const nameOf = ({ id, version, number, label }: { id: string | null; version: string; number: number | null; label: string | null }) => ({
  id,
  version,
  number,
  label,
})

/** The runs of this process, first come, first served. */
class RunLine {
  private readonly parts: WhatIfParts
  private readonly line: Waiting[] = []
  private readonly ended = new Set<string>()
  private working: Promise<void> | undefined
  private current: string | undefined

  constructor(parts: WhatIfParts) {
    this.parts = parts
  }

  get waiting(): number {
    return this.line.length
  }

  add(waiting: Waiting): void {
    this.line.push(waiting)
    this.working ??= this.work().finally(() => {
      this.working = undefined
    })
  }

  async cancel(id: string): Promise<void> {
    const at = this.line.findIndex((each) => each.id === id)
    if (at >= 0) {
      this.line.splice(at, 1)
      await this.finish(id, { status: 'cancelled' })
    } else if (this.current === id) this.ended.add(id)
    // It may work in another process, which reads this at its next step.
    else await this.parts.store.update(id, { cancel: true })
  }

  async stop(): Promise<void> {
    const waiting = this.line.splice(0)
    if (this.current !== undefined) this.ended.add(this.current)
    await Promise.all(waiting.map(({ id }) => this.finish(id, { status: 'cancelled', error: 'the server stopped' })))
    await this.working
  }

  private async work(): Promise<void> {
    for (let next = this.line.shift(); next !== undefined; next = this.line.shift()) {
      this.current = next.id
      await this.one(next).catch((error: unknown) => this.parts.log.error({ error }, 'a what-if run could not be written down'))
      this.ended.delete(next.id)
      this.current = undefined
    }
  }

  private async one({ id, question }: Waiting): Promise<void> {
    const { clock, log, store } = this.parts
    const startedMs = clock.nowMs()
    let heardMs = startedMs
    const told = (done: number, total: number, stage: string) => ({
      status: 'running' as const,
      progress: { done, total, stage },
      heardAt: new Date(clock.nowMs()),
    })
    await store.update(id, told(0, 0, 'reading'))
    try {
      const result = await runWhatIf(this.parts, question, {
        progress: (done, total, stage) => {
          if (this.ended.has(id)) throw new Cancelled()
          if (clock.nowMs() - heardMs < HEARTBEAT_MS) return
          heardMs = clock.nowMs()
          void store.update(id, told(done, total, stage)).then(
            (row) => row?.cancel === true && this.ended.add(id),
            (error: unknown) => log.warn({ error }, 'the progress of a what-if run could not be written down'),
          )
        },
      })
      if (this.ended.has(id)) throw new Cancelled()
      await this.finish(id, {
        status: 'done',
        result,
        summary: summaryOf(result),
        progress: { done: result.requests, total: result.requests, stage: 'over' },
        tookMs: clock.nowMs() - startedMs,
      })
    } catch (error) {
      if (error instanceof Cancelled) return this.finish(id, { status: 'cancelled' })
      log.error({ error }, 'a what-if run failed')
      return this.finish(id, { status: 'failed', error: 'the run could not be ended; the log of the server says more' })
    }
  }

  private async finish(id: string, change: Parameters<RunStore['update']>[1]): Promise<void> {
    const now = new Date(this.parts.clock.nowMs())
    await this.parts.store.update(id, { ...change, finishedAt: now, heardAt: now })
  }
}

function summaryOf({ requests, changed, changedShare, cost, outcome }: WhatIfResult): WhatIfRun['summary'] {
  const failing = ({ error, rejected }: { error: number; rejected: number }) => error + rejected
  const newlyFailing = Math.max(failing(outcome.after) - failing(outcome.before), 0)
  return { requests, changed, changedShare, deltaUsd: cost.deltaUsd, newlyFailing }
}
