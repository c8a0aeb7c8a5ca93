import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FlowLink, layoutFlow } from './sankey-layout.ts'

const roads = fc.array(
  fc.record({
    names: fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('r', 's'), fc.constantFrom('m', 'n', 'o'), fc.constantFrom('p', 'q')),
    traces: fc.integer({ min: 1, max: 1000 }),
  }),
  { maxLength: 20 },
)

function linksOf(list: readonly { names: readonly string[]; traces: number }[]): FlowLink[] {
  const links = new Map<string, FlowLink & { traces: number }>()
  for (const { names, traces } of list)
    for (let layer = 0; layer < 3; layer++) {
      const key = `${layer}/${names[layer]}/${names[layer + 1]}`
      const known = links.get(key) ?? { layer, from: names[layer] ?? '', to: names[layer + 1] ?? '', traces: 0, failed: 0 }
      links.set(key, { ...known, traces: known.traces + traces })
    }
  return [...links.values()]
}

describe('the layout of a flow', () => {
  it('keeps everything within its height, nothing over anything, and every band at its nodes', () => {
    fc.assert(
      fc.property(roads, (list) => {
        const { nodes, bands } = layoutFlow(linksOf(list), 200)
        const total = list.reduce((sum, { traces }) => sum + traces, 0)
        for (let layer = 0; layer < 4; layer++) {
          const own = nodes.filter((node) => node.layer === layer)
          expect(own.reduce((sum, { traces }) => sum + traces, 0)).toBe(total)
          for (const [at, node] of own.entries()) {
            expect(node.y + node.height).toBeLessThanOrEqual(200.001)
            const before = own[at - 1]
            if (before) expect(node.y).toBeGreaterThan(before.y + before.height)
          }
        }
        for (const { from, to, fromY, toY, height } of bands) {
          expect(fromY).toBeGreaterThanOrEqual(from.y - 1e-6)
          expect(fromY + Math.min(height, from.height)).toBeLessThanOrEqual(from.y + from.height + 1.001)
          expect(toY).toBeGreaterThanOrEqual(to.y - 1e-6)
        }
      }),
    )
  })

  it('of nothing is nothing', () => {
    expect(layoutFlow([], 100)).toEqual({ nodes: [], bands: [] })
  })
})
