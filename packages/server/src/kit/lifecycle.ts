/**
 * What was opened is closed in the opposite order. Register a closer on the line after its resource is made, so that a
 * start that fails half way can close what it has.
 */
import { withTimeLimit } from './limits.ts'
import type { Log } from './log.ts'

export interface Lifecycle {
  /** `name` is what the log says; `limitMs` how long the closer may take before it is left behind (default 5 s). */
  onClose(name: string, close: () => unknown, options?: { limitMs?: number }): void
  /** Closes everything, last opened first. Never throws; a second call waits for the first. Answers the names that failed. */
  close(): Promise<string[]>
  readonly closing: boolean
}

export function createLifecycle(log: Log, nowMs: () => number = Date.now): Lifecycle {
  const closers: { name: string; close: () => unknown; limitMs: number }[] = []
  let closed: Promise<string[]> | undefined

  async function closeAll(): Promise<string[]> {
    const failed: string[] = []
    for (let closer = closers.pop(); closer; closer = closers.pop()) {
      const { name, close, limitMs } = closer
      const sinceMs = nowMs()
      try {
        await withTimeLimit(`closing ${name}`, limitMs, Promise.resolve().then(close))
        log.debug({ part: name, tookMs: nowMs() - sinceMs }, 'closed')
      } catch (error) {
        failed.push(name)
        log.error({ part: name, tookMs: nowMs() - sinceMs, error }, 'could not be closed')
      }
    }
    return failed
  }

  return {
    onClose(name, close, options = {}) {
      closers.push({ name, close, limitMs: options.limitMs ?? 5_000 })
    },
    close() {
      closed ??= closeAll()
      return closed
    },
    get closing() {
      return closed !== undefined
    },
  }
}
