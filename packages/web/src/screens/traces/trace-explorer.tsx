import { TRACE_FIELDS } from '@relayscope/contract/search'
import { createElement, useEffect, useMemo, useRef } from 'react'
import { failureOf, mistakeOf } from '../../api/problem.ts'
import { countTraces, useNewestTrace, useTraces } from '../../api/traces.ts'
import { useSummaryRefresh } from '../../api/summary.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { part, useLoaded } from '../../lib/use-loaded.ts'
import { droppableTerms } from '../../lib/search-query.ts'
import { EmptyList, Unreadable } from '../../panels/empty-list.tsx'
import { useListCursor } from '../../ui/list-cursor.ts'
import { Split } from '../../ui/split.tsx'
import { FailurePane, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { DurationMap } from './duration-map.tsx'
import { FacetPane } from './facet-pane.tsx'
import type { ListProps } from './list-props.ts'
import { SearchBar } from './search-bar.tsx'
import { TraceList } from './trace-list.tsx'
import { TraceTable } from './trace-table.tsx'
import styles from './traces.module.css'
import { type TracePage, useTracePage } from './use-trace-page.ts'

/** The waterfall and all around it: a part of its own. */
const detailPart = part(() => import('./trace-detail.tsx').then((module) => module.TraceDetailPane))

export function TraceExplorer() {
  const page = useTracePage()
  const { search, live, traceId } = page
  const input = useRef<HTMLInputElement>(null)
  const list = useTraces({ ...page.filters, sort: search.sort }, live)
  useSummaryRefresh('traces', live)
  const ids = useMemo(() => list.items.map((item) => item.traceId), [list.items])
  const cursor = useListCursor(ids, traceId, traceId === undefined ? undefined : (id) => page.open(id, { replace: true }))
  useFollowOpen(cursor.moveTo, traceId)
  useShortcuts('Traces', [
    { keys: '/', label: 'Search', run: () => input.current?.focus() },
    { keys: 'j', label: 'Next trace', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous trace', run: () => cursor.move(-1) },
    { keys: 'Enter', label: 'Open the trace', run: () => cursor.id !== undefined && traceId === undefined && page.open(cursor.id) },
    { keys: 'Escape', label: 'Back to the table', run: () => traceId !== undefined && page.close() },
  ])
  const shared: ListProps = { page, list, cursor }
  return (
    <div className={styles.screen}>
      <ProgressLine busy={list.busy} />
      <SearchBar page={page} input={input} mistake={mistakeOf(list.error)} />
      {traceId === undefined ? (
        <Found {...shared} />
      ) : (
        <Split
          id="traces.list"
          label="Width of the list"
          sized="start"
          initialPx={316}
          leastPx={220}
          mostPx={560}
          start={<TraceList {...shared} />}
          end={<Detail traceId={traceId} page={page} />}
        />
      )}
    </div>
  )
}

/** The cursor stands on the trace that is open. */
function useFollowOpen(moveTo: (id: string) => void, traceId: string | undefined): void {
  useEffect(() => {
    if (traceId !== undefined) moveTo(traceId)
  }, [traceId])
}

/** Fetched when somebody goes for the list, so that the first click finds it there. */
function fetchDetail(): void {
  void detailPart.load().catch(() => undefined)
}

function Detail({ traceId, page }: { traceId: string; page: TracePage }) {
  const pane = useLoaded(detailPart, true)
  return pane ? createElement(pane, { key: traceId, traceId, page }) : <SkeletonRows rowHeight={28} rows={16} />
}

function Found(props: ListProps) {
  const { page, list } = props
  const empty = !list.loading && !list.error && list.items.length === 0
  const newest = useNewestTrace(empty)
  if (empty && newest.data === null) return <NoTraces {...props} newest={null} />
  if (page.readable === undefined) return <Unreadable what="traces" onClear={() => page.setQuery('')} />
  const withFacets = page.search.facets !== 'off'
  const results = (
    <div className={styles.results} onPointerEnter={fetchDetail} onFocus={fetchDetail}>
      <DurationMap page={page} />
      <Rows {...props} empty={empty} newest={newest.data} />
    </div>
  )
  return withFacets ? (
    <Split
      id="traces.facets"
      label="Width of the filters"
      sized="start"
      initialPx={216}
      leastPx={170}
      mostPx={380}
      start={<FacetPane page={page} />}
      end={results}
    />
  ) : (
    results
  )
}

function Rows(props: ListProps & { empty: boolean; newest: string | null | undefined }) {
  const { list, empty, newest } = props
  if (list.error && !mistakeOf(list.error))
    return <FailurePane what="Traces could not be loaded" failure={failureOf(list.error)} onRetry={list.retry} />
  if (list.loading) return list.error ? null : <SkeletonRows rowHeight={34} />
  return empty ? <NoTraces {...props} newest={newest} /> : <TraceTable {...props} />
}

function NoTraces({ page, newest }: ListProps & { newest: string | null | undefined }) {
  const { range } = page
  return (
    <EmptyList
      what="traces"
      newest={newest}
      range={range}
      terms={droppableTerms(page.readable ?? '', TRACE_FIELDS)}
      count={(q) => countTraces({ ...range, q })}
      onRange={page.setRange}
      onQuery={page.setQuery}
    />
  )
}
