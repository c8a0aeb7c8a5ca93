/** Empties the buffer into the server: one request at a time, again after a while when that may help, and never for ever. */
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { context, ROOT_CONTEXT } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import { kindOf, type Guard } from '../guard.ts'
import type { ExportOptions } from '../types.ts'
import { backoffMs, outcomeOf, retryAfterMs } from './answers.ts'
import type { Post } from './post.ts'
import type { WaitingItems } from './waiting-items.ts'

const compress = promisify(gzip)

/** One request's worth. */
export interface Outgoing {
  readonly count: number
  encode(): Uint8Array
}

/** Where what is to be sent waits, and how it goes over the wire. */
export interface Outbox {
  readonly items: Pick<WaitingItems<never>, 'counts' | 'count' | 'settle' | 'onWaiting'>
  readonly contentType: string
  /** The items in the plural, for people. */
  readonly what: string
  take(): Outgoing | undefined
  /** How many the server left out of a request that it took. */
  rejected(answer: Uint8Array, sent: number): number
}

export interface SenderParts {
  buffer: Outbox
  guard: Guard
  post: Post
  headers: Record<string, string>
  gzip: boolean
  options: Required<ExportOptions>
  random: () => number
}

export class Sender {
  private readonly parts: SenderParts
  private timer: NodeJS.Timeout | undefined
  private running: Promise<void> | undefined
  /** Ends a wait between two tries. */
  private hurry = new AbortController()
  private stopped = false
  private readonly quiet = suppressTracing(ROOT_CONTEXT)

  constructor(parts: SenderParts) {
    this.parts = parts
    parts.buffer.items.onWaiting = (full) => this.notice(full)
  }

  /** Resolves when nothing waits any more, or after `deadlineMs`. Keeps the process alive meanwhile. */
  async flush(deadlineMs: number): Promise<void> {
    const deadline = new AbortController()
    const late = wait(deadlineMs, undefined, { signal: deadline.signal }).catch(() => undefined)
    this.hurry.abort()
    await Promise.race([late, this.emptied()])
    deadline.abort()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    this.hurry.abort()
  }

  private async emptied(): Promise<void> {
    while (this.parts.buffer.items.count > 0 && !this.stopped) await this.run()
  }

  private notice(full: boolean): void {
    if (this.running !== undefined || this.stopped) return
    if (full) {
      void this.run()
      return
    }
    this.timer ??= setTimeout(() => void this.run(), this.parts.options.delayMs).unref()
  }

  private run(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    this.running ??= context
      .with(this.quiet, () => this.sendAll())
      .catch((error: unknown) => this.parts.guard.failed('export', error))
      .finally(() => {
        this.running = undefined
        if (this.parts.buffer.items.count > 0) this.notice(false)
      })
    return this.running
  }

  private async sendAll(): Promise<void> {
    const { buffer } = this.parts
    for (let batch = buffer.take(); batch !== undefined && !this.stopped; batch = buffer.take()) {
      try {
        await this.sendBatch(batch)
      } finally {
        buffer.items.settle()
      }
    }
  }

  private async sendBatch(batch: Outgoing): Promise<void> {
    const { counts } = this.parts.buffer.items
    const { maxAttempts, backoffMs: firstMs, maxBackoffMs } = this.parts.options
    const body = await this.bodyOf(batch)
    for (let attempt = 1; ; attempt++) {
      const { outcome, retryMs } = await this.attempt(body, batch.count)
      if (this.stopped || outcome === 'stored') return
      if (outcome === 'refused' || attempt >= maxAttempts) {
        counts[outcome === 'refused' ? 'refused' : 'retriesExhausted'] += batch.count
        const { what } = this.parts.buffer
        this.parts.guard.warn(`dropped/${what}/${outcome}`, `${what} are dropped and counted: ${counts.lastFailure ?? 'the export failed'}`)
        return
      }
      counts.retries++
      await this.pause(retryMs ?? backoffMs(attempt, firstMs, maxBackoffMs, this.parts.random))
      if (this.stopped) return
    }
  }

  private async bodyOf(batch: Outgoing): Promise<Uint8Array> {
    const plain = batch.encode()
    return this.parts.gzip ? compress(plain) : plain
  }

  private async attempt(body: Uint8Array, sent: number): Promise<{ outcome: ReturnType<typeof outcomeOf>; retryMs?: number }> {
    const { buffer } = this.parts
    const { counts } = buffer.items
    counts.requests++
    try {
      const headers: Record<string, string> = { ...this.parts.headers, 'content-type': buffer.contentType }
      if (this.parts.gzip) headers['content-encoding'] = 'gzip'
      const answer = await this.parts.post(body, headers, this.parts.options.timeoutMs)
      const outcome = outcomeOf(answer)
      counts.lastFailure = outcome === 'stored' ? undefined : `the server answered ${answer.status}`
      // After the deadline of a shutdown, the buffer has counted these items already.
      if (outcome === 'stored' && !this.stopped) {
        const rejected = buffer.rejected(answer.body, sent)
        counts.refused += rejected
        counts.exported += sent - rejected
      }
      return { outcome, retryMs: retryAfterMs(answer.retryAfter, Date.now()) }
    } catch (error) {
      counts.lastFailure = `no answer from the server (${codeOf(error)})`
      return { outcome: 'again' }
    }
  }

  private async pause(ms: number): Promise<void> {
    this.hurry = new AbortController()
    await wait(ms, undefined, { signal: this.hurry.signal, ref: false }).catch(() => undefined)
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string') return code
  return error instanceof Error && error.message === 'timeout' ? 'timeout' : kindOf(error)
}
