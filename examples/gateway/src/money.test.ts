import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Budgets } from './budgets.ts'
import { costOf, nanoUsd, usdText } from './money.ts'

it('money is exact, there and back', () => {
  expect(usdText(costOf(1234, '2.5'))).toBe('0.003085')
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (amount) => {
      expect(nanoUsd(usdText(amount))).toBe(amount)
    }),
  )
})

it('a budget lets in what fits, to the last billionth', () => {
  const budgets = new Budgets([{ organizationId: 'o', budgetUsd: '0.01' }])
  budgets.spend('o', nanoUsd('0.009'))
  expect(budgets.check('o', nanoUsd('0.001')).allowed).toBe(true)
  expect(budgets.check('o', nanoUsd('0.001000001')).allowed).toBe(false)
  expect(budgets.check('stranger', 1n).allowed).toBe(false)
})
