import type { Finding } from '@relayscope/contract'
import { expect, test } from 'vitest'
import { troublesOf } from './troubles.ts'

const finding = (id: string, partOf: string | null = null): Finding => ({
  id,
  partOf,
  severity: 'warning',
  subject: { kind: 'provider', name: id },
  quantity: 'errors',
  title: id,
  value: 0.4,
  valueText: '40%',
  limit: 0.02,
  limitText: 'errors > 2%',
  usual: 0.01,
  from: '2026-03-12T12:00:00.000Z',
  to: null,
  spark: [],
  query: '',
})

test('parts stand with their whole, which keeps its place', () => {
  const troubles = troublesOf([finding('model', 'provider'), finding('cache'), finding('provider'), finding('requests', 'provider')])
  expect(troubles.map(({ finding: { id }, parts }) => [id, ...parts.map((part) => part.id)])).toEqual([
    ['cache'],
    ['provider', 'model', 'requests'],
  ])
})

test('none is lost when its whole is not told of', () => {
  expect(troublesOf([finding('model', 'provider')]).map(({ finding: { id } }) => id)).toEqual(['model'])
})
