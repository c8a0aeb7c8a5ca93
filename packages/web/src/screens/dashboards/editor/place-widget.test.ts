import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closeGaps, freePlace, overlaps, type Placed, placeWidget } from './place-widget.ts'

const at = (id: string, x: number, y: number, width = 4, height = 2): Placed => ({ id, position: { x, y, width, height } })

const widgetList = fc
  .array(fc.record({ x: fc.nat(11), y: fc.nat(12), width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 5 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((places) => places.map((position, index): Placed => ({ id: `w${index}`, position })))

function expectApart(widgets: readonly Placed[]): void {
  for (const left of widgets) {
    expect(left.position.x + left.position.width).toBeLessThanOrEqual(12)
    for (const right of widgets) if (left !== right) expect(overlaps(left.position, right.position)).toBe(false)
  }
}

describe('a widget that is moved', () => {
  test('stands where it is wanted, and what lies there goes down', () => {
    const moved = placeWidget([at('a', 0, 0), at('b', 0, 2), at('c', 4, 0)], 'a', { x: 0, y: 1, width: 4, height: 2 })
    expect(moved.map(({ id, position: { x, y } }) => [id, x, y])).toEqual([
      ['a', 0, 1],
      ['b', 0, 3],
      ['c', 4, 0],
    ])
  })

  test('changes places with the one above', () => {
    const moved = placeWidget([at('a', 0, 0), at('b', 0, 2)], 'b', { x: 0, y: 1, width: 4, height: 2 })
    expect(moved.map(({ id, position: { y } }) => [id, y])).toEqual([
      ['a', 3],
      ['b', 1],
    ])
  })

  test('never lies over another, whatever was there, and stays on the grid', () => {
    fc.assert(
      fc.property(widgetList, fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 15 }), (widgets, x, y, width) => {
        const moved = placeWidget(widgets, 'w0', { x, y, width, height: 2 })
        expectApart(moved)
        expect(moved.map(({ id }) => id)).toEqual(widgets.map(({ id }) => id))
        expect(moved[0]?.position.y).toBe(y)
      }),
    )
  })
})

test('gaps are closed upwards, and nothing else changes', () => {
  expect(closeGaps([at('a', 0, 5), at('b', 0, 9), at('c', 6, 1)]).map(({ position: { x, y } }) => [x, y])).toEqual([
    [0, 0],
    [0, 2],
    [6, 0],
  ])
  fc.assert(
    fc.property(widgetList, (widgets) => {
      const closed = closeGaps(widgets)
      expectApart(closed)
      expect(closeGaps(closed)).toEqual(closed)
    }),
  )
})

test('a new one gets the first free place', () => {
  expect(freePlace([], 6, 4)).toEqual({ x: 0, y: 0, width: 6, height: 4 })
  expect(freePlace([at('a', 0, 0, 6, 4)], 6, 4)).toEqual({ x: 6, y: 0, width: 6, height: 4 })
  expect(freePlace([at('a', 0, 0, 7, 4)], 6, 4)).toEqual({ x: 0, y: 4, width: 6, height: 4 })
})
