/** One row per provider and model, whatever the table of interactions is filtered by. A click goes to its interactions. */
import type { ModelStats } from '@relayscope/contract'
import { useMemo, useRef } from 'react'
import { useModelStats } from '../../api/interaction-figures.ts'
import { failureOf } from '../../api/problem.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { DataGrid } from '../../ui/data-grid.tsx'
import { useListCursor } from '../../ui/list-cursor.ts'
import { Empty, FailurePane, Note, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import styles from './interactions.module.css'
import { modelColumns, sortModels } from './model-columns.tsx'
import type { InteractionPage } from './use-interaction-page.ts'

export function ModelsTab({ page }: { page: InteractionPage }) {
  const { data, error, isPending, isFetching, isPlaceholderData, refetch } = useModelStats(page.filters)
  if (error && !data) return <FailurePane what="The models could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
  if (isPending || !data) return <SkeletonRows rowHeight={34} />
  if (data.items.length === 0) {
    return (
      <Empty title="No model was called">
        <p>In this range and with these filters there is no interaction.</p>
      </Empty>
    )
  }
  return (
    <div className={styles.table}>
      <ProgressLine busy={isFetching} />
      <Models items={data.items} page={page} stale={isPlaceholderData} />
      {data.more && <Note>Showing the {data.items.length} models with the most calls. A search or a filter leaves fewer.</Note>}
    </div>
  )
}

const idOf = ({ provider, model }: ModelStats): string => JSON.stringify([provider, model])

function Models({ items, page, stale }: { items: readonly ModelStats[]; page: InteractionPage; stale: boolean }) {
  const { by } = page.search
  const rows = useMemo(() => sortModels(items, by), [items, by])
  const ids = useMemo(() => rows.map(idOf), [rows])
  const cursor = useListCursor(ids)
  const open = ({ provider, model }: ModelStats): void =>
    page.change({ tab: undefined, by: undefined, provider: provider || undefined, model: model || undefined }, false)
  const latest = useRef(open)
  latest.current = open
  const columns = useMemo(
    () =>
      modelColumns({
        by,
        rows: items,
        onSort: (next) => page.change({ by: next === 'calls' ? undefined : next }, false),
        onOpen: (row) => latest.current(row),
      }),
    [by, items],
  )
  useShortcuts('Models', [
    { keys: 'j', label: 'Next model', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous model', run: () => cursor.move(-1) },
    { keys: 'Enter', label: 'Interactions of the model', run: () => rows[cursor.index] && open(rows[cursor.index] as ModelStats) },
  ])
  return <DataGrid label="Models" columns={columns} rows={rows} rowId={idOf} cursor={cursor} onOpen={open} stale={stale} />
}
