/** An interaction opened beside the list, or two compared. Both come when they are wanted: the first visit sees neither. */
import { createElement, useEffect } from 'react'
import { part, useLoaded } from '../../lib/use-loaded.ts'
import { Split } from '../../ui/split.tsx'
import { SkeletonRows } from '../../ui/states.tsx'
import type { CompareViewProps } from './compare-view.tsx'
import type { InteractionDetailProps } from './interaction-detail.tsx'
import { InteractionList } from './interaction-list.tsx'
import type { ListProps } from './list-props.ts'

const comparison = part(() => import('./compare-view.tsx').then((module) => module.default))
const detail = part(() => import('./interaction-detail.tsx').then((module) => module.InteractionDetailPane))

export function Opened({ id, ...shared }: ListProps & { id: string }) {
  const { page, marks } = shared
  const { cmp } = page.search
  if (cmp !== undefined) return <Comparison leftId={id} rightId={cmp} page={page} />
  return (
    <Split
      id="interactions.list"
      label="Width of the list"
      sized="start"
      initialPx={340}
      leastPx={240}
      mostPx={620}
      start={<InteractionList {...shared} />}
      end={<Detail key={id} id={id} page={page} marks={marks} />}
    />
  )
}

function Comparison(props: CompareViewProps) {
  const loaded = useLoaded(comparison, true)
  return loaded ? createElement(loaded, props) : <SkeletonRows rowHeight={28} rows={16} />
}

function Detail(props: InteractionDetailProps) {
  const loaded = useLoaded(detail, true)
  return loaded ? createElement(loaded, props) : <SkeletonRows rowHeight={28} rows={16} />
}

const AHEAD_MS = 1500

/** Fetched while nothing else is going on, once there is something to open. */
export function useDetailAhead(hasRows: boolean): void {
  useEffect(() => {
    if (!hasRows) return
    const timer = setTimeout(() => void detail.load().catch(() => undefined), AHEAD_MS)
    return () => clearTimeout(timer)
  }, [hasRows])
}
