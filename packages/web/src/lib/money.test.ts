import fc from 'fast-check'
import { expect, it } from 'vitest'
import { perMillion } from './money.ts'

it.each([
  ['0.0000025', '2.5'],
  ['0.00000000025', '0.00025'],
  ['0.0025', '2500'],
  ['3', '3000000'],
  ['0', '0'],
])('%s each is %s a million', (each, million) => expect(perMillion(each)).toBe(million))

it('loses no digit', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), (units) => {
      const text = units.toString().padStart(19, '0')
      const each = `${text.slice(0, -18)}.${text.slice(-18)}`
      const [whole = '', fraction = ''] = perMillion(each).split('.')
      expect(BigInt(whole + fraction.padEnd(12, '0'))).toBe(units)
    }),
  )
})
