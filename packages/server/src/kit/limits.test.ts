import { expect, test } from 'vitest'
import { testClock } from './clock.ts'
import { BoundedCache, TimeLimitError, withTimeLimit } from './limits.ts'

test('work within its limit passes its result or its failure on', async () => {
  await expect(withTimeLimit('a', 1_000, Promise.resolve(1))).resolves.toBe(1)
  await expect(withTimeLimit('a', 1_000, Promise.reject(new Error('no')))).rejects.toThrow('no')
})

test('work beyond its limit is left behind by name', async () => {
  await expect(withTimeLimit('the sink', 1, new Promise(() => {}))).rejects.toThrow(TimeLimitError)
  await expect(withTimeLimit('the sink', 1, new Promise(() => {}))).rejects.toThrow('the sink')
})

test('the cache forgets by age and by number, the longest unused first', () => {
  const clock = testClock()
  const cache = new BoundedCache<string, number>({ maxEntries: 2, ttlMs: 10, nowMs: clock.nowMs })
  cache.set('a', 1)
  cache.set('b', 2)
  expect(cache.get('a')).toBe(1)
  cache.set('c', 3)
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3])
  clock.advance(10)
  expect(cache.get('a')).toBeUndefined()
  expect(cache.size).toBe(1)
})
