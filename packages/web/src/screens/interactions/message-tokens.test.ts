import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shareOut } from './message-tokens.ts'

it('shares out by length', () => {
  expect(shareOut(10, [100, 300])).toEqual([3, 7])
  expect(shareOut(10, [])).toEqual([])
  expect(shareOut(10, [0, 0])).toEqual([0, 0])
})

it('adds up to the whole, and nobody gets more than a token above the fair share', () => {
  const weights = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 50 }).filter((list) => list.some((weight) => weight > 0))
  fc.assert(
    fc.property(fc.nat(2_000_000), weights, (total, list) => {
      const shares = shareOut(total, list)
      const sum = list.reduce((before, weight) => before + weight, 0)
      expect(shares.reduce((before, share) => before + share, 0)).toBe(total)
      for (const [at, share] of shares.entries()) expect(Math.abs(share - (total * (list[at] ?? 0)) / sum)).toBeLessThanOrEqual(1)
    }),
  )
})
