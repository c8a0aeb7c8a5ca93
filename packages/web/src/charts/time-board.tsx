/** Lanes under one another with one clock: what happened at the same time lines up. */
import { type ReactNode, useMemo, useRef } from 'react'
import { useNow } from '../lib/now.ts'
import { formatTick, scaleTicks, type TimeScale } from '../lib/time-scale.ts'
import { useWidth } from '../lib/use-width.ts'
import { useZone } from '../lib/zone.ts'
import { AnnotationLane, type AnnotationProps } from './annotation-flags.tsx'
import { BoardProvider, type BrushAction, magnifyStore, type PickAction, useBoard } from './board-context.ts'
import { useHover } from './hover-store.ts'
import styles from './time-board.module.css'
import { TimeOverlay } from './time-overlay.tsx'

export interface TimeBoardProps extends Partial<AnnotationProps> {
  label: string
  /** From useTimeScale. */
  scale: TimeScale
  /** Whether the last hour could be magnified. */
  magnifiable?: boolean
  /** The age of the data; the clock, when not given. */
  nowMs?: number
  brush?: readonly BrushAction[]
  /** What a click on a point shows: what is behind it. */
  onPick?: PickAction
  children: ReactNode
}

const NO_ACTIONS: readonly BrushAction[] = []

export type BoardTimeProps = Pick<TimeBoardProps, 'scale' | 'nowMs' | 'brush' | 'onPick'>

export function useBoardTime({ scale, nowMs, brush = NO_ACTIONS, onPick }: BoardTimeProps) {
  const zone = useZone()
  const hover = useHover()
  const clock = useNow(10_000)
  const now = nowMs ?? clock
  return useMemo(() => ({ scale, zone, nowMs: now, hover, brush, onPick }), [scale, zone, now, hover, brush, onPick])
}

export function TimeBoard(props: TimeBoardProps) {
  const { label, scale, magnifiable = false, annotations, onAnnotation, children } = props
  const flagged = annotations !== undefined
  return (
    <BoardProvider value={useBoardTime(props)}>
      <section className={styles.board} aria-label={label} data-flagged={flagged || undefined}>
        {children}
        <TimeAxis magnifiable={magnifiable} />
        <div className={styles.overPlots}>
          {scale.seamMs !== undefined && <i className={styles.lens} style={{ left: `${scale.position(scale.seamMs) * 100}%` }} />}
          <TimeOverlay />
          {flagged && <AnnotationLane annotations={annotations} {...(onAnnotation && { onAnnotation })} />}
          {scale.seamMs !== undefined && (
            <button
              type="button"
              className={styles.seam}
              style={{ left: `${scale.position(scale.seamMs) * 100}%` }}
              title="The last hour is magnified. Click to draw all of the range evenly"
              onClick={() => magnifyStore.set('off')}
            >
              Last hour
            </button>
          )}
        </div>
      </section>
    </BoardProvider>
  )
}

/** Small lanes beside one another, each with a plot of its own and all with one crosshair. */
export function LaneStrip({ label, children, ...time }: Omit<TimeBoardProps, 'magnifiable' | keyof AnnotationProps>) {
  return (
    <BoardProvider value={useBoardTime(time)}>
      <section className={styles.strip} aria-label={label}>
        {children}
      </section>
    </BoardProvider>
  )
}

export function TimeAxis({ magnifiable = false }: { magnifiable?: boolean }) {
  const { scale, zone } = useBoard()
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  return (
    <div className={styles.foot}>
      {magnifiable && scale.seamMs === undefined && (
        <button type="button" className={styles.magnify} onClick={() => magnifyStore.set('on')}>
          Magnify the last hour
        </button>
      )}
      <div ref={place} className={styles.axis} aria-hidden>
        {width > 0 &&
          scaleTicks(scale, width, zone).map((tick) => (
            <span key={tick.at} className="num" style={{ left: `${tick.position * 100}%` }}>
              {formatTick(tick, zone)}
            </span>
          ))}
      </div>
    </div>
  )
}
