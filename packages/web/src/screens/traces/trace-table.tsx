import { useMemo, useRef } from 'react'
import { barScale } from '../../charts/bars.tsx'
import { chosenColumns } from '../../lib/column-choice.ts'
import { DataGrid } from '../../ui/data-grid.tsx'
import { NewRowsBar } from '../../ui/new-rows-bar.tsx'
import { ListFoot } from './list-foot.tsx'
import { traceColumns, USUAL_COLUMNS } from './trace-columns.tsx'
import type { ListProps } from './list-props.ts'
import styles from './traces.module.css'

export function TraceTable({ page, list, cursor }: ListProps) {
  const grid = useRef<{ toTop: () => void }>(null)
  const { sort, cols } = page.search
  const mostMs = useMemo(() => barScale(list.items.map(({ duration }) => duration)), [list.items])
  const columns = useMemo(() => {
    const all = traceColumns({ sort, mostMs, onSort: (next) => page.change({ sort: next }, false) })
    const ids = all.map(({ id }) => id)
    const chosen = chosenColumns(cols, ids, USUAL_COLUMNS)
    return all.filter(({ id }) => chosen.has(id))
  }, [sort, mostMs, cols])
  return (
    <div className={styles.table}>
      <DataGrid
        label="Traces"
        columns={columns}
        rows={list.items}
        rowId={({ traceId }) => traceId}
        cursor={cursor}
        onOpen={({ traceId }) => page.open(traceId)}
        onPress={({ traceId }) => page.ahead(traceId)}
        onNearEnd={list.loadMore}
        onScrolled={list.setScrolled}
        more={list.more}
        stale={list.stale}
        handle={grid}
      />
      <NewRowsBar
        {...list.waiting}
        onShow={() => {
          list.showWaiting()
          grid.current?.toTop()
        }}
      />
      <ListFoot page={page} shown={list.items.length} more={list.more} />
    </div>
  )
}
