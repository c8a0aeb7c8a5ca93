/**
 * Items until the server has answered for them. Bounded by number and bytes: what does not fit is dropped and counted.
 * One batch at a time is out for a request; it still counts as waiting.
 */
import type { Guard } from '../guard.ts'
import type { Stats } from '../types.ts'

export interface Counts {
  ended: number
  exported: number
  bufferFull: number
  refused: number
  retriesExhausted: number
  shutdown: number
  requests: number
  retries: number
  lastFailure: string | undefined
}

export const noCounts = (): Counts => ({
  ended: 0,
  exported: 0,
  bufferFull: 0,
  refused: 0,
  retriesExhausted: 0,
  shutdown: 0,
  requests: 0,
  retries: 0,
  lastFailure: undefined,
})

export interface BufferLimits {
  maxSpans: number
  maxBytes: number
}

export const BATCH_ITEMS = 512
export const BATCH_BYTES = 1024 * 1024

export class WaitingItems<Item> {
  readonly counts = noCounts()
  private waiting: Item[] = []
  private waitingBytes = 0
  private sending: { items: Item[]; bytes: number } | undefined
  private readonly limits: BufferLimits
  private readonly guard: Guard
  private readonly what: string
  private readonly sizeOf: (item: Item) => number
  private closed = false
  /** Called when there is something to send: `true` when a whole batch is there. */
  onWaiting: (full: boolean) => void = () => {}

  /** `what`: the items in the plural, for people. `sizeOf`: in bytes. */
  constructor(limits: BufferLimits, guard: Guard, what: string, sizeOf: (item: Item) => number) {
    this.limits = limits
    this.guard = guard
    this.what = what
    this.sizeOf = sizeOf
  }

  /** Counts one more. `false`: there is no room, so it need not be encoded. */
  admit(): boolean {
    this.counts.ended++
    if (this.closed) {
      this.counts.shutdown++
      return false
    }
    if (this.count < this.limits.maxSpans) return true
    this.full()
    return false
  }

  /** After `admit`. */
  add(item: Item): void {
    const size = this.sizeOf(item)
    if (this.byteCount + size > this.limits.maxBytes) {
      this.full()
      return
    }
    this.waiting.push(item)
    this.waitingBytes += size
    this.onWaiting(this.waiting.length >= BATCH_ITEMS || this.waitingBytes >= BATCH_BYTES)
  }

  get count(): number {
    return this.waiting.length + (this.sending?.items.length ?? 0)
  }

  get byteCount(): number {
    return this.waitingBytes + (this.sending?.bytes ?? 0)
  }

  /** The oldest items for one request. `settle` must be called for them. */
  take(): readonly Item[] | undefined {
    if (this.waiting.length === 0) return undefined
    let count = 0
    let bytes = 0
    while (count < this.waiting.length && count < BATCH_ITEMS) {
      const size = this.sizeOf(this.waiting[count])
      if (count > 0 && bytes + size > BATCH_BYTES) break
      bytes += size
      count++
    }
    this.sending = { items: this.waiting.splice(0, count), bytes }
    this.waitingBytes -= bytes
    return this.sending.items
  }

  settle(): void {
    this.sending = undefined
  }

  /** No more comes in; what still waits is dropped and counted. */
  close(): void {
    if (this.closed) return
    this.closed = true
    this.counts.shutdown += this.count
    this.waiting = []
    this.waitingBytes = 0
    this.sending = undefined
  }

  stats(): Stats {
    const { ended, exported, requests, retries, lastFailure, bufferFull, refused, retriesExhausted, shutdown } = this.counts
    return {
      ended,
      exported,
      dropped: { bufferFull, refused, retriesExhausted, shutdown },
      waitingSpans: this.count,
      waitingBytes: this.byteCount,
      requests,
      retries,
      internalErrors: this.guard.internalErrors,
      lastFailure,
    }
  }

  private full(): void {
    this.counts.bufferFull++
    this.guard.warn(`buffer-full/${this.what}`, `the export buffer is full; ${this.what} are dropped and counted`)
  }
}
