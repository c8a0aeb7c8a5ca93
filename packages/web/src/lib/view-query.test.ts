import { expect, test } from 'vitest'
import { queryOfView } from './view-query.ts'

test('a view keeps the question, not the selection', () => {
  const search = {
    q: 'status:error',
    from: 'now-6h',
    sort: 'duration',
    span: 'abc',
    tab: 'flame',
    live: 'off',
    peek: 'trace:1',
    to: undefined,
  }
  expect(queryOfView(search)).toBe('q=status:error&from=now-6h&sort=duration')
  expect(queryOfView({})).toBe('')
})
