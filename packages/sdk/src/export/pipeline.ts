/** Buffer, sender and connection as one thing to open and close. */
import type { SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Guard } from '../guard.ts'
import type { Settings } from '../settings.ts'
import type { Stats } from '../types.ts'
import { postTo } from './post.ts'
import { Sender } from './sender.ts'
import { bufferProcessor, SpanBuffer } from './span-buffer.ts'

export interface ExportPipeline {
  readonly processor: SpanProcessor
  stats(): Stats
  flush(deadlineMs: number): Promise<void>
  shutdown(deadlineMs: number): Promise<void>
}

export const DEADLINE_MS = 5_000

export function openPipeline(url: URL, settings: Settings, guard: Guard): ExportPipeline {
  const buffer = new SpanBuffer(settings, guard)
  const { post, close } = postTo(url)
  const { headers, gzip, export: options } = settings
  const sender = new Sender({ buffer, guard, post, headers, gzip, options, random: Math.random })
  const flush = (deadlineMs: number) => sender.flush(deadlineMs)
  const shutdown = async (deadlineMs: number) => {
    await sender.flush(deadlineMs)
    sender.stop()
    buffer.close()
    close()
  }
  const processor = bufferProcessor(
    buffer,
    guard,
    () => flush(DEADLINE_MS),
    () => shutdown(DEADLINE_MS),
  )
  return { processor, stats: () => buffer.stats(), flush, shutdown }
}
