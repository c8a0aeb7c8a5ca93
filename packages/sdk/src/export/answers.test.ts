import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffMs, outcomeOf, rejectedIn, retryAfterMs } from './answers.ts'
import { ByteWriter } from './byte-writer.ts'

const answer = (status: number) => ({ status, retryAfter: undefined, body: new Uint8Array() })

describe('answers to an export', () => {
  it('say whether to try again', () => {
    expect([200, 202, 400, 401, 404, 413, 429, 500, 502, 503, 504].map((status) => outcomeOf(answer(status)))).toEqual([
      'stored',
      'stored',
      'refused',
      'refused',
      'refused',
      'refused',
      'again',
      'refused',
      'again',
      'again',
      'again',
    ])
  })

  it('may reject some; garbage rejects none', () => {
    expect(rejectedIn(Uint8Array.from([0x0a, 0x02, 0x08, 0x03]), 10)).toBe(3)
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(100), (body, sent) => {
        const rejected = rejectedIn(body, sent)
        expect(rejected >= 0 && rejected <= sent).toBe(true)
      }),
    )
  })

  it('may name a time to come back, within reason', () => {
    const now = Date.parse('2026-01-01T00:00:00Z')
    expect(retryAfterMs('2', now)).toBe(2000)
    expect(retryAfterMs('Thu, 01 Jan 2026 00:00:05 GMT', now)).toBe(5000)
    expect(retryAfterMs('999999999', now)).toBe(300_000)
    expect(retryAfterMs('soon', now)).toBeUndefined()
  })

  it('wait twice as long each time, by half at random, up to a limit', () => {
    expect([1, 2, 3, 9].map((attempt) => backoffMs(attempt, 100, 1000, () => 1))).toEqual([100, 200, 400, 1000])
    expect(backoffMs(1, 100, 1000, () => 0)).toBe(50)
  })
})

describe('protocol buffers', () => {
  it('hold nanoseconds exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }), (seconds, nanoseconds) => {
        const writer = new ByteWriter()
        writer.nanoseconds([seconds, nanoseconds])
        expect(new DataView(writer.copy().buffer).getBigUint64(0, true)).toBe(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds))
      }),
    )
  })

  it('hold any text behind its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const writer = new ByteWriter()
        writer.text(text)
        const bytes = writer.copy()
        const expected = new TextEncoder().encode(text)
        expect(bytes.slice(bytes.length - expected.length)).toEqual(expected)
        expect(bytes.length - expected.length).toBeLessThanOrEqual(2)
      }),
    )
  })
})
