import { expect, test } from 'vitest'
import { questionOf } from '../../lib/metric-question.ts'
import { metricSearchOf } from './open-in-metrics.ts'

const endpoint = '/api/v1/metrics/query'
const range = { from: 'now-1h', to: 'now' }

test('the explorer asks what the widget asked', () => {
  const parameters = {
    metric: 'ai.latency.p95',
    groupBy: ['provider', 'model'],
    filters: { provider: ['openai', 'a=b'] },
    exclude: { status: 'error' },
    top: 5,
  }
  const search = metricSearchOf({ endpoint, parameters })
  expect(search && questionOf(search, range)).toMatchObject({
    metric: 'ai.latency',
    aggregation: 'p95',
    groupBy: ['provider', 'model'],
    filters: { provider: ['openai', 'a=b'] },
    exclude: { status: ['error'] },
    top: 5,
  })
  expect(metricSearchOf({ endpoint, parameters: { formula: 'a / b' } })).toEqual({ formula: 'a / b' })
})

test('what is no question about metrics is not opened there', () => {
  expect(metricSearchOf({ endpoint: '/api/v1/traces', parameters: {} })).toBeUndefined()
  expect(metricSearchOf({ endpoint, parameters: {} })).toBeUndefined()
})
