import { expect, it } from 'vitest'
import { changesOf } from './store.ts'

it('a version is a change where another one of its subject was there before it', () => {
  const row = (subject: string, version: string, first_ns: string) => ({ subject, version, first_ns })
  const changes = changesOf('deploy', [
    row('gateway', '1', '1000000000000000000'),
    row('billing', '7', '1000000001000000000'),
    row('gateway', '2', '1000000002000000000'),
  ])
  expect(changes.map(({ label, time }) => [label, time])).toEqual([['gateway 2', '2001-09-09T01:46:42.000Z']])
})
