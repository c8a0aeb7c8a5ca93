/** Everything that waits has an end. */
import { CodedError } from './errors.ts'

export class TimeLimitError extends CodedError {
  constructor(name: string, limitMs: number) {
    super('time_limit', `${name} took longer than ${limitMs} ms`, { retryable: true })
  }
}

/** The work goes on behind when its time is over: only the waiting ends. A late failure is swallowed. */
export async function withTimeLimit<T>(name: string, limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeLimitError(name, limitMs)), limitMs)
  })
  try {
    return await Promise.race([work, over])
  } finally {
    clearTimeout(timer)
    work.catch(() => {})
  }
}

/** A map that forgets: entries die of age, and the longest unused goes when it is full. */
export class BoundedCache<Key, Value> {
  private readonly entries = new Map<Key, { value: Value; untilMs: number }>()
  private readonly maxEntries: number
  private readonly ttlMs: number
  private readonly nowMs: () => number

  constructor(options: { maxEntries: number; ttlMs: number; nowMs: () => number }) {
    this.maxEntries = options.maxEntries
    this.ttlMs = options.ttlMs
    this.nowMs = options.nowMs
  }

  get(key: Key): Value | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    this.entries.delete(key)
    if (entry.untilMs <= this.nowMs()) return undefined
    this.entries.set(key, entry)
    return entry.value
  }

  set(key: Key, value: Value): void {
    this.entries.delete(key)
    this.entries.set(key, { value, untilMs: this.nowMs() + this.ttlMs })
    if (this.entries.size <= this.maxEntries) return
    const [oldest] = this.entries.keys()
    this.entries.delete(oldest as Key)
  }

  delete(key: Key): void {
    this.entries.delete(key)
  }

  clear(): void {
    this.entries.clear()
  }

  get size(): number {
    return this.entries.size
  }
}
