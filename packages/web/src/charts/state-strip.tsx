/** How something was, window by window: a strip of marks whose height and colour say the state. */
import { useMemo, useRef } from 'react'
import { type Buckets, latestWhole } from '../lib/buckets.ts'
import { useWidth } from '../lib/use-width.ts'
import { StatusShape } from '../ui/status-shape.tsx'
import { useBoard } from './board-context.ts'
import { useHoveredBucket } from './hover-store.ts'
import { mergeStates, type StripState } from './merge-states.ts'
import styles from './state-strip.module.css'

export interface StateStripProps {
  title: string
  /** What it reads while nothing is hovered: `98.9%`. */
  value: string
  buckets: Buckets
  states: readonly (StripState | null)[]
  /** Why there is nothing, where there is nothing. */
  none?: string
}

const WORDS: Readonly<Record<StripState, string>> = { healthy: 'Healthy', degraded: 'Degraded', critical: 'Critical' }
const SHAPES = { healthy: 'healthy', degraded: 'warning', critical: 'critical' } as const

export function StateStrip({ title, value, buckets, states, none }: StateStripProps) {
  const { hover, nowMs, scale } = useBoard()
  const { index, hovered } = useHoveredBucket(hover, buckets, latestWhole(buckets, nowMs))
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  const marks = useMemo(() => (width === 0 ? [] : mergeStates(buckets, states, scale, width)), [buckets, states, scale, width])
  const state = states[index] ?? lastKnown(states, index)
  return (
    <div className={styles.row} role="group" aria-label={title} data-lane={title}>
      <div className={styles.name}>
        {none === undefined ? (
          <StatusShape status={state ? SHAPES[state] : 'quiet'} label={state ? WORDS[state] : 'Nothing reported'} />
        ) : (
          <StatusShape status="quiet" />
        )}
        <b className="ell">{title}</b>
        <span className="num">{hovered && state ? WORDS[state] : value}</span>
      </div>
      <div ref={place} className={styles.strip} role="img" aria-label={`${title}: ${none ?? describe(states)}`}>
        {none === undefined ? (
          marks.map(({ from, to, state: marked }) => (
            <i key={from} data-state={marked} style={{ left: `${from * 100}%`, width: `calc(${(to - from) * 100}% - 1px)` }} />
          ))
        ) : (
          <span className="t3 ell">{none}</span>
        )}
      </div>
    </div>
  )
}

/** A window without a request says nothing; the one before it still does. */
function lastKnown(states: readonly (StripState | null)[], from: number): StripState | undefined {
  for (let at = from; at >= 0; at--) {
    const state = states[at]
    if (state) return state
  }
  return undefined
}

function describe(states: readonly (StripState | null)[]): string {
  const count = (wanted: StripState): number => states.filter((state) => state === wanted).length
  const [degraded, critical] = [count('degraded'), count('critical')]
  const known = states.filter((state) => state !== null).length
  return degraded + critical === 0
    ? `healthy in all ${known} steps`
    : `critical in ${critical} and degraded in ${degraded} of ${known} steps`
}
