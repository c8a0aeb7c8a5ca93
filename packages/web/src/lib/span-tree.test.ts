import type { Span } from '@relayscope/contract'
import { describe, expect, test } from 'vitest'
import { niceTicks, timeTicks } from './axis.ts'
import { spanMatcher } from './span-find.ts'
import { cacheOutcome, spanError, spanRole } from './span-kind.ts'
import { rowKey, visibleRows } from './span-rows.ts'
import { buildSpanTree, causeOf, gaps, selfIntervals, timeByRole, withAncestors } from './span-tree.ts'

const start = Date.parse('2026-03-12T12:05:31.700Z')

function span(spanId: string, parentSpanId: string | undefined, offset: number, duration: number, more: Partial<Span> = {}): Span {
  return {
    spanId,
    parentSpanId,
    name: spanId,
    startTime: new Date(start + offset).toISOString(),
    endTime: new Date(start + offset + duration).toISOString(),
    duration,
    component: '',
    operation: '',
    tags: {},
    events: [],
    status: 'success',
    ...more,
  }
}

const failed = { status: 'error' as const, errorDetails: { message: 'Rate limit exceeded' } }
const retried = [
  span('root', undefined, 0, 2500, failed),
  span('attempt 2', 'provider', 1266, 440, { ...failed, name: 'call' }),
  span('provider', 'root', 400, 2000, failed),
  span('attempt 1', 'provider', 404, 612, { ...failed, name: 'call' }),
  span('gateway', 'root', 0, 200),
  span('handler', 'root', 2400, 100),
]

describe('the tree', () => {
  test('every span behind its parent, children by start', () => {
    const { nodes, durationMs } = buildSpanTree(retried)
    expect(nodes.map(({ span: { spanId }, depth }) => `${depth} ${spanId}`)).toEqual([
      '0 root',
      '1 gateway',
      '1 provider',
      '2 attempt 1',
      '2 attempt 2',
      '1 handler',
    ])
    expect(durationMs).toBe(2500)
    expect(nodes[2]).toMatchObject({ end: 5, childCount: 2, selfMs: 2000 - 612 - 440, isLast: false })
  })

  test('no span is lost: missing parents, rings, a span that is its own parent', () => {
    const { nodes } = buildSpanTree([span('a', 'gone', 0, 1), span('b', 'c', 0, 1), span('c', 'b', 0, 1), span('d', 'd', 0, 1)])
    expect(nodes.map(({ span: { spanId } }) => spanId).sort()).toEqual(['a', 'b', 'c', 'd'])
    expect(buildSpanTree([]).nodes).toEqual([])
  })

  test('very deep traces', () => {
    const deep = Array.from({ length: 20_000 }, (_, at) => span(String(at), at === 0 ? undefined : String(at - 1), 0, 20_000 - at))
    const { nodes, maxDepth } = buildSpanTree(deep)
    expect(maxDepth).toBe(19_999)
    expect(nodes[0]?.end).toBe(20_000)
  })

  test('folding and filtering', () => {
    const { nodes } = buildSpanTree(retried)
    const opened = new Set<string>()
    const folded = new Set<string>()
    expect(visibleRows(nodes, { folded: new Set(['provider']), opened }).map(rowKey)).toEqual(['root', 'gateway', 'provider', 'handler'])
    expect(visibleRows(nodes, { folded, opened, root: nodes[2] }).map(rowKey)).toEqual(['provider', 'attempt 1', 'attempt 2'])
    const matches = nodes.filter(({ span: { spanId } }) => spanId === 'attempt 2')
    const wanted = withAncestors(nodes, matches)
    expect(visibleRows(nodes, { folded, opened, wanted }).map(rowKey)).toEqual(['root', 'provider', 'attempt 2'])
  })

  test('where the time went, and what it failed from', () => {
    const { nodes } = buildSpanTree(retried)
    expect(causeOf(nodes)).toMatchObject({ node: { span: { spanId: 'provider' } }, attempts: 2, reason: 'Rate limit exceeded' })
    expect(selfIntervals(nodes, nodes[2] ?? nodes[0]!).map(([from, to]) => [Math.round(from), Math.round(to)])).toEqual([
      [400, 404],
      [1016, 1266],
      [1706, 2400],
    ])
    expect(timeByRole(nodes).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
    expect(
      gaps(0, 10, [
        [2, 4],
        [3, 6],
        [12, 14],
      ]),
    ).toEqual([
      [0, 2],
      [6, 10],
    ])
  })
})

test('finding spans', () => {
  const { nodes } = buildSpanTree(retried)
  const found = (query: string) => nodes.filter(spanMatcher(query, 2500) ?? (() => true)).map(({ span: { spanId } }) => spanId)
  expect(found('> 50%')).toEqual(['root', 'provider'])
  expect(found('error <500ms')).toEqual(['attempt 2'])
  expect(found('handler')).toEqual(['handler'])
  expect(spanMatcher('  ', 1)).toBeUndefined()
})

test('what a span is about', () => {
  expect(spanRole(span('x', 'p', 0, 1, { component: 'cache', operation: 'lookup' }))).toBe('cache')
  expect(spanRole(span('Rule Engine', 'p', 0, 1))).toBe('rules')
  expect(spanRole(span('chat gpt-4o', 'p', 0, 1, { model: 'gpt-4o' }))).toBe('model')
  expect(spanRole(span('POST /v1', undefined, 0, 1, { kind: 'server' }))).toBe('gateway')
  expect(spanRole(span('work', 'p', 0, 1))).toBe('internal')
  expect(cacheOutcome(span('x', 'p', 0, 1, { tags: { 'cache.hit': 'false' } }))).toBe('MISS')
  expect(spanError(span('x', 'p', 0, 1, { ...failed, tags: { 'http.status_code': '429' } }))).toBe('429 Rate limit exceeded')
  expect(spanError(span('x', 'p', 0, 1))).toBeUndefined()
})

test('axes have round steps', () => {
  expect(niceTicks(0, 2500, 5)).toEqual([0, 500, 1000, 1500, 2000, 2500])
  expect(niceTicks(5, 5, 4)).toEqual([])
  expect(timeTicks(start, start + 3_600_000, 6, 0).map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual([
    '12:10',
    '12:20',
    '12:30',
    '12:40',
    '12:50',
    '13:00',
  ])
})
