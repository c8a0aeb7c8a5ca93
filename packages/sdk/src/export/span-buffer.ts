/** Spans that have ended, encoded when they end, so that their size is known and nothing of the host's stays referenced. */
import type { InstrumentationScope } from '@opentelemetry/core'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Guard } from '../guard.ts'
import { encodeRequest, encodeResource, encodeScope, encodeSpan, type ScopedSpan } from './encode-span.ts'
import { rejectedIn } from './answers.ts'
import type { Outbox, Outgoing } from './sender.ts'
import { type BufferLimits, WaitingItems } from './waiting-items.ts'

const SAMPLED = 1

export class SpanBuffer implements Outbox {
  readonly items: WaitingItems<ScopedSpan>
  readonly contentType = 'application/x-protobuf'
  readonly what = 'spans'
  /** The resource's attributes as they are at the first span; what a detector finds out later is not waited for. */
  private resource: Uint8Array | undefined
  private readonly scopes = new Map<InstrumentationScope, Uint8Array>()

  constructor(limits: BufferLimits, guard: Guard) {
    this.items = new WaitingItems(limits, guard, this.what, ({ bytes }) => bytes.length)
  }

  add(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & SAMPLED) === 0 || !this.items.admit()) return
    this.resource ??= encodeResource(span.resource)
    this.items.add({ scope: this.scopeOf(span.instrumentationScope), bytes: encodeSpan(span) })
  }

  take(): Outgoing | undefined {
    const { resource } = this
    const spans = this.items.take()
    if (spans === undefined || resource === undefined) return undefined
    return { count: spans.length, encode: () => encodeRequest(resource, spans) }
  }

  rejected(body: Uint8Array, sent: number): number {
    return rejectedIn(body, sent)
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
