import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInstant } from './instant.ts'

test('as the engine reads it, and finer', () => {
  expect(parseInstant('2026-03-12T12:05:31Z')).toBe(Date.UTC(2026, 2, 12, 12, 5, 31))
  expect(parseInstant('2026-03-12T12:05:31.7005Z')).toBe(Date.UTC(2026, 2, 12, 12, 5, 31, 700) + 0.5)
  expect(parseInstant('2026-03-12T14:05:31.7005+02:00')).toBe(Date.UTC(2026, 2, 12, 12, 5, 31, 700) + 0.5)
  expect(parseInstant('soon')).toBeNaN()
  expect(parseInstant('2026-99-12T12:05:31Z')).toBeNaN()
})

test('any millisecond is the same millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (ms) => {
      expect(parseInstant(new Date(ms).toISOString())).toBe(ms)
    }),
  )
})
