/** The two forms of a list that follows what is stored: a table, and two-line rows beside the record that is open. */
import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import type { LiveList } from '../api/live-list.ts'
import { failureOf } from '../api/problem.ts'
import { formatCapped, formatCount } from '../lib/format.ts'
import { IconButton } from '../ui/button.tsx'
import { type Column, DataGrid } from '../ui/data-grid.tsx'
import type { ListCursor } from '../ui/list-cursor.ts'
import { NewRowsBar } from '../ui/new-rows-bar.tsx'
import { RecordList } from '../ui/record-list.tsx'
import { FailurePane, SkeletonRows } from '../ui/states.tsx'
import styles from './record-panes.module.css'

interface Shared<Row> {
  label: string
  list: LiveList<Row>
  rowId: (row: Row) => string
  cursor: ListCursor
  onOpen: (row: Row) => void
  onPress?: (row: Row) => void
  /** How many there are. */
  count: ReactNode
  /** What stands under the rows. */
  children?: ReactNode
}

interface ListPaneProps<Row> extends Shared<Row> {
  /** In the head, after the count. */
  tools?: ReactNode
  onBack: () => void
  render: (row: Row) => ReactNode
}

/** Two-line rows, beside an open record. */
export function RecordListPane<Row>({ list, count, tools, onBack, children, render, ...rest }: ListPaneProps<Row>) {
  const { handle, bar } = useNewRows(list)
  if (list.error) return <FailurePane what={`${rest.label} could not be loaded`} failure={failureOf(list.error)} onRetry={list.retry} />
  if (list.loading) return <SkeletonRows rowHeight={50} />
  const head = (
    <>
      <IconButton look="ghost" size="small" label="Back to the table" onClick={onBack}>
        <ChevronLeft />
      </IconButton>
      {count}
      {tools && <span className="grow" />}
      {tools}
    </>
  )
  return (
    <div className={styles.pane}>
      <RecordList {...rest} {...rowsOf(list)} head={head} handle={handle} render={render} />
      {bar}
      {children}
    </div>
  )
}

interface TablePaneProps<Row> extends Shared<Row> {
  columns: readonly Column<Row>[]
  /** Largest first: there is one page, of a range that is not too long. */
  ranked?: boolean
}

export function RecordTablePane<Row>({ list, count, ranked = false, children, ...rest }: TablePaneProps<Row>) {
  const { handle, bar } = useNewRows(list)
  const loaded = formatCount(list.items.length)
  return (
    <div className={styles.pane}>
      <DataGrid {...rest} {...rowsOf(list)} more={list.more} handle={handle} />
      {bar}
      {children}
      <footer className={styles.foot}>
        {count}
        <span className="grow" />
        {ranked && <span>The {loaded} largest of at most 31 days</span>}
        {!ranked && list.more && <span className="num">{loaded} loaded, more as you scroll</span>}
      </footer>
    </div>
  )
}

function rowsOf<Row>({ items, loadMore, setScrolled, stale }: LiveList<Row>) {
  return { rows: items, onNearEnd: loadMore, onScrolled: setScrolled, stale }
}

/** New rows never push what is read: a bar says how many there are, and shows them. */
function useNewRows<Row>(list: LiveList<Row>) {
  const handle = useRef<{ toTop: () => void }>(null)
  const show = (): void => {
    list.showWaiting()
    handle.current?.toTop()
  }
  return { handle, bar: <NewRowsBar {...list.waiting} onShow={show} /> }
}

interface FoundCountProps {
  found: { count: number; capped: boolean } | undefined
  one: string
  many: string
}

/** How many were found: a separate, cheap question, so that the rows never wait for it. */
export function FoundCount({ found, one, many }: FoundCountProps) {
  if (!found) return null
  const { count, capped } = found
  return (
    <span className="num" title={capped ? `At least ${formatCount(count)}` : undefined}>
      <b className="strong">{formatCapped(count, capped)}</b> {count === 1 ? one : many}
    </span>
  )
}
