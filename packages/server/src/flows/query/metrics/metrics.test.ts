/** The parts of a question that need no engine. */
import { describe, expect, it } from 'vitest'
import { POINT_KIND } from '../../ingest/point-record.ts'
import { kindsLike, POINT_KINDS, shownKind } from './point-kinds.ts'
import { readReference } from './reference.ts'
import { filled, groupsOf, largestFirst } from './series-table.ts'
import { windowsOf } from './windows.ts'

it('kinds are the same to who writes and who reads', () => {
  expect(POINT_KINDS).toEqual(POINT_KIND)
  expect(kindsLike(POINT_KINDS.delta)).toEqual([2, 3])
  expect(Object.values(POINT_KINDS).map(shownKind)).not.toContain(undefined)
})

it('a reference is a name with an aggregation, unless a metric is called so', () => {
  expect(readReference('api.latency.p95', () => false)).toEqual({ name: 'api.latency', aggregation: 'p95' })
  expect(readReference('queue.max', (name) => name === 'queue.max')).toEqual({ name: 'queue.max' })
  expect(readReference('api.latency', () => false)).toEqual({ name: 'api.latency' })
  expect(readReference('.sum', () => false)).toEqual({ name: '.sum' })
})

describe('windows', () => {
  const hour = 3_600_000n * 1_000_000n
  const range = (hours: bigint, fromMs = 1_767_225_630_000n) => ({ fromNs: fromMs * 1_000_000n, toNs: fromMs * 1_000_000n + hours * hour })

  it('are whole, counted from 1970', () => {
    const { times, fromNs, stepMs } = windowsOf(range(1n), '5m')
    expect([times.length, times[0], stepMs]).toEqual([13, 1_767_225_600_000, 300_000])
    expect(fromNs).toBe(1_767_225_600_000n * 1_000_000n)
  })

  it.each([
    [1n, '10s', 0],
    [2n, '1m', 0],
    [3n, '1m', 60],
    [24n, '1h', 3600],
    [24n, '1m', 60],
    [24n, '90s', 0],
    [24n * 7n, '1h', 3600],
    [24n * 30n, '90m', 60],
    [24n * 30n, '1d', 3600],
  ])('of %s hours by %s are read from roll-ups of %s seconds', (hours, step, resolution) => {
    expect(windowsOf(range(hours), step).resolution).toBe(resolution)
  })

  it('are limited, and chosen where nobody does', () => {
    expect(() => windowsOf(range(24n), '10s')).toThrow('2000 are answered')
    for (const hours of [1n, 24n, 24n * 30n, 24n * 700n]) {
      const { times } = windowsOf(range(hours), undefined)
      expect(times.length).toBeGreaterThan(20)
      expect(times.length).toBeLessThan(300)
    }
  })
})

describe('groups', () => {
  const rows = [
    { labels: ['eu'], slot: 11, value: 5 },
    { labels: ['us'], slot: 10, value: -50 },
    { labels: ['eu'], slot: 99, value: 1000 },
  ]

  it('have a value in each window, and none outside', () => {
    const groups = groupsOf(rows, [1000, 1100, 1200], 100)
    expect(groups.map(({ labels, values }) => [labels[0], values])).toEqual([
      ['eu', [null, 5, null]],
      ['us', [-50, null, null]],
    ])
    expect(largestFirst(groups)[0]?.labels).toEqual(['us'])
  })

  it('are filled between, never beyond, what is known', () => {
    expect(filled([null, 2, null, null, 8, null], 'linear')).toEqual([null, 2, 4, 6, 8, null])
    expect(filled([null, 2, null], 'previous')).toEqual([null, 2, 2])
    expect(filled([null, 2, null], 'zero')).toEqual([0, 2, 0])
  })
})
