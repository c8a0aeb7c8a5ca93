import { describe, expect, test } from 'vitest'
import { firstLine, formatAge, formatCapped, formatCompact, formatCount, formatDuration, formatShare, shortId } from './format.ts'
import { formatClock, formatExact, parseInstant } from './instant.ts'
import { formatExactMoney, formatMoney } from './money.ts'

describe('numbers as people read them', () => {
  test.each([
    [0, '0 ms'],
    [0.0004, '1 µs'],
    [0.947, '947 µs'],
    [4.21, '4.2 ms'],
    [9.97, '10 ms'],
    [612.4, '612 ms'],
    [999.7, '1 s'],
    [2500, '2.5 s'],
    [1786, '1.79 s'],
    [18_440, '18.4 s'],
    [59_999, '1m'],
    [184_000, '3m 4s'],
    [7_500_000, '2h 5m'],
    [90_000_000, '1d 1h'],
  ])('%d ms is %s', (value, text) => {
    expect(formatDuration(value)).toBe(text)
  })

  test('counts', () => {
    expect(formatCount(1284)).toBe('1,284')
    expect([812, 12_400, 412_880, 3_100_000].map(formatCompact)).toEqual(['812', '12.4k', '412.9k', '3.1M'])
    expect(formatCapped(10_000, true)).toBe('10k+')
    expect([0.0042, 0.175, 0.8, 1, 0, 0.00001].map(formatShare)).toEqual(['0.42%', '17.5%', '80%', '100%', '0%', '<0.01%'])
  })

  test('money', () => {
    expect([0, 0.0725, 9.4127, 1234.5, 0.000_012, 0.0012].map((amount) => formatMoney(amount))).toEqual([
      '$0',
      '$0.0725',
      '$9.41',
      '$1,234.50',
      '<$0.0001',
      '$0.0012',
    ])
    expect(formatMoney(2, 'CHF')).toBe('CHF 2.00')
    expect(formatExactMoney('0.000005800', 0.0000058)).toBe('$0.0000058')
    expect(formatExactMoney(undefined, 12, 'EUR')).toBe('€12')
  })

  test('ages and ids', () => {
    expect([400, 7000, 300_000, 10_800_000, 200_000_000].map(formatAge)).toEqual(['just now', '7 s ago', '5 min ago', '3 h ago', '2 d ago'])
    expect(shortId('abc123f04d7be61190a2c55d38e7f146')).toBe('abc123f0…f146')
    expect(shortId('short')).toBe('short')
    expect(firstLine('\n one\ntwo')).toBe('one')
  })
})

test('instants keep what is finer than a millisecond', () => {
  expect(parseInstant('2026-03-12T12:05:31.700123Z') - Date.parse('2026-03-12T12:05:31Z')).toBeCloseTo(700.123, 2)
  expect(parseInstant('2026-03-12T12:05:31Z')).toBe(Date.parse('2026-03-12T12:05:31Z'))
  expect(formatClock(Date.parse('2026-03-12T12:05:32.100Z'), 'utc')).toBe('12:05:32.100')
  expect(formatExact(Date.parse('2026-03-12T12:05:32.100Z'), 'utc')).toBe('12 Mar 2026 12:05:32.100')
})
