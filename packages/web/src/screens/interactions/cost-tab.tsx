/** What was spent on what, with the period before, and what the month will cost. */
import type { GroupField, InteractionStats } from '@relayscope/contract'
import { useMemo, useRef } from 'react'
import { useCostGroups, useOutlook } from '../../api/costs.ts'
import { failureOf } from '../../api/problem.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { Choice } from '../../ui/choice.tsx'
import { DataGrid } from '../../ui/data-grid.tsx'
import { useListCursor } from '../../ui/list-cursor.ts'
import { Empty, FailurePane, Note, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { COST_GROUPS, costColumns, type CostGroup, groupName, groupSearch, sortCosts } from './cost-columns.tsx'
import { CostVerdict } from './cost-verdict.tsx'
import styles from './interactions.module.css'
import type { InteractionPage } from './use-interaction-page.ts'

export default function CostTab({ page }: { page: InteractionPage }) {
  const by = COST_GROUPS.find(({ id }) => id === page.search.by)?.id ?? 'model'
  const { data, error, isPending, isFetching, isPlaceholderData, refetch } = useCostGroups(page.filters, by)
  const outlook = useOutlook(page.filters, data && (data.total.costs[0]?.currency ?? 'USD'))
  if (error && !data) return <FailurePane what="The costs could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
  if (isPending || !data) return <SkeletonRows rowHeight={34} />
  if (data.total.calls === 0) {
    return (
      <Empty title="Nothing was spent">
        <p>In this range and with these filters there is no interaction.</p>
      </Empty>
    )
  }
  return (
    <div className={styles.costs}>
      <ProgressLine busy={isFetching} />
      <CostVerdict total={data.total} before={data.before} outlook={outlook.data} />
      <div className={styles.costBy}>
        <Choice
          label="Costs by"
          options={COST_GROUPS}
          chosen={by}
          onChoose={(id) => page.change({ by: id === 'model' ? undefined : id })}
        />
      </div>
      <Groups groups={data.groups} by={by} page={page} stale={isPlaceholderData} />
      {data.more && <Note>Showing the {data.groups.length} with the most calls. A search or a filter leaves fewer.</Note>}
    </div>
  )
}

interface GroupsProps {
  groups: InteractionStats['groups']
  by: GroupField
  page: InteractionPage
  stale: boolean
}

function Groups({ groups, by, page, stale }: GroupsProps) {
  const rows = useMemo(() => sortCosts(groups), [groups])
  const idOf = (row: CostGroup): string => groupName(row, by)
  const ids = useMemo(() => rows.map((row) => groupName(row, by)), [rows, by])
  const cursor = useListCursor(ids)
  const open = (row: CostGroup): void => page.change({ tab: undefined, by: undefined, ...groupSearch(row, by, page.query) }, false)
  const latest = useRef(open)
  latest.current = open
  const columns = useMemo(() => costColumns(by, rows, (row) => latest.current(row)), [by, rows])
  useShortcuts('Costs', [
    { keys: 'j', label: 'Next row', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous row', run: () => cursor.move(-1) },
    { keys: 'Enter', label: 'Interactions of the row', run: () => rows[cursor.index] && open(rows[cursor.index] as CostGroup) },
  ])
  return <DataGrid label="Costs" columns={columns} rows={rows} rowId={idOf} cursor={cursor} onOpen={open} stale={stale} />
}
