import { expect, test } from 'vitest'
import { latestOf, wholeOf } from './whole.ts'

test.each([
  ['sum', 6],
  ['count', 6],
  ['max', 3],
  ['min', 1],
  ['p95', 2],
  ['a / b', 2],
])('a range of %s windows is %d', (aggregation, whole) => expect(wholeOf({ aggregation }, [1, null, 2, 3])).toBe(whole))

test('nothing is no number', () => expect(wholeOf({ aggregation: 'sum' }, [null])).toBeUndefined())

test('now is the newest whole window that has a value', () => {
  const frame = { times: [0, 1000, 2000], stepMs: 1000, to: new Date(2500).toISOString() }
  expect(latestOf(frame, [1, 2, 3])).toBe(2)
  expect(latestOf(frame, [1, null, 3])).toBe(1)
  expect(latestOf(frame, [null, null, 3])).toBe(3)
  expect(latestOf(frame, [null, null, null])).toBeUndefined()
})
