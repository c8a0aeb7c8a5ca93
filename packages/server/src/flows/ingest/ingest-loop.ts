/**
 * The ingest thread's work: takes submissions one after another, runs the pipeline, gathers rows, and answers when the
 * main thread says that they are in the tables. Knows no thread itself: it is given a way to send, so tests run it inline.
 */
import { createHash } from 'node:crypto'
import { GroupCommit, type GroupLimits, type Member, type RowSink } from './group-commit.ts'
import type { Receipt, Submission } from './intake.ts'
import type { FromThread, RejectedFact, Told, ToThread } from './messages.ts'
import { ending, type Pipeline, receiptOf, runPipeline } from './pipeline.ts'
import { RecentRequests } from './recent-requests.ts'
import type { Reload, StoredTraces } from './reload.ts'

export interface IngestLoopOptions {
  /** Built with a way to read back stored traces. */
  pipeline: (reload: Reload) => Pipeline
  sink: RowSink
  limits: GroupLimits
  nowMs: () => number
  send: (message: FromThread, transfer: ArrayBuffer[]) => void
  /** A group was not stored: what was remembered as written is not. */
  onLost?: () => void
  /** Something for the stages, between two requests. */
  onTold?: (message: Told) => void | Promise<void>
  /** A bug in a stage: told, so that it can be logged; the request is answered as failed. */
  onBug: (error: unknown) => void
}

const REPEAT_WINDOW_MS = 10 * 60_000
const REPEATS_REMEMBERED = 200_000
const REPORTED_PER_REQUEST = 20

export class IngestLoop {
  private readonly options: IngestLoopOptions
  private readonly pipeline: Pipeline
  private readonly commit: GroupCommit
  private readonly recent = new RecentRequests(REPEAT_WINDOW_MS, REPEATS_REMEMBERED)
  private readonly reloads = new Map<number, { resolve: (stored: StoredTraces) => void; reject: (error: Error) => void }>()
  private nextReload = 1
  private tail: Promise<void> = Promise.resolve()

  constructor(options: IngestLoopOptions) {
    this.options = options
    this.pipeline = options.pipeline((project, traceIds) => this.reload(project, traceIds))
    this.commit = new GroupCommit(options.limits, options.sink, ({ number, blocks, facts }) => {
      options.send(
        { type: 'commit', group: number, blocks, facts },
        blocks.map((block) => block.bytes.buffer),
      )
    })
  }

  receive(message: ToThread): void {
    switch (message.type) {
      case 'submit':
        this.tail = this.tail
          .then(() => this.take(message.id, message.submission, message.receivedAtMs))
          .then(() => this.giveBack(message.submission.body))
        return
      case 'settled':
        for (const memory of message.memory) this.options.sink.reuse(memory)
        return this.settle(message.group, message.stored)
      case 'reloaded':
        return this.reloaded(message.request, message.stored)
      case 'policies':
      case 'forget':
        // In the order they came: what is before them in the queue was sent under the old word.
        this.tail = this.tail.then(() => this.options.onTold?.(message)).catch(this.options.onBug)
        return
      case 'drain':
        this.tail = this.tail.then(() => this.commit.drain()).then(() => this.options.send({ type: 'drained' }, []))
    }
  }

  /** Records hold copies, never views, of their body. */
  private giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    this.options.send({ type: 'spent', memory: buffer }, [buffer])
  }

  private async take(id: number, submission: Submission, receivedAtMs: number): Promise<void> {
    const digest = digestOf(submission)
    const known = this.recent.claim(digest, this.options.nowMs())
    if (known?.state === 'stored') return this.answer([[id, known.receipt]])
    if (known) {
      known.waiting.push(id)
      return
    }
    try {
      await this.process({ id, digest }, submission, receivedAtMs)
    } catch (error) {
      this.options.onBug(error)
      this.end({ id, digest }, ending('failed', 'the request could not be processed'))
    }
  }

  private async process(member: { id: number; digest: string }, submission: Submission, receivedAtMs: number): Promise<void> {
    const done = await runPipeline(this.pipeline, submission, receivedAtMs)
    if ('receipt' in done) return this.end(member, done.receipt, submission)
    const receipt = receiptOf(done.batch)
    if (done.batch.accepted === 0) return this.end(member, receipt, submission)
    this.report(submission, receipt, receivedAtMs)
    this.commit.add(done.batch, { ...member, receipt })
    await this.commit.room()
  }

  /** Answers a request of which nothing goes to the engine, and those that repeat it. */
  private end(member: { id: number; digest: string }, receipt: Receipt, submission?: Submission): void {
    if (submission) this.report(submission, receipt, this.options.nowMs())
    const waiting = this.recent.forget(member.digest)
    this.answer([member.id, ...waiting].map((id) => [id, receipt]))
  }

  private settle(number: number, stored: boolean): void {
    const group = this.commit.settle(number)
    if (!group) return
    if (!stored) this.options.onLost?.()
    this.answer(group.members.flatMap((member) => (stored ? this.acknowledge(member) : this.disappoint(member))))
  }

  private acknowledge({ id, digest, receipt }: Member): [number, Receipt][] {
    const waiting = this.recent.stored(digest, receipt, this.options.nowMs())
    return [[id, receipt], ...waiting.map((other): [number, Receipt] => [other, { ...receipt, outcome: 'repeated' }])]
  }

  private disappoint({ id, digest }: Member): [number, Receipt][] {
    const receipt = ending('failed', 'the engine did not store the rows')
    return [id, ...this.recent.forget(digest)].map((each) => [each, receipt])
  }

  private answer(receipts: [number, Receipt][], rejected: RejectedFact[] = []): void {
    this.options.send({ type: 'receipts', receipts, rejected }, [])
  }

  /** Keeps the reasons of what is rejected where an operator can look them up. */
  private report(submission: Submission, receipt: Receipt, atMs: number): void {
    const { project, kind } = submission
    const whole = receipt.message ? [{ index: -1, path: '', message: receipt.message }] : []
    const rejected = [...whole, ...receipt.errors.slice(0, REPORTED_PER_REQUEST)].map((error) => ({ project, kind, atMs, ...error }))
    if (rejected.length > 0) this.answer([], rejected)
  }

  private reload(project: string, traceIds: readonly string[]): Promise<StoredTraces> {
    const request = this.nextReload++
    this.options.send({ type: 'reload', request, project, traceIds: [...traceIds] }, [])
    return new Promise((resolve, reject) => this.reloads.set(request, { resolve, reject }))
  }

  private reloaded(request: number, stored: StoredTraces | undefined): void {
    const waiting = this.reloads.get(request)
    this.reloads.delete(request)
    if (stored) waiting?.resolve(stored)
    else waiting?.reject(new Error('the stored parts of a trace could not be read'))
  }
}

/** Two requests are the same when project, kind, format and bytes are. */
function digestOf({ project, kind, format, body }: Submission): string {
  return createHash('sha1').update(`${project}\0${kind}\0${format}\0`).update(body).digest('base64')
}
