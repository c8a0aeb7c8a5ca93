import { expect, it } from 'vitest'
import { RecentIds } from './recent-ids.ts'

it('knows the last thousand', () => {
  const ids = new RecentIds()
  expect([ids.add('first'), ids.add('first'), ids.add('second')]).toEqual([true, false, true])
  for (let at = 0; at < 999; at++) ids.add(`more ${at}`)
  expect([ids.add('second'), ids.add('first')]).toEqual([false, true])
})
