import { ArrowDown } from 'lucide-react'
import { type KeyboardEvent, memo, type ReactNode, type Ref, useId, useImperativeHandle } from 'react'
import { useRowPx } from '../lib/density.ts'
import { classes } from './classes.ts'
import styles from './data-grid.module.css'
import { activeRow, type ListCursor } from './list-cursor.ts'
import { useVirtualRows } from './use-virtual-rows.ts'

export interface Column<Row> {
  readonly id: string
  readonly label: string
  /** A track of the grid: `78px`, `minmax(150px, 1.5fr)`. */
  readonly width: string
  readonly align?: 'end'
  /** Present where the rows can be ordered by this column. */
  readonly onSort?: () => void
  readonly sorted?: boolean
  readonly render: (row: Row) => ReactNode
}

export interface DataGridProps<Row> {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  cursor: ListCursor
  onOpen: (row: Row) => void
  /** The button went down: what opening needs can be asked for before it goes up again. */
  onPress?: (row: Row) => void
  onNearEnd?: () => void
  onScrolled?: (scrolled: boolean) => void
  /** Whether there are rows that have not been loaded. */
  more?: boolean
  /** The rows are those of the search before, and about to change. */
  stale?: boolean
  handle?: Ref<{ toTop: () => void }>
}

const GAP_PX = 12
const PADDING_PX = 16

/** A pane narrower than its columns can be scrolled sideways: nothing is lost at 200 %. */
function leastWidth<Row>(columns: readonly Column<Row>[]): number {
  const widths = columns.map(({ width }) => Number(/(\d+(?:\.\d+)?)px/.exec(width)?.[1] ?? 0))
  return widths.reduce((sum, width) => sum + width + GAP_PX, 2 * PADDING_PX - GAP_PX)
}

export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { label, columns, rows, rowId, cursor, onOpen, onPress, stale } = props
  const id = useId()
  const rowHeight = useRowPx()
  const { pane, totalPx, rows: visible, toTop, onScroll } = useVirtualRows({ ...props, count: rows.length, rowHeight })
  useImperativeHandle(props.handle, () => ({ toTop }))
  const onKeyDown = (event: KeyboardEvent): void => {
    const delta = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key]
    if (delta === undefined) return
    event.preventDefault()
    cursor.move(delta)
  }
  const template = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') }
  const least = { minWidth: leastWidth(columns) }
  return (
    <div
      role="grid"
      aria-label={label}
      aria-rowcount={props.more ? -1 : rows.length + 1}
      aria-activedescendant={activeRow(id, cursor, visible)}
      tabIndex={0}
      className={styles.grid}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" style={least}>
        <div role="row" aria-rowindex={1} className={styles.head} style={template}>
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} />
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={pane} className={classes(styles.body, stale && styles.stale)} style={least} onScroll={onScroll}>
        <div role="presentation" style={{ height: totalPx, position: 'relative' }}>
          {visible.map(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            const key = rowId(row)
            return (
              <div
                key={key}
                id={id + key}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={key === cursor.id}
                className={styles.row}
                style={{ ...template, height: rowHeight, transform: `translateY(${start}px)` }}
                onPointerDown={onPress && (() => onPress(row))}
                onClick={() => onOpen(row)}
              >
                <Cells columns={columns} row={row} />
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

function HeadCell<Row>({ column }: { column: Column<Row> }) {
  const { label, align, onSort, sorted } = column
  return (
    <span role="columnheader" className={classes(align === 'end' && styles.end)} aria-sort={sorted ? 'descending' : undefined}>
      {onSort ? (
        <button type="button" onClick={onSort}>
          {label}
          {sorted && <ArrowDown aria-hidden />}
        </button>
      ) : (
        label
      )}
    </span>
  )
}

function CellsOf<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }): ReactNode {
  return columns.map((column) => (
    <span key={column.id} role="gridcell" className={classes(styles.cell, column.align === 'end' && styles.end)}>
      {column.render(row)}
    </span>
  ))
}

/** Scrolling must not render the cells again. */
const Cells = memo(CellsOf) as typeof CellsOf
