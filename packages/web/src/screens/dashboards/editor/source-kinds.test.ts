import { expect, test } from 'vitest'
import { kindOf, printFilters, readFilters, sourceOfKind, withParameter } from './source-kinds.ts'

const source = (endpoint: string, parameters: Record<string, unknown> = {}) => ({ system: 'relaycore', endpoint, parameters }) as const

test('a source is recognised by its endpoint, and another kind keeps the search', () => {
  expect(kindOf(source('/api/v1/metrics/query'))).toBe('metric')
  expect(kindOf(source('/api/v1/traces/services'))).toBe('other')
  expect(kindOf({ ...source('/api/v1/traces'), system: 'auterity' })).toBe('other')
  const list = source('/api/v1/traces', { q: 'status:error', limit: 5 })
  expect(sourceOfKind('interactions', list)).toEqual(source('/api/v1/ai-interactions', { q: 'status:error', limit: 20 }))
  expect(sourceOfKind('traces', list)).toBe(list)
})

test('filters are read as they are printed', () => {
  const filters = { provider: ['openai', 'azure'], region: '$region', note: 'a=b' }
  expect(readFilters(printFilters(filters))).toEqual(filters)
  expect(readFilters('x, =y, z=, a = b ')).toEqual({ a: 'b' })
})

test('what is empty is no parameter', () => {
  expect(withParameter(source('', { a: 1, b: 2 }), 'a', '').parameters).toEqual({ b: 2 })
  expect(withParameter(source('', {}), 'filters', {}).parameters).toEqual({})
  expect(withParameter(source('', {}), 'top', 5).parameters).toEqual({ top: 5 })
})
