/** What an answer to an export means. */
import type { Answer } from './post.ts'

export type Outcome = 'stored' | 'again' | 'refused'

const AGAIN = new Set([408, 425, 429, 502, 503, 504])

export function outcomeOf({ status }: Answer): Outcome {
  if (status >= 200 && status < 300) return 'stored'
  // OTLP names four statuses that may be tried again; a timeout of the server or too early is one in spirit.
  return AGAIN.has(status) ? 'again' : 'refused'
}

/** How many spans of an accepted request were left out: partial_success.rejected_spans. Garbage counts as none. */
export function rejectedIn(body: Uint8Array, sent: number): number {
  // ExportTraceServiceResponse { ExportTracePartialSuccess partial_success = 1 { int64 rejected_spans = 1; string error_message = 2 } }
  if (body[0] !== 0x0a) return 0
  const [size, inner] = varint(body, 1)
  if (size < 2 || body[inner] !== 0x08) return 0
  const [rejected] = varint(body, inner + 1)
  return Math.min(Math.max(rejected, 0), sent)
}

function varint(bytes: Uint8Array, from: number): [value: number, next: number] {
  let value = 0
  for (let at = from; at < bytes.length && at < from + 8; at++) {
    value += (bytes[at] & 0x7f) * 2 ** (7 * (at - from))
    if (bytes[at] < 0x80) return [value, at + 1]
  }
  return [0, bytes.length]
}

const LONGEST_RETRY_AFTER_MS = 5 * 60_000

/** Retry-After, in seconds or as a date, in ms from now. At most five minutes; what cannot be read is none. */
export function retryAfterMs(given: string | undefined, nowMs: number): number | undefined {
  if (given === undefined) return undefined
  const ms = /^\d{1,9}$/.test(given.trim()) ? Number(given) * 1000 : Date.parse(given) - nowMs
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS) : undefined
}

/** Doubles with each try, half of it by chance, so that many hosts do not come back together. */
export function backoffMs(attempt: number, firstMs: number, mostMs: number, random: () => number): number {
  const whole = Math.min(firstMs * 2 ** (attempt - 1), mostMs)
  return whole / 2 + (whole / 2) * random()
}
