import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Interval } from './span-tree.ts'
import { clipped, windowAfterKey, zoomedAround } from './time-window.ts'

test('keys move and zoom', () => {
  const whole: Interval = [0, 1000]
  expect(windowAfterKey('ArrowRight', [0, 100], whole)).toEqual([20, 120])
  expect(windowAfterKey('ArrowLeft', [10, 110], whole)).toEqual([0, 100])
  expect(windowAfterKey('+', [0, 1000], whole)).toEqual([100, 900])
  expect(windowAfterKey('-', [100, 900], whole)).toEqual([0, 1000])
  expect(windowAfterKey('End', [0, 100], whole)).toEqual([900, 1000])
  expect(windowAfterKey('a', [0, 100], whole)).toBeUndefined()
  expect(zoomedAround([0, 100], 0, 0.5)).toEqual([0, 50])
  expect(clipped([2000, 3000], whole)).toBeUndefined()
})

test('no key leaves the whole', () => {
  const keys = fc.array(fc.constantFrom('ArrowLeft', 'ArrowRight', '+', '-', 'Home', 'End'), { maxLength: 80 })
  fc.assert(
    fc.property(keys, (pressed) => {
      let window: Interval = [0, 1000]
      for (const key of pressed) window = windowAfterKey(key, window, [0, 1000]) ?? window
      expect(window[0]).toBeGreaterThanOrEqual(-1e-6)
      expect(window[1]).toBeLessThanOrEqual(1000 + 1e-6)
      expect(window[1]).toBeGreaterThan(window[0])
    }),
  )
})
