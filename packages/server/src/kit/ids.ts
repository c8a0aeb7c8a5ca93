/**
 * Ids as a parameter. Records that can be sent twice have ids derived from their content; these are for what is born here.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'

export interface Ids {
  /** UUID version 7: unique, and sorts by time of birth. */
  uuid(): string
  /** Lower-case letters and digits without those that look alike; 5 bits of randomness each. For secrets and names. */
  token(length: number): string
}

export type RandomBytes = (count: number) => Uint8Array

/** Crockford's 32 symbols: no i, l, o, u. */
const symbols = '0123456789abcdefghjkmnpqrstvwxyz'

export function createIds(clock: Pick<Clock, 'nowMs'>, random: RandomBytes = randomBytes): Ids {
  let lastMs = 0
  let sequence = 0

  /** 12 bits that grow within a millisecond, so that ids born in one process sort in order (RFC 9562, 6.2, method 1). */
  function step(): void {
    const nowMs = clock.nowMs()
    if (nowMs > lastMs) {
      lastMs = nowMs
      const [high = 0, low = 0] = random(2)
      sequence = ((high << 8) | low) & 0x7ff
    } else if (++sequence > 0xfff) {
      lastMs++
      sequence = 0
    }
  }

  return {
    uuid() {
      step()
      const bytes = Buffer.alloc(16)
      bytes.writeUIntBE(lastMs, 0, 6)
      bytes.writeUInt16BE(0x7000 | sequence, 6)
      bytes.set(random(8), 8)
      bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
      const hex = bytes.toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
    },
    token(length) {
      return Array.from(random(length), (byte) => symbols[byte & 31]).join('')
    },
  }
}

/** The same ids in every run, for tests. */
export function testIds(): Ids {
  let count = 0
  return {
    uuid: () => `00000000-0000-7000-8000-${String(++count).padStart(12, '0')}`,
    token: (length) => String(++count).padStart(length, '0').slice(-length),
  }
}
