import type { DurationHistogram } from '@relayscope/contract'
import { describe, expect, test } from 'vitest'
import { describeBox, draggedBox } from './dragged-box.ts'
import { heatScale, PLOT } from './heat-map-scale.ts'

const histogram: DurationHistogram = {
  from: '2026-03-12T12:00:00Z',
  to: '2026-03-12T13:00:00Z',
  stepMs: 60_000,
  sampled: false,
  cells: [
    { time: '2026-03-12T12:00:00Z', minMs: 1, maxMs: 2, count: 1, errors: 0, slow: 0 },
    { time: '2026-03-12T12:30:00Z', minMs: 512, maxMs: 1024, count: 1, errors: 0, slow: 0 },
  ],
}
const scale = heatScale(histogram, PLOT.left + 600 + PLOT.right, PLOT.top + 100 + PLOT.bottom)
const at = (x: number, y: number) => ({ x: PLOT.left + x, y: PLOT.top + y })

describe('a drag over the duration map', () => {
  test('along the axis is a stretch of time, whatever the hand did', () => {
    const box = draggedBox(scale, at(300, 40), at(0, 46))
    expect(box?.duration).toBeUndefined()
    expect(box?.time?.fromMs).toBe(Date.parse('2026-03-12T12:00:00Z'))
    expect(box?.time?.toMs).toBe(Date.parse('2026-03-12T12:30:00Z'))
  })

  test('across is a span of durations, in either direction', () => {
    const down = draggedBox(scale, at(10, 20), at(12, 50))
    expect(down?.time).toBeUndefined()
    expect(down?.duration?.lowMs).toBeCloseTo(32, 5)
    expect(down?.duration?.highMs).toBeCloseTo(256, 5)
    expect(draggedBox(scale, at(12, 50), at(10, 20))).toEqual(down)
  })

  test('to the top or the bottom leaves that end open, over everything says nothing of durations', () => {
    expect(draggedBox(scale, at(0, -20), at(0, 50))?.duration).toEqual({ lowMs: expect.closeTo(32, 5) })
    expect(draggedBox(scale, at(0, 50), at(0, 130))?.duration).toEqual({ highMs: expect.closeTo(32, 5) })
    expect(draggedBox(scale, at(0, 0), at(300, 100))?.duration).toBeUndefined()
  })

  test('a click is nothing', () => expect(draggedBox(scale, at(10, 10), at(12, 13))).toBeUndefined())

  test('is described while it grows', () => {
    const box = draggedBox(scale, at(0, 20), at(300, 50))
    expect(box && describeBox(box, 'utc')).toBe('12:00:00 to 12:30:00 · 32 ms to 256 ms')
  })
})
