import { type KeyboardEvent, type MouseEvent, useId, useState } from 'react'
import type { Buckets } from '../lib/buckets.ts'
import { Dot } from '../ui/marks.tsx'
import { useBoard } from './board-context.ts'
import { useHoveredBucket } from './hover-store.ts'
import styles from './lane.module.css'
import type { ChartSeries } from './series.ts'

export interface LaneLegendProps {
  title: string
  series: readonly ChartSeries[]
  buckets: Buckets
  format: (value: number) => string
  /** The bucket that is read while nothing is hovered: the readout's. */
  restAt: number
  /** Those that are shown; none: all are. */
  isolated: readonly string[]
  onIsolate: (ids: readonly string[]) => void
  onHighlight: (id: string | undefined) => void
  /** Instead of isolating, a plain click does this. */
  onSeries?: ((id: string) => void) | undefined
}

/** The small table of series. A click isolates one, with Ctrl or ⌘ it adds one; a second click shows all again. */
export function LaneLegend({ title, series, buckets, format, restAt, isolated, onIsolate, onHighlight, onSeries }: LaneLegendProps) {
  const id = useId()
  const [active, setActive] = useState(-1)
  const choose = (chosen: string, { metaKey, ctrlKey, shiftKey }: MouseEvent | KeyboardEvent): void => {
    const has = isolated.includes(chosen)
    if (metaKey || ctrlKey || shiftKey) onIsolate(has ? isolated.filter((one) => one !== chosen) : [...isolated, chosen])
    else if (onSeries) onSeries(chosen)
    else onIsolate(has && isolated.length === 1 ? [] : [chosen])
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const at = series[active]
    if (step !== undefined) {
      const next = Math.max(0, Math.min(series.length - 1, active + step))
      setActive(next)
      onHighlight(series[next]?.id)
    } else if (at && (event.key === 'Enter' || event.key === ' ')) choose(at.id, event)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      role="listbox"
      aria-label={`${title}: series`}
      aria-multiselectable
      tabIndex={0}
      aria-activedescendant={active < 0 ? undefined : `${id}${active}`}
      className={styles.legend}
      onKeyDown={onKeyDown}
      onPointerLeave={() => onHighlight(undefined)}
      onBlur={() => {
        setActive(-1)
        onHighlight(undefined)
      }}
    >
      {series.map((one, at) => (
        <div
          key={one.id}
          id={`${id}${at}`}
          role="option"
          aria-selected={isolated.length === 0 || isolated.includes(one.id)}
          data-active={at === active || undefined}
          className={styles.row}
          onClick={(event) => choose(one.id, event)}
          onPointerEnter={() => onHighlight(one.id)}
        >
          <Mark series={one} />
          <span className="ell" title={one.label}>
            {one.label}
          </span>
          <LegendValue series={one} {...{ buckets, format, restAt }} />
        </div>
      ))}
    </div>
  )
}

const DASHES = { solid: undefined, dashed: '3 1.5', dotted: '1.5 1.5' } as const

/** Percentiles are lines in ink, not things with a colour. */
function Mark({ series: { colour, line } }: { series: ChartSeries }) {
  if (line === undefined && !/^--t\d$/.test(colour)) return <Dot colour={colour} />
  return (
    <svg width="9" height="7" aria-hidden>
      <line x1="0" x2="9" y1="3.5" y2="3.5" stroke={`var(${colour})`} strokeWidth="1.4" strokeDasharray={DASHES[line ?? 'solid']} />
    </svg>
  )
}

function LegendValue({
  series,
  buckets,
  format,
  restAt,
}: { series: ChartSeries } & Pick<LaneLegendProps, 'buckets' | 'format' | 'restAt'>) {
  const { hover } = useBoard()
  const { index } = useHoveredBucket(hover, buckets, restAt)
  const value = series.values[index] ?? null
  return <span className="num">{value === null ? '–' : format(value)}</span>
}
