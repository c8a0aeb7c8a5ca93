/**
 * Stores groups that hold decisions, each group's rows linked to what was stored before. One writer at a time goes on with the
 * chains, of all processes: a lease says who. Heads are remembered while nobody else wrote, and read anew when somebody
 * did, or when it is not known whether a group was stored.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { beginning, type ChainHead, chainKey, linkRows } from '../../flows/ingest/decision-chain.ts'
import type { Block, ChainRun } from '../../flows/ingest/messages.ts'
import { EngineError } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import type { Lease, Leases } from '../../planes/control/plane.ts'
import type { ChainHeads } from './chain-heads.ts'

export interface DecisionChain {
  /** Resolves when every row of the blocks is in its table. */
  store(blocks: Block[], insert: (blocks: Block[]) => Promise<void>): Promise<void>
}

export interface DecisionChainParts {
  heads: ChainHeads
  leases: Leases
  /** Names this process. */
  holder: string
  nowMs: () => number
  log: Log
}

const LEASE = 'decision-chain'
/** A process that dies keeps the others from the chains for this long. */
const LEASE_MS = 10_000
const RENEW_MS = 3_000
const POLL_MS = 25
/** Longer than a lease lasts, shorter than a sender waits. */
const PATIENCE_MS = 25_000
/** For so long after another process wrote, this one leaves it room to come in between. */
const CONTENDED_MS = 10_000
const REMEMBERED_HEADS = 1000

export function createDecisionChain(parts: DecisionChainParts): DecisionChain {
  const writer = new ChainWriter(parts)
  let last: Promise<unknown> = Promise.resolve()
  return {
    store(blocks, insert) {
      const log = blocks.find(({ table }) => table === 'decision_log')
      const traces = blocks.find(({ table }) => table === 'decision_traces')
      if (!log || !traces) return insert(blocks)
      const stored = last.then(() => writer.store(log, traces, blocks, insert))
      last = stored.catch(() => {})
      return stored
    },
  }
}

class ChainWriter {
  private readonly parts: DecisionChainParts
  private readonly heads = new Map<string, ChainHead>()
  private lastToken = 0
  private contendedUntilMs = 0

  constructor(parts: DecisionChainParts) {
    this.parts = parts
  }

  async store(log: Block, traces: Block, blocks: Block[], insert: (blocks: Block[]) => Promise<void>): Promise<void> {
    const lease = await this.enter()
    const renewal = setInterval(() => void this.renew(lease), RENEW_MS)
    try {
      const after = linkRows(log, traces, await this.headsOf(log.runs ?? []))
      // The log first: a row of the index always leads to a record.
      await this.storeLog(log, after, insert)
      await insert(blocks.filter((block) => block !== log))
    } finally {
      clearInterval(renewal)
      await this.parts.leases.release(lease)
    }
  }

  private async storeLog(log: Block, after: Map<string, ChainHead>, insert: (blocks: Block[]) => Promise<void>): Promise<void> {
    try {
      await insert([log])
    } catch (error) {
      this.heads.clear()
      throw error
    }
    for (const run of log.runs ?? []) {
      const key = chainKey(run)
      const head = after.get(key)
      if (!head) continue
      after.delete(key)
      this.heads.set(key, head)
      await this.writeDown(run, head)
    }
    for (const key of this.heads.keys()) {
      if (this.heads.size <= REMEMBERED_HEADS) return
      this.heads.delete(key)
    }
  }

  /** A head that could not be written down is written down with the next group; the log itself says where to go on. */
  private async writeDown({ project, day }: ChainRun, head: ChainHead): Promise<void> {
    try {
      await this.parts.heads.writeDown(project, day, head)
    } catch (error) {
      this.parts.log.warn({ error }, 'the head of a chain of decisions could not be written down')
    }
  }

  private async headsOf(runs: readonly ChainRun[]): Promise<ReadonlyMap<string, ChainHead>> {
    for (const run of runs) {
      const key = chainKey(run)
      if (this.heads.has(key)) continue
      const { project, day } = run
      this.heads.set(key, (await this.parts.heads.read(project, day)) ?? beginning(project, day))
    }
    return this.heads
  }

  private async enter(): Promise<Lease> {
    const { leases, holder, nowMs } = this.parts
    const sinceMs = nowMs()
    if (sinceMs < this.contendedUntilMs) await sleep(POLL_MS * 2)
    for (;;) {
      const lease = await leases.acquire(LEASE, holder, LEASE_MS)
      if (lease) {
        this.noteOthers(lease)
        return lease
      }
      if (nowMs() - sinceMs > PATIENCE_MS) throw new EngineError('another process holds the chain of decisions', { retryable: true })
      await sleep(POLL_MS)
    }
  }

  /** Every acquisition raises the token by one: a larger step means that somebody else wrote. */
  private noteOthers({ token }: Lease): void {
    if (token !== this.lastToken + 1) {
      this.heads.clear()
      if (this.lastToken > 0) this.contendedUntilMs = this.parts.nowMs() + CONTENDED_MS
    }
    this.lastToken = token
  }

  private async renew(lease: Lease): Promise<void> {
    try {
      if (!(await this.parts.leases.renew(lease, LEASE_MS))) this.heads.clear()
    } catch (error) {
      this.parts.log.warn({ error }, 'the lease of the chains of decisions could not be renewed')
    }
  }
}
