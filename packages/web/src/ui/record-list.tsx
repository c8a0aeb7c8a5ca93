import { type KeyboardEvent, type ReactNode, type Ref, useId, useImperativeHandle } from 'react'
import { useTwoLineRowPx } from '../lib/density.ts'
import { classes } from './classes.ts'
import { activeRow, type ListCursor } from './list-cursor.ts'
import styles from './record-list.module.css'
import { useVirtualRows } from './use-virtual-rows.ts'

export interface RecordListProps<Row> {
  label: string
  rows: readonly Row[]
  rowId: (row: Row) => string
  cursor: ListCursor
  /** What stands over the list, at its end. */
  head: ReactNode
  onOpen: (row: Row) => void
  /** The button went down: what opening needs can be asked for before it goes up again. */
  onPress?: (row: Row) => void
  onNearEnd?: () => void
  onScrolled?: (scrolled: boolean) => void
  stale?: boolean
  handle?: Ref<{ toTop: () => void }>
  render: (row: Row) => ReactNode
}

/** The two lines of a row. */
const TEXT_PX = 36

/** Two-line rows beside an open record. */
export function RecordList<Row>(props: RecordListProps<Row>) {
  const { label, rows, rowId, cursor, onOpen, onPress, stale } = props
  const id = useId()
  const rowHeight = useTwoLineRowPx()
  const { pane, totalPx, rows: visible, toTop, onScroll } = useVirtualRows({ ...props, count: rows.length, rowHeight })
  useImperativeHandle(props.handle, () => ({ toTop }))
  const onKeyDown = (event: KeyboardEvent): void => {
    const delta = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (delta === undefined) return
    event.preventDefault()
    cursor.move(delta)
  }
  return (
    <div className={styles.list}>
      <div className={styles.head}>{props.head}</div>
      <div
        ref={pane}
        role="listbox"
        aria-label={label}
        aria-activedescendant={activeRow(id, cursor, visible)}
        tabIndex={0}
        className={classes(styles.body, stale && styles.stale)}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ height: totalPx, position: 'relative' }}>
          {visible.map(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            const key = rowId(row)
            return (
              <div
                key={key}
                id={id + key}
                role="option"
                aria-selected={key === cursor.id}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                className={styles.row}
                style={{ height: rowHeight, paddingTop: (rowHeight - TEXT_PX) / 2, transform: `translateY(${start}px)` }}
                onPointerDown={onPress && (() => onPress(row))}
                onClick={() => onOpen(row)}
              >
                {props.render(row)}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

export interface RecordRowProps {
  mark: ReactNode
  title: string
  value: ReactNode
  tone?: 'critical' | 'warning'
  below: ReactNode
  time: ReactNode
}

export function RecordRow({ mark, title, value, tone, below, time }: RecordRowProps) {
  return (
    <>
      <span className={styles.mark}>{mark}</span>
      <span className={classes(styles.title, 'ell')} title={title}>
        {title}
      </span>
      <span className={classes(styles.value, 'num', tone && styles[tone])}>{value}</span>
      <span className={styles.below}>
        <span className={classes(styles.belowStart, 'ell')}>{below}</span>
        {time}
      </span>
    </>
  )
}
