import type { Facet } from '@relayscope/contract'
import { expect, test } from 'vitest'
import { rankChanges } from './rank-changes.ts'

const facets = (all: Record<string, Record<string, number>>): Facet[] =>
  Object.entries(all).map(([field, values]) => ({
    field,
    values: Object.entries(values).map(([value, count]) => ({ value, count })),
    more: false,
  }))

test('the largest difference of shares comes first, chance is left out', () => {
  const inside = facets({ status: { success: 60, error: 40 }, provider: { openai: 55, anthropic: 45 }, name: { chat: 100 } })
  const before = facets({ status: { success: 980, error: 20 }, provider: { openai: 530, anthropic: 470 }, name: { chat: 1000 } })
  const changes = rankChanges(inside, before)
  expect(changes.map(({ field, value }) => `${field}:${value}`)).toEqual(['status:success', 'status:error'])
  expect(changes[1]).toMatchObject({ inside: 0.4, before: 0.02, count: 40 })
})

test('a value that is new or gone counts', () => {
  const inside = facets({ status: { success: 200 }, service: { canary: 50 } })
  const before = facets({ status: { success: 200 }, service: { old: 60 } })
  expect(rankChanges(inside, before).map(({ value }) => value)).toEqual(['old', 'canary'])
})

test('a value beyond the listed ones is not called gone', () => {
  const inside = facets({ status: { success: 200 }, model: { a: 120 } })
  const before = facets({ status: { success: 200 }, model: { b: 120 } }).map((facet) => ({ ...facet, more: facet.field === 'model' }))
  expect(rankChanges(inside, before).map(({ value }) => value)).toEqual(['b'])
})

test('without requests on both sides there is nothing to say', () => {
  expect(rankChanges(facets({ status: {} }), facets({ status: { success: 5 } }))).toEqual([])
})
