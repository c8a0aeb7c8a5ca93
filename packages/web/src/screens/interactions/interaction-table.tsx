import { useMemo, useRef } from 'react'
import { barScale } from '../../charts/bars.tsx'
import { useInteractionCount } from '../../api/interactions.ts'
import { formatCapped, formatCount } from '../../lib/format.ts'
import { DataGrid } from '../../ui/data-grid.tsx'
import { NewRowsBar } from '../../ui/new-rows-bar.tsx'
import { interactionColumns } from './interaction-columns.tsx'
import type { ListProps } from './list-props.ts'
import { tokenSum } from './interaction-state.ts'
import styles from './interactions.module.css'
import type { InteractionPage } from './use-interaction-page.ts'

export function InteractionTable({ page, list, cursor }: ListProps) {
  const grid = useRef<{ toTop: () => void }>(null)
  const { sort } = page.search
  const mostMs = useMemo(() => barScale(list.items.map(({ latencyMs }) => latencyMs)), [list.items])
  const mostTokens = useMemo(() => barScale(list.items.map((row) => tokenSum(row) ?? 0)), [list.items])
  const columns = useMemo(
    () => interactionColumns({ sort, mostMs, mostTokens, onSort: (next) => page.change({ sort: next }, false) }),
    [sort, mostMs, mostTokens],
  )
  return (
    <div className={styles.table}>
      <DataGrid
        label="AI interactions"
        columns={columns}
        rows={list.items}
        rowId={({ id }) => id}
        cursor={cursor}
        onOpen={({ id }) => page.open(id)}
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
      <footer className={styles.foot}>
        <InteractionCount page={page} />
        <span className="grow" />
        {sort !== undefined ? (
          <span>The {formatCount(list.items.length)} largest of at most 31 days</span>
        ) : (
          list.more && <span className="num">{formatCount(list.items.length)} loaded, more as you scroll</span>
        )}
      </footer>
    </div>
  )
}

export function InteractionCount({ page }: { page: InteractionPage }) {
  const { data } = useInteractionCount(page.filters)
  if (!data) return null
  return (
    <span className="num">
      <b className="strong">{formatCapped(data.count, data.capped)}</b> {data.count === 1 ? 'interaction' : 'interactions'}
    </span>
  )
}
