import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import { Boxes, Coins, MessagesSquare, Rows3 } from 'lucide-react'
import { createElement, useEffect, useMemo, useRef } from 'react'
import { countInteractions, useInteractions, useNewestInteraction } from '../../api/interactions.ts'
import { failureOf, mistakeOf } from '../../api/problem.ts'
import { useSummaryRefresh } from '../../api/summary.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { droppableTerms } from '../../lib/search-query.ts'
import { part, useLoaded } from '../../lib/use-loaded.ts'
import { EmptyList, Unreadable } from '../../panels/empty-list.tsx'
import { useListCursor } from '../../ui/list-cursor.ts'
import { FailurePane, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { TabList, TabPanel, Tabs } from '../../ui/tabs.tsx'
import { ColumnsButton } from '../../ui/columns-button.tsx'
import { ALWAYS, COLUMN_CHOICES, USUAL_COLUMNS } from './interaction-columns.tsx'
import { ExportButton } from './export-button.tsx'
import { FiltersRow } from './filters-row.tsx'
import { InteractionStrip } from './interaction-strip.tsx'
import { InteractionTable } from './interaction-table.tsx'
import styles from './interactions.module.css'
import type { ListProps, Marks } from './list-props.ts'
import { ModelsTab } from './models-tab.tsx'
import { Opened, useDetailAhead } from './opened.tsx'
import { type InteractionPage, useInteractionPage } from './use-interaction-page.ts'
import { useMarks } from './use-marks.ts'

export function InteractionExplorer() {
  const page = useInteractionPage()
  const { search, live, interactionId } = page
  const input = useRef<HTMLInputElement>(null)
  const list = useInteractions({ ...page.filters, sort: search.sort }, live)
  useSummaryRefresh('interactions', live)
  const ids = useMemo(() => list.items.map(({ id }) => id), [list.items])
  const cursor = useListCursor(ids, interactionId, interactionId === undefined ? undefined : (id) => page.open(id, true))
  useEffect(() => {
    if (interactionId !== undefined) cursor.moveTo(interactionId)
  }, [interactionId])
  useShortcuts('Interactions', [
    { keys: '/', label: 'Search', run: () => input.current?.focus() },
    { keys: 'j', label: 'Next interaction', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous interaction', run: () => cursor.move(-1) },
    {
      keys: 'Enter',
      label: 'Open the interaction',
      run: () => cursor.id !== undefined && interactionId === undefined && page.open(cursor.id),
    },
    { keys: 'Escape', label: 'Back to the table', run: () => interactionId !== undefined && page.close() },
  ])
  useDetailAhead(list.items.length > 0)
  const marks = useMarks()
  useMarkShortcuts(page, marks, cursor.id)
  const shared: ListProps = { page, list, cursor, marks }
  return (
    <div className={styles.screen}>
      <ProgressLine busy={list.busy} />
      <FiltersRow page={page} input={input} mistake={mistakeOf(list.error)} />
      {interactionId === undefined ? <Overview {...shared} /> : <Opened {...shared} id={interactionId} />}
    </div>
  )
}

/** `x` marks, and with two marked `c` compares them. */
function useMarkShortcuts(page: InteractionPage, marks: Marks, current: string | undefined): void {
  const [first, second] = marks.ids
  const comparing = page.search.cmp !== undefined
  useShortcuts('Compare', [
    ...(comparing ? [] : [{ keys: 'x', label: 'Mark to compare', run: () => current !== undefined && marks.toggle(current) }]),
    ...(!comparing && first !== undefined && second !== undefined
      ? [{ keys: 'c', label: 'Compare the two', run: () => page.compare(first, second) }]
      : []),
  ])
}

const TABS = [
  { id: 'interactions', label: 'Interactions', icon: <Rows3 aria-hidden /> },
  { id: 'models', label: 'Models', icon: <Boxes aria-hidden /> },
  { id: 'cost', label: 'Cost', icon: <Coins aria-hidden /> },
  { id: 'sessions', label: 'Sessions', icon: <MessagesSquare aria-hidden /> },
] as const

const costTab = part(() => import('./cost-tab.tsx').then((module) => module.default))
const sessionsTab = part(() => import('./sessions-tab.tsx').then((module) => module.default))

const tabOf = (id: string): InteractionPage['search']['tab'] =>
  TABS.map((tab) => tab.id).find((known) => known !== 'interactions' && known === id) as InteractionPage['search']['tab']

/** Figures over time, and below them the rows: each call, or each model. */
function Overview(props: ListProps) {
  const { page } = props
  const { tab } = page.search
  const cost = useLoaded(costTab, tab === 'cost')
  const sessions = useLoaded(sessionsTab, tab === 'sessions')
  if (page.readable === undefined) return <Unreadable what="interactions" onClear={() => page.change({ q: undefined }, false)} />
  return (
    <Tabs
      value={tab ?? 'interactions'}
      onChange={(id) => page.change({ tab: tabOf(id), by: undefined, session: undefined }, false)}
      className={styles.overview}
    >
      <InteractionStrip page={page} />
      <div className={styles.views}>
        <TabList label="Views" tabs={TABS} />
        <span className="grow" />
        {tab === undefined && (
          <ColumnsButton
            size="small"
            columns={COLUMN_CHOICES}
            usual={USUAL_COLUMNS}
            always={ALWAYS}
            cols={page.search.cols}
            onChange={(cols) => page.change({ cols })}
          />
        )}
        <ExportButton page={page} loaded={props.list.items} />
      </div>
      <TabPanel id="interactions" className={styles.panel}>
        <Found {...props} />
      </TabPanel>
      <TabPanel id="models" className={styles.panel}>
        <ModelsTab page={page} />
      </TabPanel>
      <TabPanel id="cost" className={styles.panel}>
        {cost ? createElement(cost, { page }) : <SkeletonRows rowHeight={34} />}
      </TabPanel>
      <TabPanel id="sessions" className={styles.panel}>
        {sessions ? createElement(sessions, { page }) : <SkeletonRows rowHeight={34} />}
      </TabPanel>
    </Tabs>
  )
}

function Found(props: ListProps) {
  const { list, page } = props
  const empty = !list.loading && !list.error && list.items.length === 0
  const newest = useNewestInteraction(empty)
  if (list.error && !mistakeOf(list.error))
    return <FailurePane what="Interactions could not be loaded" failure={failureOf(list.error)} onRetry={list.retry} />
  if (list.loading) return list.error ? null : <SkeletonRows rowHeight={34} />
  return empty ? <NoInteractions page={page} newest={newest.data} /> : <InteractionTable {...props} />
}

/** The filters of the row and the terms of the search count alike when nothing is found. */
function NoInteractions({ page, newest }: { page: InteractionPage; newest: string | null | undefined }) {
  const { range, search, readable = '' } = page
  const chosen = (['provider', 'model', 'status'] as const).flatMap((field) =>
    search[field] === undefined ? [] : [`${field}:"${search[field].replace(/["\\]/g, '\\$&')}"`],
  )
  const whole = [...chosen, readable].join(' ').trim()
  return (
    <EmptyList
      what="interactions"
      newest={newest}
      range={range}
      terms={droppableTerms(whole, INTERACTION_FIELDS)}
      count={(q) => countInteractions({ ...range, q })}
      onRange={page.setRange}
      onQuery={(q) => page.change({ q: q === '' ? undefined : q, provider: undefined, model: undefined, status: undefined }, false)}
    />
  )
}
