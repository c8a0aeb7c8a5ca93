import type { Span } from '@relayscope/contract'
import { expect, test } from 'vitest'
import { buildSpanTree } from './span-tree.ts'
import { MOST_PLACES, placesOf, traceMap } from './trace-map.ts'

const start = Date.parse('2026-03-12T12:05:31.700Z')

function span(spanId: string, parentSpanId: string | undefined, duration: number, more: Partial<Span> = {}): Span {
  return {
    spanId,
    parentSpanId,
    name: spanId,
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + duration).toISOString(),
    duration,
    component: '',
    operation: '',
    tags: {},
    events: [],
    status: 'success',
    service: 'gateway',
    ...more,
  }
}

const failed = { status: 'error' as const, errorDetails: { message: 'Rate limit exceeded' } }
const model = { provider: 'openai', model: 'gpt-4o' }

const { nodes } = buildSpanTree([
  span('root', undefined, 100),
  span('attempt', 'root', 60, model),
  span('http', 'attempt', 59, { ...model, ...failed, kind: 'client' }),
  span('again', 'root', 20, { ...model, kind: 'client' }),
  span('search', 'root', 10, { kind: 'client', tags: { 'peer.service': 'search' } }),
  span('serve', 'search', 9, { service: 'search' }),
  span('query', 'serve', 5, { service: 'search', tags: { 'db.system': 'postgresql' } }),
])

test('services, and what they called that sent nothing itself', () => {
  const { places, calls, left } = traceMap(nodes)
  expect(places.map(({ id, spans, errors }) => `${id} ${spans} ${errors}`).sort()).toEqual([
    'database postgresql 1 0',
    'provider openai 2 1',
    'service gateway 5 1',
    'service search 2 0',
  ])
  expect(calls.map(({ from, to, count, errors, sumMs }) => `${from} > ${to}: ${count}, ${errors}, ${sumMs}`).sort()).toEqual([
    'service gateway > provider openai: 2, 1, 79',
    'service gateway > service search: 1, 0, 9',
    'service search > database postgresql: 1, 0, 5',
  ])
  expect(left).toBe(0)
})

test('the first to look at is the longest that failed', () => {
  const openai = traceMap(nodes).places.find(({ id }) => id === 'provider openai')
  expect(openai?.foremost.span.spanId).toBe('http')
  expect(openai && placesOf(openai.foremost, nodes)).toEqual(['provider openai', 'service gateway'])
})

test('too many places are counted, not drawn', () => {
  const many = Array.from({ length: 100 }, (_, at) => span(`s${at}`, at === 0 ? undefined : 's0', 1, { service: `service ${at}` }))
  const { places, calls, left } = traceMap(buildSpanTree(many).nodes)
  expect(places).toHaveLength(MOST_PLACES)
  expect(left).toBe(100 - MOST_PLACES)
  expect(calls.length).toBeLessThan(MOST_PLACES)
})
