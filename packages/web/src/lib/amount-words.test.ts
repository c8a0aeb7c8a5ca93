import { expect, test } from 'vitest'
import { amountInWords } from './amount-words.ts'

test.each([
  ['4900ms..98s', 'duration', '4.9 s to 1m 38s'],
  ['..100ms', 'duration', 'up to 100 ms'],
  ['2s..', 'duration', '2 s and more'],
  ['250us', 'duration', '250 µs'],
  ['1500', 'duration', '1.5 s'],
  ['>=2s', 'duration', '>=2 s'],
  ['12000..40000', 'tokens', '12,000 to 40,000'],
  ['0.05..1', 'money', '$0.0500 to $1.00'],
  ['0.5EUR', 'money', '0.5EUR'],
  ['1s..2s..3s', 'duration', '1s..2s..3s'],
  ['soon', 'duration', 'soon'],
  ['a..b', 'text', 'a..b'],
] as const)('%s of %s is %s', (text, type, words) => {
  expect(amountInWords(text, type)).toBe(words)
})
