/** Moving and resizing on the grid: the one that is moved stands where it is wanted, and what lies there goes down. */
import { GRID_COLUMNS, type WidgetPosition } from '@relayscope/contract'

export interface Placed {
  readonly id: string
  readonly position: WidgetPosition
}

const MOST_ROWS = 1000

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)))
}

/** A place that lies on the grid. */
export function onGrid({ x, y, width, height }: WidgetPosition): WidgetPosition {
  const wide = clamp(width, 1, GRID_COLUMNS)
  const high = clamp(height, 1, MOST_ROWS)
  return { x: clamp(x, 0, GRID_COLUMNS - wide), y: clamp(y, 0, MOST_ROWS - high), width: wide, height: high }
}

export function overlaps(left: WidgetPosition, right: WidgetPosition): boolean {
  return (
    left.x < right.x + right.width && right.x < left.x + left.width && left.y < right.y + right.height && right.y < left.y + left.height
  )
}

function byReadingOrder({ position: left }: Placed, { position: right }: Placed): number {
  return left.y - right.y || left.x - right.x
}

/** The same widgets in the same order, with `id` at its new place. Nothing moves sideways but that one. */
export function placeWidget<Widget extends Placed>(widgets: readonly Widget[], id: string, wanted: WidgetPosition): Widget[] {
  const moved = widgets.find((widget) => widget.id === id)
  if (!moved) return [...widgets]
  const places = new Map([[id, onGrid(wanted)]])
  for (const { id: other, position } of widgets.filter((widget) => widget.id !== id).sort(byReadingOrder))
    places.set(other, freeBelow(onGrid(position), [...places.values()]))
  return withPlaces(widgets, places)
}

/** Takes out the empty rows and what lies loose below a hole. */
export function closeGaps<Widget extends Placed>(widgets: readonly Widget[]): Widget[] {
  const places = new Map<string, WidgetPosition>()
  for (const { id, position } of [...widgets].sort(byReadingOrder)) {
    const taken = [...places.values()]
    let place = freeBelow(onGrid(position), taken)
    while (place.y > 0 && !taken.some((other) => overlaps({ ...place, y: place.y - 1 }, other))) place = { ...place, y: place.y - 1 }
    places.set(id, place)
  }
  return withPlaces(widgets, places)
}

/** The first place for a new one: after the last row, or in it where there is room. */
export function freePlace(widgets: readonly Placed[], width: number, height: number): WidgetPosition {
  const taken = widgets.map(({ position }) => position)
  const end = Math.max(0, ...taken.map(({ y, height: high }) => y + high))
  for (let y = 0; y <= end; y++) {
    for (let x = 0; x + width <= GRID_COLUMNS; x++) {
      const place = { x, y, width, height }
      if (!taken.some((other) => overlaps(place, other))) return place
    }
  }
  return onGrid({ x: 0, y: end, width, height })
}

function freeBelow(wanted: WidgetPosition, taken: readonly WidgetPosition[]): WidgetPosition {
  let place = wanted
  for (;;) {
    const inTheWay = taken.filter((other) => overlaps(place, other))
    if (inTheWay.length === 0) return place
    place = { ...place, y: Math.max(...inTheWay.map(({ y, height }) => y + height)) }
  }
}

function withPlaces<Widget extends Placed>(widgets: readonly Widget[], places: ReadonlyMap<string, WidgetPosition>): Widget[] {
  return widgets.map((widget) => ({ ...widget, position: places.get(widget.id) ?? widget.position }))
}
