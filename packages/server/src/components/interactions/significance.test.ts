import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanDiffers, type Moments, normalBelow, shareDiffers, studentBeyond } from './significance.ts'

const moments = (values: readonly number[]): Moments => ({
  n: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  squares: values.reduce((sum, value) => sum + value * value, 0),
})

describe('the distributions', () => {
  // From printed tables.
  it.each([
    [2.228, 10, 0.05],
    [3.169, 10, 0.01],
    [1.96, 1e6, 0.05],
    [12.706, 1, 0.05],
    [0, 5, 1],
  ])('t %d with %d degrees of freedom', (t, freedom, p) => {
    expect(studentBeyond(t, freedom)).toBeCloseTo(p, 4)
  })

  it('of the normal', () => {
    expect(normalBelow(1.96)).toBeCloseTo(0.975, 4)
    expect(normalBelow(-1.2816)).toBeCloseTo(0.1, 4)
  })
})

describe('two periods', () => {
  it('differ when they clearly do, and not when they do not', () => {
    expect(shareDiffers({ hits: 10, of: 1000 }, { hits: 40, of: 1000 })).toBeLessThan(0.001)
    expect(shareDiffers({ hits: 10, of: 1000 }, { hits: 12, of: 1000 })).toBeGreaterThan(0.5)
    expect(shareDiffers({ hits: 0, of: 1000 }, { hits: 0, of: 900 })).toBe(1)
    const base = Array.from({ length: 200 }, (_, at) => Math.log(100 + (at % 17)))
    expect(meanDiffers(moments(base), moments(base.map((value) => value + 0.1)))).toBeLessThan(1e-6)
    expect(meanDiffers(moments(base), moments([...base].reverse()))).toBeCloseTo(1, 6)
  })

  it('say nothing when they are small', () => {
    expect(shareDiffers({ hits: 1, of: 9 }, { hits: 5, of: 100 })).toBeNull()
    expect(meanDiffers(moments([1, 2, 3]), moments([1, 2, 3]))).toBeNull()
  })

  it('compare alike in both directions, with a probability', () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 10, maxLength: 60 })
    fc.assert(
      fc.property(values, values, (left, right) => {
        const [there, back] = [meanDiffers(moments(left), moments(right)), meanDiffers(moments(right), moments(left))]
        expect(there).toBeGreaterThanOrEqual(0)
        expect(there).toBeLessThanOrEqual(1.0000001)
        if (moments(left).sum !== 0 && moments(right).sum !== 0) expect(Math.abs((there ?? 0) - (back ?? 0))).toBeLessThan(1e-6)
      }),
    )
  })
})
