import type { AIInteraction } from '@relayscope/contract'
import { useMemo, useRef } from 'react'
import { barScale } from '../../charts/bars.tsx'
import { useInteractionCount } from '../../api/interactions.ts'
import { chosenColumns } from '../../lib/column-choice.ts'
import { formatCapped, formatCount } from '../../lib/format.ts'
import { type Column, DataGrid } from '../../ui/data-grid.tsx'
import { NewRowsBar } from '../../ui/new-rows-bar.tsx'
import { CompareBar } from './compare-bar.tsx'
import { ALWAYS, interactionColumns, USUAL_COLUMNS } from './interaction-columns.tsx'
import type { ListProps, Marks } from './list-props.ts'
import { tokenSum } from './interaction-state.ts'
import styles from './interactions.module.css'
import type { InteractionPage } from './use-interaction-page.ts'

export function InteractionTable({ page, list, cursor, marks }: ListProps) {
  const grid = useRef<{ toTop: () => void }>(null)
  const { sort, cols } = page.search
  const mostMs = useMemo(() => barScale(list.items.map(({ latencyMs }) => latencyMs)), [list.items])
  const mostTokens = useMemo(() => barScale(list.items.map((row) => tokenSum(row) ?? 0)), [list.items])
  const columns = useMemo((): Column<AIInteraction>[] => {
    const all = interactionColumns({ sort, mostMs, mostTokens, onSort: (next) => page.change({ sort: next }, false) })
    const chosen = chosenColumns(
      cols,
      all.map(({ id }) => id),
      USUAL_COLUMNS,
      ALWAYS,
    )
    return [markColumn(marks), ...all.filter(({ id }) => chosen.has(id))]
  }, [sort, mostMs, mostTokens, cols, marks])
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
      <CompareBar page={page} marks={marks} />
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

/** Two rows that are marked can be compared. */
function markColumn({ ids, toggle }: Marks): Column<AIInteraction> {
  return {
    id: 'mark',
    label: 'Mark',
    width: '26px',
    render: ({ id, model }) => (
      <input
        type="checkbox"
        className={styles.mark}
        aria-label={`Mark ${model || 'this interaction'} to compare`}
        checked={ids.includes(id)}
        onClick={(event) => event.stopPropagation()}
        onChange={() => toggle(id)}
      />
    ),
  }
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
