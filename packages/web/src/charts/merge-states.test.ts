import { expect, test } from 'vitest'
import { bucketsOf } from '../lib/buckets.ts'
import { timeScale } from '../lib/time-scale.ts'
import { mergeStates } from './merge-states.ts'

const buckets = bucketsOf(0, 60_000, 1000)
const states = buckets.starts.map((_, at) => (at === 31 ? 'critical' : at === 32 ? 'degraded' : at < 10 ? null : 'healthy'))

test('each window has its mark where there is room', () => {
  const marks = mergeStates(buckets, states, timeScale(0, 60_000), 600)
  expect(marks.length).toBe(60)
  expect(marks[31]?.state).toBe('critical')
  expect(marks[0]?.state).toBeUndefined()
})

test('where there is not, a mark shows the worst of what it stands for', () => {
  const marks = mergeStates(buckets, states, timeScale(0, 60_000), 90)
  expect(marks.length).toBe(15)
  expect(marks.filter(({ state }) => state === 'critical').length).toBe(1)
  expect(marks.at(-1)?.to).toBe(1)
  for (const [at, mark] of marks.entries()) expect(mark.from).toBe(at === 0 ? 0 : marks[at - 1]?.to)
})
