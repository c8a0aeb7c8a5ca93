import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draggedBox } from './dragged-box.ts'
import { heatScale } from './heat-map-scale.ts'
import { boxAfterKey, firstBox } from './keyed-box.ts'

const scale = heatScale(
  {
    from: '2026-03-12T12:00:00.000Z',
    to: '2026-03-12T13:00:00.000Z',
    stepMs: 30_000,
    cells: [{ time: '2026-03-12T12:10:00.000Z', minMs: 1, maxMs: 8192, count: 1, errors: 0, slow: 0 }],
    sampled: false,
  },
  900,
  150,
)

test('it starts over what is slow in the middle, and says so', () => {
  const box = draggedBox(scale, firstBox(scale).from, firstBox(scale).to)
  expect(box?.time?.fromMs).toBeCloseTo(Date.parse('2026-03-12T12:20:00.000Z'), -2)
  expect(box?.duration?.highMs).toBeUndefined()
  expect(box?.duration?.lowMs).toBeCloseTo(Math.sqrt(8192), 0)
})

test('whatever the keys, the box stays in the plot and means something', () => {
  const keys = fc.array(fc.tuple(fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'), fc.boolean()), { maxLength: 60 })
  fc.assert(
    fc.property(keys, (pressed) => {
      let box = firstBox(scale)
      for (const [key, sized] of pressed) box = boxAfterKey(key, sized, box, scale) ?? box
      expect(box.from.x).toBeGreaterThanOrEqual(13.999)
      expect(box.to.x).toBeLessThanOrEqual(900 - 52 + 0.001)
      expect(box.to.x).toBeGreaterThan(box.from.x)
      expect(box.to.y).toBeGreaterThan(box.from.y)
      expect(draggedBox(scale, box.from, box.to)).toBeDefined()
    }),
  )
  expect(boxAfterKey('a', false, firstBox(scale), scale)).toBeUndefined()
})
