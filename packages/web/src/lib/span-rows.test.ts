import type { Span } from '@relayscope/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findGroups, isGroup, lastRows, nodesWithin, type RowChoice, rowKey, visibleRows } from './span-rows.ts'
import { buildSpanTree } from './span-tree.ts'

const start = Date.parse('2026-03-12T12:05:31.700Z')

function span(spanId: string, parentSpanId: string | undefined, offset: number, duration: number, name = spanId): Span {
  return {
    spanId,
    parentSpanId,
    name,
    startTime: new Date(start + offset).toISOString(),
    endTime: new Date(start + offset + duration).toISOString(),
    duration,
    component: '',
    operation: '',
    tags: {},
    events: [],
    status: 'success',
  }
}

const loop = [
  span('root', undefined, 0, 1000),
  ...Array.from({ length: 7 }, (_, at) => [
    span(`search ${at}`, 'root', at * 100, 20 + at, 'search'),
    span(`fetch ${at}`, 'root', at * 100 + 50, 5, `fetch ${at}`),
  ]).flat(),
  span('below', 'search 3', 305, 3),
]
const { nodes } = buildSpanTree(loop)
const groups = findGroups(nodes)
const none: RowChoice = { folded: new Set(), opened: new Set() }
const keys = (choice: Partial<RowChoice>) => visibleRows(nodes, { ...none, groups, ...choice }).map(rowKey)

describe('siblings alike', () => {
  test('are one row, where the first of them stands', () => {
    expect(keys({})).toEqual(['root', 'alike search 0', ...Array.from({ length: 7 }, (_, at) => `fetch ${at}`)])
    const [group] = groups.values()
    expect(group).toMatchObject({ name: 'search', failed: 0, offsetMs: 0, durationMs: 626, p50Ms: 23, p95Ms: 26 })
    expect(group?.members).toHaveLength(7)
  })

  test('opened they stand where they began, with what is below them', () => {
    const opened = keys({ opened: new Set(['alike search 0']) })
    expect(opened.slice(0, 5)).toEqual(['root', 'alike search 0', 'search 0', 'fetch 0', 'search 1'])
    expect(opened).toContain('below')
    expect(opened).toHaveLength(nodes.length + 1)
  })

  test('five are not many, and a root stands for itself', () => {
    expect(findGroups(buildSpanTree(loop.slice(0, 11)).nodes).size).toBe(0)
    const member = nodes.find(({ span: { spanId } }) => spanId === 'search 3')
    expect(keys({ root: member })).toEqual(['search 3', 'below'])
  })
})

test('a stretch of time hides what was not at work in it', () => {
  expect(keys({ wanted: nodesWithin(nodes, [345, 356]) })).toEqual(['root', 'fetch 3'])
  expect(keys({ wanted: nodesWithin(nodes, [305, 308]), opened: new Set(['alike search 0']) })).toEqual([
    'root',
    'alike search 0',
    'search 3',
    'below',
  ])
})

test('the last row of each parent', () => {
  const lasts = [...lastRows(visibleRows(nodes, { ...none, groups }))].map(rowKey)
  expect(lasts.sort()).toEqual(['fetch 6', 'root'])
})

test('whatever the tree: every span is a row, or in a folded row', () => {
  const trees = fc.array(fc.record({ parent: fc.nat(40), name: fc.constantFrom('a', 'b'), at: fc.nat(100), long: fc.nat(50) }), {
    minLength: 1,
    maxLength: 60,
  })
  fc.assert(
    fc.property(trees, (drafts) => {
      const tree = buildSpanTree(
        drafts.map(({ parent, name, at, long }, index) => span(String(index), parent < index ? String(parent) : undefined, at, long, name)),
      )
      const found = findGroups(tree.nodes)
      const rows = visibleRows(tree.nodes, { ...none, groups: found })
      const covered = new Set(rows.flatMap((row) => (isGroup(row) ? row.members.flatMap(subtree) : [row.index])))
      function subtree({ index, end }: { index: number; end: number }): number[] {
        return Array.from({ length: end - index }, (_, at) => index + at)
      }
      expect(covered.size).toBe(tree.nodes.length)
      const allOpen = { ...none, groups: found, opened: new Set([...found.values()].map(({ id }) => id)) }
      const shown = visibleRows(tree.nodes, allOpen).filter((row) => !isGroup(row))
      expect(shown).toEqual(tree.nodes)
    }),
  )
})
