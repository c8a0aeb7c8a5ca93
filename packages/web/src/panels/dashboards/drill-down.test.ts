import { INTERACTION_FIELDS, parseSearch, TRACE_FIELDS } from '@relayscope/contract/search'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drillDown } from './drill-down.ts'

const span = { fromMs: 0, toMs: 60_000 }
const place = (parameters: Record<string, unknown>, labels?: Record<string, string>, endpoint = '/api/v1/metrics/query') =>
  drillDown({ endpoint, parameters }, span, labels)

test('attempts lead to interactions, requests to traces, with the time of the point', () => {
  expect(place({ metric: 'ai.latency.p95' })).toEqual({
    to: '/interactions',
    search: { from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:01:00.000Z' },
  })
  expect(place({ metric: 'api.latency.p95' }).to).toBe('/traces')
  expect(place({ formula: 'ai.requests.sum / api.requests.sum' }).to).toBe('/traces')
  expect(place({}, {}, '/api/v1/metrics/ai.cost').to).toBe('/interactions')
})

test('filters, what is left out, and the group that was clicked go along', () => {
  const { search } = place(
    { metric: 'ai.errors.sum', filters: { provider: ['openai', 'azure'] }, exclude: { operation: 'embeddings' } },
    { model: 'gpt-4o' },
  )
  expect(search.q).toBe('status:error (provider:openai OR provider:azure) -operation:embeddings model:gpt-4o')
  expect(place({ metric: 'api.requests', filters: { operation: 'POST /v1/chat', organizationId: 'acme' } }).search.q).toBe(
    'name:"POST /v1/chat" organization:acme',
  )
})

test('a list leads to the same list', () => {
  expect(place({ q: 'status:error' }, {}, '/api/v1/ai-interactions')).toMatchObject({ to: '/interactions', search: { q: 'status:error' } })
  expect(place({}, {}, '/api/v1/traces/histogram').to).toBe('/traces')
})

test('what the explorer has no field for is left out', () => {
  expect(place({ metric: 'gateway.queue.wait', filters: { shard: '7' } }).search.q).toBeUndefined()
})

test('whatever the values, the search can be read', () => {
  fc.assert(
    fc.property(fc.constantFrom('ai.cost', 'api.errors'), fc.string({ minLength: 1, maxLength: 30 }), (metric, operation) => {
      const { to, search } = place({ metric, filters: { organizationId: operation } }, { operation })
      expect(parseSearch(search.q ?? '', to === '/traces' ? TRACE_FIELDS : INTERACTION_FIELDS).ok).toBe(true)
    }),
  )
})
