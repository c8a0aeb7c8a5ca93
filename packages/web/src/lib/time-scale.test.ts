import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canMagnify, scaleTicks, timeScale } from './time-scale.ts'

const NOW = Date.UTC(2026, 2, 12, 12, 7, 34)
const HOUR = 3_600_000

describe('a time scale', () => {
  test('goes there and back, whether or not the last hour is magnified', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6 * HOUR, max: 90 * 24 * HOUR }),
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (length, magnified, at) => {
          const scale = timeScale(NOW - length, NOW, magnified)
          expect(scale.position(scale.instantAt(at))).toBeCloseTo(at, 6)
        },
      ),
    )
  })

  test('never runs backwards', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6 * HOUR, max: 90 * 24 * HOUR }), fc.nat(1e6), fc.nat(1e6), (length, one, other) => {
        const scale = timeScale(NOW - length, NOW, true)
        const [early, late] = [one, other].map((part) => scale.fromMs + (part / 1e6) * length).toSorted((a, b) => a - b) as [number, number]
        expect(scale.position(early)).toBeLessThanOrEqual(scale.position(late))
      }),
    )
  })

  test('gives the last hour 37 % of a magnified plot', () => {
    const scale = timeScale(NOW - 24 * HOUR, NOW, true)
    expect(scale.seamMs).toBe(NOW - HOUR)
    expect(1 - scale.position(NOW - HOUR)).toBeCloseTo(0.37, 9)
    expect(scale.position(scale.fromMs)).toBe(0)
    expect(scale.position(NOW)).toBe(1)
  })

  test('is magnified only from six hours on, and only up to the present', () => {
    expect(canMagnify(NOW - 6 * HOUR, NOW, true)).toBe(true)
    expect(canMagnify(NOW - 5 * HOUR, NOW, true)).toBe(false)
    expect(canMagnify(NOW - 24 * HOUR, NOW, false)).toBe(false)
  })

  test('labels stand apart, inside the plot, and leave room for the word at the seam', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: HOUR, max: 40 * 24 * HOUR }),
        fc.integer({ min: 200, max: 1600 }),
        fc.boolean(),
        (length, width, wanted) => {
          const scale = timeScale(NOW - length, NOW, wanted && canMagnify(NOW - length, NOW, true))
          const places = scaleTicks(scale, width, 'utc').map(({ position }) => position * width)
          for (const [index, place] of places.entries()) {
            expect(place).toBeGreaterThan(0)
            expect(place).toBeLessThan(width)
            if (index > 0) expect(place - (places[index - 1] ?? 0)).toBeGreaterThan(40)
          }
          if (scale.seamMs !== undefined) {
            const seam = scale.position(scale.seamMs) * width
            expect(places.filter((place) => place >= seam - 20 && place < seam + 60)).toEqual([])
          }
        },
      ),
    )
  })
})
