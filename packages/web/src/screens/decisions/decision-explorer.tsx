import { DECISION_FIELDS } from '@relayscope/contract/search'
import { GitFork, Rows3 } from 'lucide-react'
import { useEffect, useMemo, useRef } from 'react'
import { countDecisions, decisionRowId, useDecisions, useNewestDecision } from '../../api/decisions.ts'
import { failureOf, mistakeOf } from '../../api/problem.ts'
import { useSummaryRefresh } from '../../api/summary.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { droppableTerms } from '../../lib/search-query.ts'
import { EmptyList, Unreadable } from '../../panels/empty-list.tsx'
import { useListCursor } from '../../ui/list-cursor.ts'
import { Split } from '../../ui/split.tsx'
import { FailurePane, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { TabList, TabPanel, Tabs } from '../../ui/tabs.tsx'
import { DecisionDetailPane } from './decision-detail.tsx'
import { DecisionList } from './decision-list.tsx'
import { DecisionTable } from './decision-table.tsx'
import styles from './decisions.module.css'
import type { ListProps } from './list-props.ts'
import { RangeFlow } from './range-flow.tsx'
import { RulesTab } from './rules-tab.tsx'
import { SearchRow } from './search-row.tsx'
import { type DecisionPage, useDecisionPage } from './use-decision-page.ts'

export function DecisionExplorer() {
  const page = useDecisionPage()
  const { search, live, traceId } = page
  const input = useRef<HTMLInputElement>(null)
  const list = useDecisions(page.filters, live)
  useSummaryRefresh('decisions', live)
  const ids = useMemo(() => list.items.map(decisionRowId), [list.items])
  const openId = (id: string, replace: boolean): void => {
    const row = list.items.find((item) => decisionRowId(item) === id)
    if (row) page.open(row, replace)
  }
  const opened = traceId === undefined ? undefined : ids.find((id) => id === `${traceId}/${search.request ?? ''}`)
  const cursor = useListCursor(ids, opened, traceId === undefined ? undefined : (id) => openId(id, true))
  useEffect(() => {
    if (opened !== undefined) cursor.moveTo(opened)
  }, [opened])
  useShortcuts('Decisions', [
    { keys: '/', label: 'Search', run: () => input.current?.focus() },
    { keys: 'j', label: 'Next request', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous request', run: () => cursor.move(-1) },
    { keys: 'Enter', label: 'Open the request', run: () => cursor.id !== undefined && traceId === undefined && openId(cursor.id, false) },
    { keys: 'Escape', label: 'Back to the table', run: () => traceId !== undefined && page.close() },
  ])
  const shared: ListProps = { page, list, cursor }
  return (
    <div className={styles.screen}>
      <ProgressLine busy={list.busy} />
      <SearchRow page={page} input={input} mistake={mistakeOf(list.error)} />
      {traceId === undefined ? (
        <Overview {...shared} />
      ) : (
        <Split
          id="decisions.list"
          label="Width of the list"
          sized="start"
          initialPx={268}
          leastPx={220}
          mostPx={560}
          start={<DecisionList {...shared} />}
          end={<DecisionDetailPane key={`${traceId}/${search.request ?? ''}`} traceId={traceId} page={page} />}
        />
      )}
    </div>
  )
}

const TABS = [
  { id: 'requests', label: 'Requests', icon: <Rows3 aria-hidden /> },
  { id: 'rules', label: 'Rules', icon: <GitFork aria-hidden /> },
]

/** The flow of the range, and below it each request, or each rule. */
function Overview(props: ListProps) {
  const { page, list } = props
  const empty = !list.loading && !list.error && list.items.length === 0
  const newest = useNewestDecision(empty)
  if (page.readable === undefined) return <Unreadable what="decisions" onClear={() => page.setQuery('')} />
  if (empty) return <NoDecisions page={page} newest={newest.data} />
  if (list.error && !mistakeOf(list.error))
    return <FailurePane what="Decisions could not be loaded" failure={failureOf(list.error)} onRetry={list.retry} />
  return (
    <Tabs
      value={page.search.tab ?? 'requests'}
      onChange={(id) => page.change({ tab: id === 'rules' ? 'rules' : undefined }, false)}
      className={styles.overview}
    >
      <RangeFlow page={page} />
      <div className={styles.views}>
        <TabList label="Views" tabs={TABS} />
      </div>
      <TabPanel id="requests" className={styles.panel}>
        {list.loading ? <SkeletonRows rowHeight={34} /> : <DecisionTable {...props} />}
      </TabPanel>
      <TabPanel id="rules" className={styles.panel}>
        <RulesTab page={page} />
      </TabPanel>
    </Tabs>
  )
}

function NoDecisions({ page, newest }: { page: DecisionPage; newest: string | null | undefined }) {
  const { range } = page
  return (
    <EmptyList
      what="decisions"
      newest={newest}
      range={range}
      terms={droppableTerms(page.readable ?? '', DECISION_FIELDS)}
      count={(q) => countDecisions({ ...range, q })}
      onRange={page.setRange}
      onQuery={page.setQuery}
    />
  )
}
