import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testClock } from '../../kit/clock.ts'
import { DAY_NS, isoTime, isoTimes, readTime, resolveRange, stepNs } from './time-range.ts'

const clock = testClock(Date.UTC(2026, 2, 11, 12))
const nowNs = clock.nowNs()
const ns = (text: string) => BigInt(Date.parse(text)) * 1_000_000n

describe('readTime', () => {
  test.each<[string, bigint]>([
    ['now', nowNs],
    ['now-1h', ns('2026-03-11T11:00:00Z')],
    ['now+1w', ns('2026-03-18T12:00:00Z')],
    ['2026-03-11', ns('2026-03-11T00:00:00Z')],
    ['2026-03-11T12:00', ns('2026-03-11T12:00:00Z')],
    ['2026-03-11 12:00:05', ns('2026-03-11T12:00:05Z')],
    ['2026-03-11T12:00:05.123456789Z', ns('2026-03-11T12:00:05Z') + 123_456_789n],
    ['2026-03-11T12:00:05+0200', ns('2026-03-11T10:00:05Z')],
    ['1773230400', ns('2026-03-11T12:00:00Z')],
    ['1773230400000', ns('2026-03-11T12:00:00Z')],
    ['1773230400000000001', ns('2026-03-11T12:00:00Z') + 1n],
  ])('%s', (text, expected) => {
    expect(readTime(text, nowNs)).toBe(expected)
  })

  test.each(['', 'soon', '2026-13-01', '2026-03-11T25:00', 'now-1y', '2026-03-11T12:00Z; DROP TABLE spans'])('%s is no time', (text) => {
    expect(readTime(text, nowNs)).toBeUndefined()
  })

  test('two at once are what one and one are', () => {
    const ns = fc.bigInt({ min: -(10n ** 18n), max: 4n * 10n ** 18n })
    fc.assert(
      fc.property(ns, fc.bigInt({ min: 0n, max: 2n ** 62n }), fc.constantFrom(1n, 1000n, 1_000_000n), (start, duration, unit) => {
        const length = (duration / unit) * unit
        fc.pre(start + length < 8n * 10n ** 18n)
        expect(isoTimes(String(start), String(length))).toEqual({ startTime: isoTime(start), endTime: isoTime(start + length) })
      }),
    )
    expect(isoTimes('1999999', '1')).toEqual({ startTime: '1970-01-01T00:00:00.001999999Z', endTime: '1970-01-01T00:00:00.002Z' })
    expect(isoTimes('5', '0').startTime).toBe('1970-01-01T00:00:00.000000005Z')
  })

  test('what isoTime writes is read as the same instant', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n }), (instant) => {
        expect(readTime(isoTime(instant), nowNs)).toBe(instant)
      }),
    )
  })
})

describe('resolveRange', () => {
  test('is the last day when nothing is said', () => {
    expect(resolveRange({}, clock)).toEqual({ fromNs: nowNs - DAY_NS, toNs: nowNs })
  })

  test.each([{ from: 'now' }, { from: 'now', to: 'now-1h' }, { from: '2026-03-11', to: '2026-03-11' }])('%o is refused', (range) => {
    expect(() => resolveRange(range, clock)).toThrow(expect.objectContaining({ status: 422, code: 'invalid_range' }))
  })

  test('a time that does not exist is refused with its name', () => {
    expect(() => resolveRange({ to: '2026-99-99' }, clock)).toThrow(
      expect.objectContaining({ status: 422, errors: [expect.objectContaining({ path: 'to' })] }),
    )
  })

  test('a range beyond the longest is refused', () => {
    expect(() => resolveRange({ from: 'now-40d' }, clock, { longestNs: 31n * DAY_NS })).toThrow(/at most 31 days/)
  })
})

test('steps are round and about as many as wanted', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1_000_000_000n, max: 400n * DAY_NS }), fc.integer({ min: 1, max: 500 }), (length, wanted) => {
      const step = stepNs({ fromNs: 0n, toNs: length }, wanted)
      expect(Number(length / step)).toBeLessThanOrEqual(wanted)
      expect(step % 1_000_000n).toBe(0n)
    }),
  )
  expect(stepNs({ fromNs: 0n, toNs: DAY_NS }, 60)).toBe(1_800_000_000_000n)
})
