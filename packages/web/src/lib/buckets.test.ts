import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bucketAt, bucketsOf, bucketStep, formatStep, joinBuckets, latestWhole, restingAt, valuesIn } from './buckets.ts'

const MINUTE = 60_000
const NOW = Date.UTC(2026, 2, 12, 12, 7, 34)
const range = fc.tuple(fc.integer({ min: 0, max: NOW }), fc.integer({ min: 1000, max: 365 * 86_400_000 }))

describe('buckets', () => {
  test('are never more than one for two pixels', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 20, max: 3000 }), ([from, length], width) => {
        const step = bucketStep(from, from + length, width)
        expect(length / step).toBeLessThanOrEqual(width / 2 + 1e-6)
      }),
    )
  })

  test('cover their range without gaps and begin at round times', () => {
    fc.assert(
      fc.property(range, ([from, length]) => {
        const step = bucketStep(from, from + length, 800)
        const { starts, ends } = bucketsOf(from, from + length, step)
        expect(starts[0]).toBeLessThanOrEqual(from)
        expect(ends.at(-1)).toBeGreaterThanOrEqual(from + length)
        for (const [at, start] of starts.entries()) {
          expect(start % step).toBe(0)
          if (at > 0) expect(start).toBe(ends[at - 1])
        }
      }),
    )
  })

  test('are found by any instant within them', () => {
    fc.assert(
      fc.property(range, fc.double({ min: 0, max: 0.999, noNaN: true }), ([from, length], share) => {
        const buckets = bucketsOf(from, from + length, bucketStep(from, from + length, 400))
        const instant = from + share * length
        const at = bucketAt(buckets, instant)
        expect(buckets.starts[at]).toBeLessThanOrEqual(instant)
        expect(buckets.ends[at]).toBeGreaterThan(instant)
      }),
    )
    expect(bucketAt(bucketsOf(0, 10_000, 1000), 20_000)).toBe(-1)
    expect(bucketAt({ starts: [], ends: [] }, 0)).toBe(-1)
  })

  test('join at the seam, whichever side it cuts', () => {
    const joined = joinBuckets(bucketsOf(0, 60 * MINUTE, 10 * MINUTE), bucketsOf(45 * MINUTE, 60 * MINUTE, MINUTE))
    expect(joined.starts.slice(0, 7)).toEqual([0, 10, 20, 30, 40, 45, 46].map((minute) => minute * MINUTE))
    expect(joined.ends.slice(3, 6)).toEqual([40, 45, 46].map((minute) => minute * MINUTE))
    expect(joined.starts).toHaveLength(20)
  })

  test('that were not sent are gaps, not zeros', () => {
    const buckets = bucketsOf(0, 4000, 1000)
    expect(
      valuesIn(buckets, [
        { timeMs: 1000, value: 7 },
        { timeMs: 3000, value: 0 },
        { timeMs: 99_000, value: 1 },
      ]),
    ).toEqual([null, 7, null, 0])
  })

  test('the latest value is that of the last whole one', () => {
    const buckets = bucketsOf(0, 4000, 1000)
    expect(latestWhole(buckets, 3500)).toBe(2)
    expect(latestWhole(buckets, 4000)).toBe(3)
    expect(latestWhole(bucketsOf(0, 1000, 1000), 500)).toBe(0)
  })

  test('what a lane reads without a hand over it is the newest value, unless that is long ago', () => {
    const at = (values: (number | null)[], nowMs = values.length * 1000) =>
      restingAt(values, bucketsOf(0, values.length * 1000, 1000), nowMs)
    expect(at([1, 2, 3])).toBe(2)
    expect(at([1, 2, 3], 2500)).toBe(1)
    expect(at([1, 2, null, null])).toBe(1)
    expect(at([1, null, null, null, null, null])).toBe(5)
  })

  test('have a size people can read', () => {
    expect([1000, 30_000, 5 * MINUTE, 180 * MINUTE, 86_400_000].map(formatStep)).toEqual(['1 s', '30 s', '5 min', '3 h', '1 d'])
  })
})
