/** A widget under the hand: while it is dragged all others make room, and where it is let go it stays. */
import { type DashboardWidget, GRID_COLUMNS, type WidgetPosition } from '@relayscope/contract'
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { onGrid, placeWidget } from './place-widget.ts'

/** Where it was taken: the whole is moved, the corner resizes. */
export type Grip = 'whole' | 'corner'

interface Drag {
  readonly id: string
  readonly position: WidgetPosition
}

interface Start {
  readonly id: string
  readonly grip: Grip
  readonly x: number
  readonly y: number
  readonly position: WidgetPosition
  readonly columnPx: number
  readonly rowPx: number
}

/** A shorter way is a click. */
const LEAST_PX = 4

export function useDragging(
  board: RefObject<HTMLElement | null>,
  widgets: readonly DashboardWidget[],
  onPlace: (id: string, position: WidgetPosition) => void,
) {
  const [drag, setDrag] = useState<Drag>()
  const start = useRef<Start>(undefined)
  const latest = useRef({ drag, onPlace })
  latest.current = { drag, onPlace }

  useEffect(() => {
    const move = (event: globalThis.PointerEvent): void => {
      const from = start.current
      if (!from) return
      const across = event.clientX - from.x
      const down = event.clientY - from.y
      if (!latest.current.drag && Math.hypot(across, down) < LEAST_PX) return
      setDrag({ id: from.id, position: movedBy(from, across, down) })
    }
    const end = (event: globalThis.PointerEvent): void => {
      const from = start.current
      const { drag: ended, onPlace: place } = latest.current
      start.current = undefined
      setDrag(undefined)
      if (from && ended && event.type === 'pointerup') place(ended.id, ended.position)
    }
    addEventListener('pointermove', move)
    addEventListener('pointerup', end)
    addEventListener('pointercancel', end)
    return () => {
      removeEventListener('pointermove', move)
      removeEventListener('pointerup', end)
      removeEventListener('pointercancel', end)
    }
  }, [])

  const grab = (event: PointerEvent<HTMLElement>, id: string, grip: Grip): void => {
    const element = board.current
    const position = widgets.find((widget) => widget.id === id)?.position
    if (event.button !== 0 || !element || !position) return
    event.stopPropagation()
    start.current = { id, grip, x: event.clientX, y: event.clientY, position: onGrid(position), ...cellSize(element) }
  }
  return {
    id: drag?.id,
    grab,
    /** As they would lie if it were let go now. */
    widgets: drag ? placeWidget(widgets, drag.id, drag.position) : widgets,
  }
}

/** From one column to the next, and from one row to the next, gaps included. */
function cellSize(board: HTMLElement): { columnPx: number; rowPx: number } {
  const { paddingLeft, paddingRight, columnGap, rowGap, gridAutoRows } = getComputedStyle(board)
  const gap = Number.parseFloat(columnGap)
  const inner = board.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)
  return { columnPx: (inner + gap) / GRID_COLUMNS, rowPx: Number.parseFloat(gridAutoRows) + Number.parseFloat(rowGap) }
}

function movedBy({ grip, position, columnPx, rowPx }: Start, acrossPx: number, downPx: number): WidgetPosition {
  const across = Math.round(acrossPx / columnPx)
  const down = Math.round(downPx / rowPx)
  const { x, y, width, height } = position
  if (grip === 'whole') return onGrid({ x: x + across, y: y + down, width, height })
  return onGrid({ x, y, width: Math.min(GRID_COLUMNS - x, width + across), height: height + down })
}
