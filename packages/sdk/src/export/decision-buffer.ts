/** Decision traces of requests that have ended, one line of JSON each. */
import type { Guard } from '../guard.ts'
import type { Outbox, Outgoing } from './sender.ts'
import { type BufferLimits, WaitingItems } from './waiting-items.ts'

export class DecisionBuffer implements Outbox {
  readonly items: WaitingItems<string>
  readonly contentType = 'application/x-ndjson'
  readonly what = 'decision traces'

  /** A line is text until it is sent; its length in UTF-16 units is near enough to its size. */
  constructor(limits: BufferLimits, guard: Guard) {
    this.items = new WaitingItems(limits, guard, this.what, (line) => line.length)
  }

  /** Asked for the line only where there is room for it. */
  add(line: () => string): void {
    if (this.items.admit()) this.items.add(line())
  }

  take(): Outgoing | undefined {
    const lines = this.items.take()
    return lines && { count: lines.length, encode: () => Buffer.from(lines.join('\n')) }
  }

  rejected(body: Uint8Array, sent: number): number {
    try {
      const { rejected } = JSON.parse(Buffer.from(body).toString()) as { rejected?: unknown }
      return typeof rejected === 'number' ? Math.min(Math.max(rejected, 0), sent) : 0
    } catch {
      return 0
    }
  }
}
