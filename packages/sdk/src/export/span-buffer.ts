/**
 * Spans that have ended, as bytes, until the server has answered for them. Bounded by spans and bytes: what does not fit is
 * dropped and counted. A span is encoded when it ends, so that its size is known and nothing of the host's stays referenced.
 */
import type { InstrumentationScope } from '@opentelemetry/core'
import type { Resource } from '@opentelemetry/resources'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Guard } from '../guard.ts'
import type { Stats } from '../types.ts'
import { encodeResource, encodeScope, encodeSpan, type ScopedSpan } from './encode-span.ts'

export interface Batch {
  resource: Uint8Array
  spans: ScopedSpan[]
  bytes: number
}

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

const SAMPLED = 1
export const BATCH_SPANS = 512
export const BATCH_BYTES = 1024 * 1024

export class SpanBuffer {
  readonly counts = noCounts()
  private waiting: ScopedSpan[] = []
  private waitingBytes = 0
  /** Taken out for a request that has no answer yet; still counted as waiting. */
  private sending: Batch | undefined
  private resource: Uint8Array | undefined
  private readonly scopes = new Map<InstrumentationScope, Uint8Array>()
  private readonly limits: BufferLimits
  private readonly guard: Guard
  private closed = false
  /** Called when there is something to send: `true` when a whole batch is there. */
  onWaiting: (full: boolean) => void = () => {}

  constructor(limits: BufferLimits, guard: Guard) {
    this.limits = limits
    this.guard = guard
  }

  add(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & SAMPLED) === 0) return
    this.counts.ended++
    if (this.closed) {
      this.counts.shutdown++
      return
    }
    if (this.spanCount >= this.limits.maxSpans) {
      this.full()
      return
    }
    this.resource ??= encodedResource(span.resource)
    const bytes = encodeSpan(span)
    if (this.byteCount + bytes.length > this.limits.maxBytes) {
      this.full()
      return
    }
    this.waiting.push({ scope: this.scopeOf(span.instrumentationScope), bytes })
    this.waitingBytes += bytes.length
    this.onWaiting(this.waiting.length >= BATCH_SPANS || this.waitingBytes >= BATCH_BYTES)
  }

  get spanCount(): number {
    return this.waiting.length + (this.sending?.spans.length ?? 0)
  }

  get byteCount(): number {
    return this.waitingBytes + (this.sending?.bytes ?? 0)
  }

  /** The oldest spans as one request. `settle` must be called for it. */
  take(): Batch | undefined {
    if (this.waiting.length === 0 || this.resource === undefined) return undefined
    let count = 0
    let bytes = 0
    while (count < this.waiting.length && count < BATCH_SPANS && (count === 0 || bytes + this.waiting[count].bytes.length <= BATCH_BYTES))
      bytes += this.waiting[count++].bytes.length
    this.sending = { resource: this.resource, spans: this.waiting.splice(0, count), bytes }
    this.waitingBytes -= bytes
    return this.sending
  }

  settle(): void {
    this.sending = undefined
  }

  /** No more comes in; what still waits is dropped and counted. */
  close(): void {
    if (this.closed) return
    this.closed = true
    this.counts.shutdown += this.spanCount
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
      waitingSpans: this.spanCount,
      waitingBytes: this.byteCount,
      requests,
      retries,
      internalErrors: this.guard.internalErrors,
      lastFailure,
    }
  }

  private full(): void {
    this.counts.bufferFull++
    this.guard.warn('buffer-full', 'the export buffer is full; spans are dropped and counted')
  }

  private scopeOf(scope: InstrumentationScope): Uint8Array {
    let known = this.scopes.get(scope)
    if (known === undefined) {
      known = encodeScope(scope)
      this.scopes.set(scope, known)
    }
    return known
  }
}

/** The resource's attributes as they are now; what a detector finds out later is not waited for. */
const encodedResource = (resource: Resource): Uint8Array => encodeResource(resource)

/** The buffer as OpenTelemetry's SDK sees it. */
export function bufferProcessor(
  buffer: SpanBuffer,
  guard: Guard,
  flush: () => Promise<void>,
  shutdown: () => Promise<void>,
): SpanProcessor {
  return {
    onStart: () => {},
    onEnd(span) {
      try {
        buffer.add(span)
      } catch (error) {
        guard.failed('encode', error)
      }
    },
    forceFlush: flush,
    shutdown,
  }
}
