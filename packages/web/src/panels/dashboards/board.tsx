/** The widgets of a dashboard on their grid of 12 columns. */
import { type DashboardWidget, GRID_COLUMNS, type WidgetPosition } from '@relayscope/contract'
import type { CSSProperties, ReactNode } from 'react'
import { createHover, HoverProvider } from '../../charts/hover-store.ts'
import styles from './board.module.css'

export interface BoardProps {
  label: string
  widgets: readonly DashboardWidget[]
  render: (widget: DashboardWidget) => ReactNode
  /** On a screen at the wall: larger type, and the rows share the height there is. */
  wall?: boolean
}

/** One for all: a page shows one dashboard. */
const hover = createHover()

export function Board({ label, widgets, render, wall = false }: BoardProps) {
  const rows = Math.max(1, ...widgets.map(({ position: { y, height } }) => y + height))
  return (
    <HoverProvider value={hover}>
      <section aria-label={label} className={styles.board} data-wall={wall || undefined} style={{ '--rows': rows } as CSSProperties}>
        {inReadingOrder(widgets).map((widget) => (
          <div key={widget.id} className={styles.cell} style={placeOf(widget.position)}>
            {render(widget)}
          </div>
        ))}
      </section>
    </HoverProvider>
  )
}

/** The keyboard walks as the eye does. */
export function inReadingOrder(widgets: readonly DashboardWidget[]): DashboardWidget[] {
  return [...widgets].sort(({ position: left }, { position: right }) => left.y - right.y || left.x - right.x)
}

/** What another program placed beyond the last column is shown at it. */
export function fitted({ x, y, width, height }: WidgetPosition): WidgetPosition {
  const wide = Math.min(GRID_COLUMNS, width)
  return { x: Math.min(x, GRID_COLUMNS - wide), y, width: wide, height }
}

function placeOf(position: WidgetPosition): CSSProperties {
  const { x, y, width, height } = fitted(position)
  return { gridColumn: `${x + 1} / span ${width}`, gridRow: `${y + 1} / span ${height}`, '--height': height } as CSSProperties
}
