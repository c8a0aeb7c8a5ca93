import type { AIInteraction } from '@relayscope/contract'
import { useMemo } from 'react'
import { barScale } from '../../charts/bars.tsx'
import { useInteractionCount } from '../../api/interactions.ts'
import { chosenColumns } from '../../lib/column-choice.ts'
import { FoundCount, RecordTablePane } from '../../panels/record-panes.tsx'
import type { Column } from '../../ui/data-grid.tsx'
import { CompareBar } from './compare-bar.tsx'
import { ALWAYS, interactionColumns, USUAL_COLUMNS } from './interaction-columns.tsx'
import type { ListProps, Marks } from './list-props.ts'
import { tokenSum } from './interaction-state.ts'
import styles from './interactions.module.css'
import type { InteractionPage } from './use-interaction-page.ts'

export function InteractionTable({ page, list, cursor, marks }: ListProps) {
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
    <RecordTablePane
      label="AI interactions"
      columns={columns}
      list={list}
      rowId={({ id }) => id}
      cursor={cursor}
      onOpen={({ id }) => page.open(id)}
      count={<InteractionCount page={page} />}
      ranked={sort !== undefined}
    >
      <CompareBar page={page} marks={marks} />
    </RecordTablePane>
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
  return <FoundCount found={useInteractionCount(page.filters).data} one="interaction" many="interactions" />
}
