import { expect, test } from 'vitest'
import { unitFormat } from './unit-format.ts'

test.each([
  ['ms', 2500, '2.5 s'],
  ['s', 0.25, '250 ms'],
  ['us', 1500, '1.5 ms'],
  ['By', 0, '0 B'],
  ['By', 1000, '1 kB'],
  ['By', 1_234_567, '1.23 MB'],
  ['By/s', 2_000_000, '2 MB/s'],
  ['USD', 0.0725, '$0.0725'],
  ['ratio', 0.175, '17.5%'],
  ['%', 12.5, '12.5%'],
  ['1', 12_400, '12.4k'],
  ['', 2.5678, '2.57'],
  ['', -3, '−3'],
  ['', 0.00004, '4.0e-5'],
  ['/s', 1.2345, '1.23/s'],
  ['tokens', 412_900, '412.9k tokens'],
])('%s of %d is %s', (unit, value, text) => expect(unitFormat(unit).text(value)).toBe(text))

test('axes leave a long unit out', () => expect(unitFormat('tokens').short(1200)).toBe('1.2k'))
