import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findStretches, goesOn, smoothShares } from './stretches.ts'
import { roundUp, usualErrorRate, usualLatency } from './usual.ts'

describe('what is usual', () => {
  it('is not moved by an incident of the past', () => {
    const totals = Array.from({ length: 100 }, () => 1000)
    const failed = totals.map((_, at) => (at > 80 ? 700 : 4))
    expect(usualErrorRate(failed, totals)).toEqual({ middle: 0.004, limit: 0.02 })
    const p95 = totals.map((_, at) => (at > 80 ? 9000 : 1000 + (at % 5) * 10))
    expect(usualLatency(p95, totals)).toEqual({ middle: 1030, limit: 1600 })
  })

  it('is not guessed from too little', () => {
    expect(usualErrorRate([0, 0], [100, 100])).toEqual({ middle: null, limit: 0.05 })
    expect(usualLatency([1, 2, 3], [100, 100, 100])).toBeUndefined()
    expect(usualErrorRate(Array(50).fill(1), Array(50).fill(3)).middle).toBeNull()
  })

  it('of what always fails leaves room above it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const { middle, limit } = usualErrorRate(Array(20).fill(share * 1000), Array(20).fill(1000))
        expect(limit).toBeGreaterThan(middle ?? 0)
      }),
    )
  })

  it('is rounded up to two digits', () => {
    expect([0.02, 0.0231, 1523, 1500, 7].map(roundUp)).toEqual([0.02, 0.024, 1600, 1500, 7])
  })
})

describe('stretches', () => {
  const windows = { times: Array.from({ length: 40 }, (_, at) => at * 60_000), stepMs: 60_000 }

  it('bridge small holes and part at large ones', () => {
    const wrong = windows.times.map((_, at) => (at >= 5 && at <= 8) || at === 12 || at >= 30)
    expect(findStretches(windows, wrong)).toEqual([
      { first: 5, last: 12 },
      { first: 30, last: 39 },
    ])
    expect(goesOn(windows, { first: 30, last: 39 }, 40 * 60_000)).toBe(true)
    expect(goesOn(windows, { first: 5, last: 12 }, 40 * 60_000)).toBe(false)
  })

  it('look at no share of a handful', () => {
    const shares = smoothShares(
      windows,
      windows.times.map(() => 1),
      windows.times.map((_, at) => (at < 20 ? 0.5 : 10)),
    )
    expect(shares.slice(0, 20)).toEqual(Array(20).fill(null))
    expect(shares[30]).toBeCloseTo(0.1)
  })
})
