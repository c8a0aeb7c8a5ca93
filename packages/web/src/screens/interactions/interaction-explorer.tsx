import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import { useEffect, useMemo, useRef } from 'react'
import { countInteractions, useInteractions, useNewestInteraction } from '../../api/interactions.ts'
import { failureOf, mistakeOf } from '../../api/problem.ts'
import { useSummaryRefresh } from '../../api/summary.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { droppableTerms } from '../../lib/search-query.ts'
import { EmptyList, Unreadable } from '../../panels/empty-list.tsx'
import { useListCursor } from '../../ui/list-cursor.ts'
import { Split } from '../../ui/split.tsx'
import { FailurePane, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { FiltersRow } from './filters-row.tsx'
import { InteractionDetailPane } from './interaction-detail.tsx'
import { InteractionList } from './interaction-list.tsx'
import { InteractionTable } from './interaction-table.tsx'
import styles from './interactions.module.css'
import type { ListProps } from './list-props.ts'
import { type InteractionPage, useInteractionPage } from './use-interaction-page.ts'

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
  const shared: ListProps = { page, list, cursor }
  return (
    <div className={styles.screen}>
      <ProgressLine busy={list.busy} />
      <FiltersRow page={page} input={input} mistake={mistakeOf(list.error)} />
      {interactionId === undefined ? (
        <Found {...shared} />
      ) : (
        <Split
          id="interactions.list"
          label="Width of the list"
          sized="start"
          initialPx={340}
          leastPx={240}
          mostPx={620}
          start={<InteractionList {...shared} />}
          end={<InteractionDetailPane key={interactionId} id={interactionId} page={page} />}
        />
      )}
    </div>
  )
}

function Found(props: ListProps) {
  const { list, page } = props
  const empty = !list.loading && !list.error && list.items.length === 0
  const newest = useNewestInteraction(empty)
  if (page.readable === undefined) return <Unreadable what="interactions" onClear={() => page.change({ q: undefined }, false)} />
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
