import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { valueAxis } from './value-axis.ts'

const values = fc.array(fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })), { maxLength: 40 })

describe('the axis of values', () => {
  test('holds every value, starts at zero and has at most three lines', () => {
    fc.assert(
      fc.property(values, fc.option(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), { nil: undefined }), (some, limit) => {
        const { low, high, lines } = valueAxis(some, limit === undefined ? {} : { limit })
        expect(low).toBe(0)
        expect(high).toBeGreaterThan(low)
        for (const value of some) if (value !== null) expect(value).toBeLessThanOrEqual(high)
        if (limit !== undefined) expect(limit).toBeLessThan(high)
        expect(lines.length).toBeLessThanOrEqual(3)
        for (const line of lines) expect(line > low && line < high).toBe(true)
      }),
    )
  })

  test('has steps of 1, 2, 2.5 or 5', () => {
    expect(valueAxis([0, 1480]).lines).toEqual([500, 1000, 1500])
    expect(valueAxis([3200], { limit: 2000 }).lines).toEqual([1000, 2000, 3000])
    expect(valueAxis([0.7]).lines).toEqual([0.2, 0.4, 0.6].map((line) => expect.closeTo(line, 9)))
    expect(valueAxis([95]).lines).toEqual([25, 50, 75])
  })

  test('starts near the values where a plot from zero would be flat', () => {
    const { low, high } = valueAxis([0.981, 0.999, 1], { fromData: true })
    expect(low).toBeGreaterThan(0.9)
    expect(low).toBeLessThanOrEqual(0.981)
    expect(high).toBeGreaterThanOrEqual(1)
  })

  test('has no lines where there is nothing to measure', () => {
    expect(valueAxis([])).toEqual({ low: 0, high: 1, lines: [] })
    expect(valueAxis([null, 0, 0])).toEqual({ low: 0, high: 1, lines: [] })
  })
})
