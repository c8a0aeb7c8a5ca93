/** Buffer, sender and connection as one thing to open and close. */
import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Guard } from '../guard.ts'
import type { Settings } from '../settings.ts'
import type { Stats } from '../types.ts'
import { DecisionBuffer } from './decision-buffer.ts'
import { postTo } from './post.ts'
import { type Outbox, Sender } from './sender.ts'
import { bufferProcessor, SpanBuffer } from './span-buffer.ts'
import type { WaitingItems } from './waiting-items.ts'

export interface Pipeline {
  stats(): Stats
  flush(deadlineMs: number): Promise<void>
  shutdown(deadlineMs: number): Promise<void>
}

export interface ExportPipeline extends Pipeline {
  readonly processor: SpanProcessor
}

export interface DecisionPipeline extends Pipeline {
  /** Asked for the line only where there is room for it. */
  add(line: () => string): void
}

export const DEADLINE_MS = 5_000

export function openPipeline(url: URL, settings: Settings, guard: Guard): ExportPipeline {
  const buffer = new SpanBuffer(settings, guard)
  const pipeline = openSender(buffer, buffer.items, url, settings, guard)
  const processor = bufferProcessor(
    buffer,
    guard,
    () => pipeline.flush(DEADLINE_MS),
    () => pipeline.shutdown(DEADLINE_MS),
  )
  return { processor, ...pipeline }
}

export function openDecisionPipeline(url: URL, settings: Settings, guard: Guard): DecisionPipeline {
  const buffer = new DecisionBuffer(settings, guard)
  return { add: (line) => buffer.add(line), ...openSender(buffer, buffer.items, url, settings, guard) }
}

function openSender(
  buffer: Outbox,
  items: Pick<WaitingItems<never>, 'close' | 'stats'>,
  url: URL,
  settings: Settings,
  guard: Guard,
): Pipeline {
  const { post, close } = postTo(url)
  const { headers, gzip, export: options } = settings
  const sender = new Sender({ buffer, guard, post, headers, gzip, options, random: Math.random })
  return {
    stats: () => items.stats(),
    flush: (deadlineMs) => sender.flush(deadlineMs),
    async shutdown(deadlineMs) {
      await sender.flush(deadlineMs)
      sender.stop()
      items.close()
      close()
    },
  }
}
