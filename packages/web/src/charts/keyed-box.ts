/** A box over the duration map, moved and sized by keys: for those who cannot drag. */
import type { Point } from './dragged-box.ts'
import { type HeatScale, PLOT } from './heat-map-scale.ts'

export interface Box {
  readonly from: Point
  readonly to: Point
}

/** Steps across the whole plot, and up it. */
const STEPS_ACROSS = 24
const STEPS_UP = 8

interface Area {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function areaOf(scale: HeatScale): Area {
  return { left: PLOT.left, right: PLOT.left + scale.plotWidth, top: scale.y(scale.highMs), bottom: scale.y(scale.lowMs) }
}

/** The middle third of the time, the upper half of the durations: what is slow. */
export function firstBox(scale: HeatScale): Box {
  const { left, right, top, bottom } = areaOf(scale)
  const third = (right - left) / 3
  return { from: { x: left + third, y: top }, to: { x: right - third, y: (top + bottom) / 2 } }
}

/** Undefined: the key means nothing here. `sized`: the far corner moves alone. */
export function boxAfterKey(key: string, sized: boolean, box: Box, scale: HeatScale): Box | undefined {
  const area = areaOf(scale)
  const [x, y] = [(area.right - area.left) / STEPS_ACROSS, (area.bottom - area.top) / STEPS_UP]
  const by = { ArrowLeft: [-x, 0], ArrowRight: [x, 0], ArrowUp: [0, -y], ArrowDown: [0, y] }[key]
  if (!by) return undefined
  const [dx = 0, dy = 0] = by
  if (sized) return { from: box.from, to: within(box.to, dx, dy, area, box.from, x, y) }
  const across = Math.max(area.left - Math.min(box.from.x, box.to.x), Math.min(dx, area.right - Math.max(box.from.x, box.to.x)))
  const down = Math.max(area.top - Math.min(box.from.y, box.to.y), Math.min(dy, area.bottom - Math.max(box.from.y, box.to.y)))
  return { from: moved(box.from, across, down), to: moved(box.to, across, down) }
}

function moved({ x, y }: Point, dx: number, dy: number): Point {
  return { x: x + dx, y: y + dy }
}

/** A corner stays within the plot, and one step away from the other. */
function within({ x, y }: Point, dx: number, dy: number, area: Area, other: Point, leastX: number, leastY: number): Point {
  return {
    x: Math.min(area.right, Math.max(x + dx, other.x + leastX)),
    y: Math.min(area.bottom, Math.max(y + dy, other.y + leastY)),
  }
}
