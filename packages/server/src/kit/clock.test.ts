import { expect, test } from 'vitest'
import { systemClock, testClock } from './clock.ts'

test('nanoseconds follow the wall clock and never step back', () => {
  let wallMs = 1_000
  let monotonicNs = 5n
  const clock = systemClock(
    () => wallMs,
    () => monotonicNs,
  )
  expect(clock.nowNs()).toBe(1_000_000_000n)
  monotonicNs += 1_500n
  expect(clock.nowNs()).toBe(1_000_001_500n)
  wallMs = 10
  expect(clock.nowNs()).toBe(1_000_001_500n)
  wallMs = 90_000
  expect(clock.nowNs()).toBe(90_000_000_000n)
})

test('the test clock stands still until it is moved', () => {
  const clock = testClock(1_000)
  expect(clock.nowMs()).toBe(clock.nowMs())
  clock.advance(5)
  expect(clock.nowMs()).toBe(1_005)
  expect(clock.nowNs()).toBe(1_005_000_000n)
  clock.set(7)
  expect(clock.nowMs()).toBe(7)
})
