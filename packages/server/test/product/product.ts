/** The built product as a child process, with types. */
import * as launcher from '../../../../scripts/lib/product.mjs'

export interface Answer {
  status: number
  headers: Headers
  bytes: Uint8Array
  text: string
  /** The parsed body; undefined when it is not JSON. */
  json: unknown
}

export interface Ended {
  code: number | null
  signal: string | null
  ms: number
}

export interface Product {
  readonly base: string
  readonly otlpHttp: string
  readonly otlpGrpc: string
  readonly dataDir: string
  readonly pid: number
  /** From spawn to the first 200 of /readyz. */
  readonly readyMs: number
  running(): boolean
  /** What it wrote to its standard output and error; the newest 256 KB. */
  log(): string
  /** From /proc: Linux only. */
  usage(): { cpuSeconds: number; rssMb: number; peakRssMb: number }
  /** A body that is not text or bytes is sent as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** SIGTERM, and SIGKILL after `limitMs` (15 s). */
  stop(limitMs?: number): Promise<Ended>
  signal(name: NodeJS.Signals): void
  kill9(): Promise<Ended>
  /** Deletes the data folder. */
  remove(): void
}

export interface StartOptions {
  /** Default: a new temporary folder. */
  dataDir?: string
  env?: Record<string, string>
  timeoutMs?: number
}

export const startProduct = launcher.startProduct as unknown as (options?: StartOptions) => Promise<Product>
export const sleep = launcher.sleep as (ms: number) => Promise<void>

/** Asks again until the answer holds, for what the product promises within a time and not at once. */
export async function eventually<T>(ask: () => Promise<T>, holds: (value: T) => boolean, limitMs = 2_000): Promise<T> {
  const untilMs = Date.now() + limitMs
  for (;;) {
    const value = await ask()
    if (holds(value) || Date.now() > untilMs) return value
    await sleep(25)
  }
}
