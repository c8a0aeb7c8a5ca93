/** The parts of a question that need no engine. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { POINT_KIND } from '../../ingest/point-record.ts'
import { kindsLike, POINT_KINDS, shownKind } from './point-kinds.ts'
import type { TimeRange } from '../time-range.ts'
import { sourcesOf } from './parts.ts'
import { readReference } from './reference.ts'
import { HOUR, MINUTE, SIX_HOURS } from './rolled.ts'
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
    [24n * 30n, '6h', 21_600],
    [24n * 30n, '1d', 21_600],
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

describe('the sources of a question', () => {
  const HOUR_NS = 3_600_000_000_000n
  const hours = fc.bigInt({ min: 0n, max: 60n })
  const stretch = fc.tuple(hours, fc.bigInt({ min: 1n, max: 5n }))

  it('hold each moment of its range once, whatever came late', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, MINUTE, HOUR, SIX_HOURS),
        hours,
        fc.nat(3599),
        fc.array(stretch, { maxLength: 4 }),
        (resolution, rolled, more, gaps) => {
          const fromNs = SIX_HOURS_NS * 81_000n
          const toNs = fromNs + 61n * HOUR_NS - 1n
          const rolledUntilNs = fromNs + rolled * HOUR_NS + BigInt(more) * 1_000_000_000n
          const edge = resolution === 0 ? fromNs : rolledUntilNs
          const late = apart(gaps, fromNs, edge)
          const sources = sourcesOf({ fromNs, toNs, stepMs: 1, resolution, rolledUntilNs, late })
          const within = (at: bigint, { fromNs: from, toNs: to }: TimeRange) => at >= from && at < to
          const wrong: string[] = []
          for (let at = fromNs; at < toNs; at += HOUR_NS / 2n) {
            const held = sources.filter((source) => within(at, source) && !source.late.some((each) => within(at, each)))
            const isLate = late.some((each) => within(at, each))
            if (held.length !== 1 || held.some((source) => source.resolution > (isLate ? 0 : resolution)))
              wrong.push(`${(at - fromNs) / HOUR_NS}`)
          }
          expect(wrong).toEqual([])
          // What is rolled up is read in whole windows.
          for (const { fromNs: from, resolution: read, late: without } of sources)
            if (read > 0)
              for (const at of [from, ...without.map((each) => each.fromNs)]) expect(at % (BigInt(read) * 1_000_000_000n)).toBe(0n)
        },
      ),
      { numRuns: 200 },
    )
  })

  const SIX_HOURS_NS = 6n * HOUR_NS

  /** Whole hours, in order, not touching, before the edge; the last is cut there, as late.ts does. */
  function apart(gaps: readonly (readonly [bigint, bigint])[], fromNs: bigint, edgeNs: bigint) {
    const ranges: { fromNs: bigint; toNs: bigint }[] = []
    for (const [from, length] of gaps.toSorted(([left], [right]) => Number(left - right))) {
      const at = fromNs + from * HOUR_NS
      const end = at + length * HOUR_NS
      if (at > (ranges.at(-1)?.toNs ?? 0n) && at < edgeNs) ranges.push({ fromNs: at, toNs: end < edgeNs ? end : edgeNs })
    }
    return ranges
  }
})
