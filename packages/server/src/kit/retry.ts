/**
 * Trying again. Waiting grows and is spread at random ("full jitter"), so that many who failed together do not come back
 * together. Time and randomness are parameters.
 */
import { CodedError } from './errors.ts'

export interface RetryOptions {
  /** Tries in all, the first included. Default 5. */
  attempts?: number
  /** Upper bound of the first wait; doubles with each failure. Default 100. */
  baseMs?: number
  /** No wait is longer. Default 10,000. */
  maxMs?: number
  /** Default: what the error says of itself. */
  isRetryable?: (error: unknown) => boolean
  onRetry?: (fact: { attempt: number; waitMs: number; error: unknown }) => void
  /** In [0, 1). */
  random?: () => number
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
  signal?: AbortSignal
}

export function backoffMs(failures: number, options: Pick<RetryOptions, 'baseMs' | 'maxMs' | 'random'> = {}): number {
  const { baseMs = 100, maxMs = 10_000, random = Math.random } = options
  const ceilingMs = Math.min(maxMs, baseMs * 2 ** Math.min(failures - 1, 40))
  return Math.round(ceilingMs * random())
}

export async function retry<T>(work: (attempt: number) => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { attempts = 5, isRetryable = saysRetryable, sleep = sleepMs, signal } = options
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    try {
      return await work(attempt)
    } catch (error) {
      if (attempt >= attempts || signal?.aborted || !isRetryable(error)) throw error
      const waitMs = backoffMs(attempt, options)
      options.onRetry?.({ attempt, waitMs, error })
      await sleep(waitMs, signal)
    }
  }
}

function saysRetryable(error: unknown): boolean {
  return error instanceof CodedError && error.retryable
}

/** Rejects with the signal's reason when it is told to stop. */
export function sleepMs(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
