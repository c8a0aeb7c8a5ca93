import { expect, test } from 'vitest'
import { testClock } from './clock.ts'
import { createIds } from './ids.ts'

test('uuids are of version 7, unique, and sort in the order of birth even when time stands still or steps back', () => {
  const clock = testClock()
  const ids = createIds(clock)
  const born = Array.from({ length: 10_000 }, (_, index) => {
    if (index === 9_000) clock.advance(-1_000)
    return ids.uuid()
  })
  expect(born[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(born).size).toBe(born.length)
  expect([...born].sort()).toEqual(born)
})

test('tokens use 32 symbols and the randomness given', () => {
  const ids = createIds(testClock(), (count) => Uint8Array.from({ length: count }, (_, index) => index))
  expect(ids.token(32)).toBe('0123456789abcdefghjkmnpqrstvwxyz')
})
