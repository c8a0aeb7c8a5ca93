import { parseSearch, TRACE_FIELDS } from '@relayscope/contract/search'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { durationFilter } from './duration-filter.ts'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000 }
const amounts = (text: string): number[] =>
  [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s)/g)].map(([, digits, unit = '']) => Number(digits) * (UNITS[unit] ?? NaN))

describe('a span of durations as a filter', () => {
  test.each([
    [120, 1500, '120ms..1.5s'],
    [2048, undefined, '>=2s'],
    [undefined, 78.2, '<=79ms'],
    [undefined, undefined, undefined],
    [0, 10, '<=10ms'],
  ])('%s to %s is %s', (low, high, text) => expect(durationFilter(low, high)).toBe(text))

  test('is read by the search language and covers what was asked for', () => {
    const ms = fc.double({ min: 0.02, max: 1e8, noNaN: true })
    fc.assert(
      fc.property(ms, ms, (one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)]
        const text = durationFilter(low, high) ?? ''
        expect(parseSearch(`duration:${text}`, TRACE_FIELDS).ok).toBe(true)
        const [from = NaN, to = NaN] = amounts(text)
        expect(from).toBeLessThanOrEqual(low * (1 + 1e-9))
        expect(to).toBeGreaterThanOrEqual(high * (1 - 1e-9))
      }),
    )
  })
})
