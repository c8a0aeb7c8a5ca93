import { expect, test } from 'vitest'
import { summarise } from './summarise.ts'

test('windows without a value are left out', () => {
  expect(summarise([null, 2, null, 4, null])).toEqual({ last: 4, least: 2, mean: 3, most: 4, change: null })
  expect(summarise([null])).toEqual({ last: null, least: null, mean: null, most: null, change: null })
})

test('the earlier period is compared by its mean, where there is one', () => {
  expect(summarise([3, 3], [2, null]).change).toBeCloseTo(0.5)
  expect(summarise([3], [0]).change).toBeNull()
  expect(summarise([3], [null]).change).toBeNull()
})
