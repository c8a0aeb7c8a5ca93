/** How the calls went over the range: small lanes with one clock and one crosshair. A drag over any of them sets the range. */
import { createElement } from 'react'
import { useInteractionTimeline, useInteractionTotals } from '../../api/interaction-figures.ts'
import { failureOf } from '../../api/problem.ts'
import { part, useLoaded } from '../../lib/use-loaded.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/states.tsx'
import styles from './interactions.module.css'
import type { InteractionPage } from './use-interaction-page.ts'

const lanes = part(() => import('./interaction-lanes.tsx').then((module) => module.default))

/** A lane is some 200 pixels wide on an ordinary window. */
const STEPS = 60

export function InteractionStrip({ page }: { page: InteractionPage }) {
  const timeline = useInteractionTimeline(page.filters, STEPS)
  const totals = useInteractionTotals(page.filters)
  const hasCalls = timeline.data?.steps.some(({ calls }) => calls > 0) ?? false
  const loaded = useLoaded(lanes, hasCalls)
  const error = timeline.error ?? totals.error
  if (error && !timeline.data) {
    const retry = (): void => void (timeline.refetch(), totals.refetch())
    return (
      <Note tone="warning">
        The figures over time could not be loaded: {failureOf(error).message}{' '}
        <Button size="small" onClick={retry}>
          Try again
        </Button>
      </Note>
    )
  }
  if (timeline.data && !hasCalls && !loaded) return null
  if (!timeline.data || !loaded) return <div className={styles.stripPlace} role="status" aria-label="Loading the figures" />
  return (
    <div className={styles.strip} data-stale={timeline.isPlaceholderData || undefined}>
      {createElement(loaded, { timeline: timeline.data, totals: totals.data, page })}
    </div>
  )
}
