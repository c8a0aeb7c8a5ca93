/** The board while it is edited: every widget can be moved and resized, by hand and by keyboard. */
import type { DashboardWidget, WidgetPosition } from '@relayscope/contract'
import { Copy, Settings2, Trash2 } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react'
import { createHover, HoverProvider } from '../../../charts/hover-store.ts'
import { IconButton } from '../../../ui/button.tsx'
import { titleOf } from './draft.ts'
import styles from './edit-board.module.css'
import { onGrid } from './place-widget.ts'
import { type Grip, useDragging } from './use-dragging.ts'

export interface EditBoardProps {
  label: string
  widgets: readonly DashboardWidget[]
  selected: string | undefined
  wrong: ReadonlySet<string>
  render: (widget: DashboardWidget) => ReactNode
  onPlace: (id: string, position: WidgetPosition) => void
  onSelect: (id: string) => void
  onCopy: (id: string) => void
  onRemove: (id: string) => void
}

/** One for all: a page shows one dashboard. */
const hover = createHover()
const SPARE_ROWS = 8

export function EditBoard(props: EditBoardProps) {
  const { label, widgets, onPlace } = props
  const board = useRef<HTMLElement>(null)
  const drag = useDragging(board, widgets, onPlace)
  const rows = Math.max(0, ...drag.widgets.map(({ position: { y, height } }) => y + height)) + SPARE_ROWS
  return (
    <HoverProvider value={hover}>
      <section
        ref={board}
        aria-label={label}
        className={styles.board}
        style={{ '--rows': rows } as CSSProperties}
        data-dragging={drag.id || undefined}
      >
        {/* In their own order: one that moved past another must keep the focus. */}
        {drag.widgets.map((widget) => (
          <Cell key={widget.id} widget={widget} dragged={drag.id === widget.id} onGrab={drag.grab} {...props} />
        ))}
      </section>
    </HoverProvider>
  )
}

interface CellProps extends EditBoardProps {
  widget: DashboardWidget
  dragged: boolean
  onGrab: (event: PointerEvent<HTMLElement>, id: string, grip: Grip) => void
}

function Cell({ widget, dragged, onGrab, selected, wrong, render, onPlace, onSelect, onCopy, onRemove }: CellProps) {
  const { id, position } = widget
  const title = titleOf(widget)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget) return
    const next = keyedPlace(event, position)
    if (next) onPlace(id, next)
    else if (event.key === 'Enter') onSelect(id)
    else if (event.key === 'Delete' || event.key === 'Backspace') onRemove(id)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const { x, y, width, height } = position
  return (
    <div
      role="group"
      tabIndex={0}
      data-widget={id}
      aria-roledescription="widget"
      aria-label={`${title}, column ${x + 1}, row ${y + 1}, ${width} wide, ${height} high. Arrows move, with Shift they resize, Enter changes it`}
      className={styles.cell}
      data-selected={selected === id || undefined}
      data-dragged={dragged || undefined}
      data-wrong={wrong.has(id) || undefined}
      style={{ gridColumn: `${x + 1} / span ${width}`, gridRow: `${y + 1} / span ${height}` }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => onGrab(event, id, 'whole')}
      onClick={() => onSelect(id)}
    >
      {/* What it shows is a picture here: a drag must not zoom, and Tab must not walk through every chart. */}
      <div className={styles.picture} inert>
        {render(widget)}
      </div>
      <Tools title={title} onSelect={() => onSelect(id)} onCopy={() => onCopy(id)} onRemove={() => onRemove(id)} />
      <i className={styles.corner} aria-hidden onPointerDown={(event) => onGrab(event, id, 'corner')} />
    </div>
  )
}

/** Arrows move, with Shift they resize. */
function keyedPlace(
  { key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent,
  { x, y, width, height }: WidgetPosition,
): WidgetPosition | undefined {
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key]
  if (by === undefined || altKey || ctrlKey || metaKey) return undefined
  const [across = 0, down = 0] = by
  return onGrid(
    shiftKey ? { x, y, width: Math.min(12 - x, width + across), height: height + down } : { x: x + across, y: y + down, width, height },
  )
}

function Tools({ title, onSelect, onCopy, onRemove }: { title: string; onSelect: () => void; onCopy: () => void; onRemove: () => void }) {
  const only = (run: () => void) => (event: { stopPropagation: () => void }) => {
    event.stopPropagation()
    run()
  }
  return (
    <span className={styles.tools} onPointerDown={(event) => event.stopPropagation()}>
      <IconButton look="ghost" size="small" label={`${title}: change`} onClick={only(onSelect)}>
        <Settings2 />
      </IconButton>
      <IconButton look="ghost" size="small" label={`${title}: duplicate`} onClick={only(onCopy)}>
        <Copy />
      </IconButton>
      <IconButton look="ghost" size="small" label={`${title}: remove`} onClick={only(onRemove)}>
        <Trash2 />
      </IconButton>
    </span>
  )
}
