/**
 * The main thread's side of the write flow: bounds what may wait, hands bodies to the ingest thread, puts the blocks it
 * returns into the telemetry plane, and only then lets the receipts go out.
 */
import type { Intake, Receipt, Submission } from './intake.ts'
import type { Block, FromThread, RejectedFact, StoredFact, Told, ToThread } from './messages.ts'
import { ending } from './pipeline.ts'
import type { Reload } from './reload.ts'
import { SpareMemory } from './spare-memory.ts'

/** The ingest thread as seen from here: a worker in the product, a plain loop in tests. */
export interface Thread {
  send(message: ToThread, transfer: ArrayBuffer[]): void
}

export interface ThreadIntakeOptions {
  /** Bytes of bodies that may be waiting for an answer. */
  queueBytes: number
  nowMs: () => number
  /** Resolves when every row of the blocks is in its table. */
  insert: (blocks: Block[]) => Promise<void>
  reload: Reload
  onStored?: (facts: StoredFact[]) => void
  onRejected?: (facts: RejectedFact[]) => void
  onFailure?: (error: unknown) => void
}

export interface IntakeState {
  queueBytes: number
  queueBytesLimit: number
  waitingRequests: number
  /** Age of the oldest request without an answer; 0 for none. */
  lagMs: number
  spansStored: number
  logsStored: number
  interactionsStored: number
  decisionsStored: number
  pointsStored: number
  recordsRejected: number
  requestsRefused: number
  commitsFailed: number
}

interface Waiting {
  bytes: number
  sinceMs: number
  resolve: (receipt: Receipt) => void
}

const SPARE_BYTES = 16 * 1024 * 1024

export class ThreadIntake implements Intake {
  readonly memory = new SpareMemory(SPARE_BYTES)
  private readonly options: ThreadIntakeOptions
  private readonly waiting = new Map<number, Waiting>()
  private thread: Thread | undefined
  private queueBytes = 0
  private nextId = 1
  private closed: string | undefined
  private drained: (() => void) | undefined
  private counts = {
    spansStored: 0,
    logsStored: 0,
    interactionsStored: 0,
    decisionsStored: 0,
    pointsStored: 0,
    recordsRejected: 0,
    requestsRefused: 0,
    commitsFailed: 0,
  }

  constructor(options: ThreadIntakeOptions) {
    this.options = options
  }

  attach(thread: Thread): void {
    this.thread = thread
  }

  submit(submission: Submission): Promise<Receipt> {
    const bytes = submission.body.byteLength
    if (this.closed !== undefined) return Promise.resolve(this.refuse(this.closed))
    // One body is always let in, so that a limit smaller than a request does not refuse it for ever.
    if (this.queueBytes > 0 && this.queueBytes + bytes > this.options.queueBytes)
      return Promise.resolve(this.refuse('too much is waiting to be stored'))
    const id = this.nextId++
    this.queueBytes += bytes
    const sinceMs = this.options.nowMs()
    return new Promise((resolve) => {
      this.waiting.set(id, { bytes, sinceMs, resolve })
      this.thread?.send({ type: 'submit', id, submission, receivedAtMs: sinceMs }, this.movable(submission.body))
    })
  }

  receive(message: FromThread): void {
    switch (message.type) {
      case 'commit':
        void this.store(message.group, message.blocks, message.facts)
        return
      case 'receipts':
        for (const [id, receipt] of message.receipts) this.answer(id, receipt)
        if (message.rejected.length > 0) this.options.onRejected?.(message.rejected)
        return
      case 'reload':
        void this.reload(message.request, message.project, message.traceIds)
        return
      case 'spent':
        return this.memory.give(message.memory)
      case 'drained':
        this.drained?.()
    }
  }

  /** The thread died with what it held: nobody waiting gets an acknowledgement. A new thread may be attached. */
  lost(reason: string): void {
    for (const id of [...this.waiting.keys()]) this.answer(id, ending('failed', reason))
    this.drained?.()
  }

  /** Says something to the stages. A thread that is started later is told from the outset. */
  tell(message: Told): void {
    this.thread?.send(message, [])
  }

  /** Takes nothing more and waits until everything taken has its answer. */
  async drain(): Promise<void> {
    if (this.closed !== undefined) return
    this.closed = 'the server is stopping'
    await new Promise<void>((resolve) => {
      this.drained = resolve
      this.thread?.send({ type: 'drain' }, [])
    })
  }

  state(): IntakeState {
    const [oldest] = this.waiting.values()
    return {
      queueBytes: this.queueBytes,
      queueBytesLimit: this.options.queueBytes,
      waitingRequests: this.waiting.size,
      lagMs: oldest ? this.options.nowMs() - oldest.sinceMs : 0,
      ...this.counts,
    }
  }

  /** A buffer that is a view of a larger one (Node's pool) must be copied, not moved: others live in it. */
  private movable(body: Uint8Array<ArrayBuffer>): ArrayBuffer[] {
    const alone = body.byteOffset === 0 && body.byteLength === body.buffer.byteLength
    return alone || this.memory.lent(body.buffer) ? [body.buffer] : []
  }

  private refuse(message: string): Receipt {
    this.counts.requestsRefused++
    return { ...ending('overloaded', message), retryAfterSeconds: 1 }
  }

  private answer(id: number, receipt: Receipt): void {
    const waiting = this.waiting.get(id)
    if (!waiting) return
    this.waiting.delete(id)
    this.queueBytes -= waiting.bytes
    if (receipt.outcome !== 'repeated') this.counts.recordsRejected += receipt.rejected
    waiting.resolve(receipt)
  }

  private async store(group: number, blocks: Block[], facts: StoredFact[]): Promise<void> {
    try {
      await this.options.insert(blocks)
    } catch (error) {
      this.counts.commitsFailed++
      this.options.onFailure?.(error)
      // Another table's insert may still be reading its block.
      this.thread?.send({ type: 'settled', group, stored: false, memory: [] }, [])
      return
    }
    for (const fact of facts) {
      this.counts.spansStored += fact.spans
      this.counts.logsStored += fact.logs
      this.counts.interactionsStored += fact.interactions
      this.counts.decisionsStored += fact.decisions
      this.counts.pointsStored += fact.points
    }
    const memory = blocks.map((block) => block.bytes.buffer)
    this.thread?.send({ type: 'settled', group, stored: true, memory }, memory)
    this.options.onStored?.(facts)
  }

  private async reload(request: number, project: string, traceIds: string[]): Promise<void> {
    try {
      const stored = await this.options.reload(project, traceIds)
      this.thread?.send({ type: 'reloaded', request, stored }, [])
    } catch (error) {
      this.options.onFailure?.(error)
      this.thread?.send({ type: 'reloaded', request, stored: undefined }, [])
    }
  }
}
