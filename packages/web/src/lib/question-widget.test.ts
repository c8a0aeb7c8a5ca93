import { expect, test } from 'vitest'
import { widgetOf } from './question-widget.ts'

test('a question becomes a widget under all others, without its range', () => {
  const question = { metric: 'api.latency', aggregation: 'p95' as const, from: 'now-1h', to: 'now', groupBy: ['provider'] }
  const first = widgetOf(question, [])
  expect(first).toMatchObject({ id: 'api-latency-p95', title: 'api.latency.p95', position: { x: 0, y: 0 } })
  expect(first.dataSource.parameters).toEqual({ metric: 'api.latency', aggregation: 'p95', groupBy: ['provider'] })
  const second = widgetOf(question, [first])
  expect([second.id, second.position.y]).toEqual(['api-latency-p95-2', 6])
})
