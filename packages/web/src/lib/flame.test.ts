import type { Span } from '@relayscope/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flameBlocks, flameNeighbour, layoutFlame } from './flame.ts'
import { buildSpanTree, type SpanNode } from './span-tree.ts'

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

const { nodes } = buildSpanTree([
  span('root', undefined, 0, 100),
  span('a', 'root', 0, 60),
  span('a1', 'a', 10, 20),
  span('b', 'root', 30, 50),
  span('c', 'root', 85, 10),
])
const byName = (name: string): SpanNode => nodes.find((node) => node.span.name === name) ?? nodes[0]!

test('what ran side by side stands under each other, with all that is below it', () => {
  const { lanes, laneCount } = layoutFlame(nodes)
  expect(Object.fromEntries(nodes.map(({ span: { name }, index }) => [name, lanes[index]]))).toEqual({ root: 0, a: 1, a1: 2, b: 3, c: 1 })
  expect(laneCount).toBe(4)
})

test('very deep traces', () => {
  const deep = Array.from({ length: 20_000 }, (_, at) => span(String(at), at === 0 ? undefined : String(at - 1), 0, 20_000 - at))
  expect(layoutFlame(buildSpanTree(deep).nodes).laneCount).toBe(20_000)
})

test('keys walk the tree', () => {
  expect(flameNeighbour(nodes, byName('a'), 'ArrowDown')).toBe(byName('a1'))
  expect(flameNeighbour(nodes, byName('a'), 'ArrowRight')).toBe(byName('b'))
  expect(flameNeighbour(nodes, byName('b'), 'ArrowLeft')).toBe(byName('a'))
  expect(flameNeighbour(nodes, byName('a1'), 'ArrowUp')).toBe(byName('a'))
  expect(flameNeighbour(nodes, byName('a'), 'ArrowLeft')).toBeUndefined()
  expect(flameNeighbour(nodes, byName('c'), 'ArrowRight')).toBeUndefined()
  expect(flameNeighbour(nodes, byName('root'), 'ArrowUp')).toBeUndefined()
})

describe('blocks', () => {
  const many = buildSpanTree([
    span('root', undefined, 0, 1000),
    ...Array.from({ length: 500 }, (_, at) => span(`s${at}`, 'root', at * 2, 1.5, 'step')),
  ]).nodes
  const layout = layoutFlame(many)
  const blocks = (width: number, from = 0, to = 1000) =>
    flameBlocks({ nodes: many, layout, x: (ms) => ((ms - from) / (to - from)) * width, width, lanes: [0, 10] })

  test('siblings alike are one block while they cannot be told apart', () => {
    expect(blocks(500).map(({ count }) => count)).toEqual([1, 500])
    expect(blocks(1000, 0, 20).every(({ count }) => count === 1)).toBe(true)
  })

  test('what is out of view is left out', () => {
    expect(blocks(1000, 100, 120).length).toBeLessThan(15)
    expect(flameBlocks({ nodes: many, layout, x: (ms) => ms, width: 1000, lanes: [5, 9] })).toEqual([])
  })
})

test('whatever the tree: no two bars of a line overlap', () => {
  const trees = fc.array(fc.record({ parent: fc.nat(30), at: fc.nat(100), long: fc.integer({ min: 1, max: 60 }) }), { maxLength: 50 })
  fc.assert(
    fc.property(trees, (drafts) => {
      const tree = buildSpanTree(
        drafts.map(({ parent, at, long }, index) => span(String(index), parent < index ? String(parent) : undefined, at, long)),
      )
      const { lanes } = layoutFlame(tree.nodes)
      for (const one of tree.nodes)
        for (const two of tree.nodes) {
          if (one.index >= two.index || lanes[one.index] !== lanes[two.index]) continue
          const apart = one.offsetMs + one.durationMs <= two.offsetMs || two.offsetMs + two.durationMs <= one.offsetMs
          expect(apart).toBe(true)
        }
      for (const { index, parent } of tree.nodes) if (parent >= 0) expect(lanes[index]).toBeGreaterThan(lanes[parent] ?? 0)
    }),
  )
})
