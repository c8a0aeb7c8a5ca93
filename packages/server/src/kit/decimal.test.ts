import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalOfNumber, parseDecimal, printDecimal } from './decimal.ts'

describe('decimals', () => {
  it.each([
    ['0', 0n],
    ['1.5e-7', 150_000_000_000n],
    ['2.50', 2_500_000_000_000_000_000n],
    ['-0.000000000000000001', -1n],
    ['0.0000000000000000005', 1n],
    ['0.0000000000000000004', 0n],
    ['1E+2', 100_000_000_000_000_000_000n],
    ['7.', 7_000_000_000_000_000_000n],
  ])('reads %s', (text, parts) => {
    expect(parseDecimal(text, 18)).toBe(parts)
  })

  it.each(['', '.5', 'abc', '1e', 'NaN', 'Infinity', '1,5', ' 1', '1e9999'])('does not read %j', (text) => {
    expect(parseDecimal(text, 18)).toBeUndefined()
  })

  it('rounds where it prints fewer places', () => {
    expect(printDecimal(1_999_999n, 6, 2)).toBe('2')
    expect(printDecimal(-4n, 3, 2)).toBe('0')
    expect(printDecimal(-5n, 3, 2)).toBe('-0.01')
    expect(printDecimal(1_250n, 3)).toBe('1.25')
  })

  it('prints what it read', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (parts) => parseDecimal(printDecimal(parts, 18), 18) === parts),
    )
  })

  it('writes a number as JSON would, without an exponent', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-30, max: 1e15 }),
        (number) => Number(decimalOfNumber(number, 60)) === number,
      ),
    )
    expect(decimalOfNumber(1e-7, 18)).toBe('0.0000001')
  })
})
