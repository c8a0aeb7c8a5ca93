import type { DurationHistogram } from '@relayscope/contract'
import { Table2 } from 'lucide-react'
import { type PointerEvent, useRef, useState } from 'react'
import { formatCount, formatDuration, plural } from '../lib/format.ts'
import { formatMinute, formatSecond, type Zone } from '../lib/instant.ts'
import { drawHeatMap } from './draw-heat-map.ts'
import { cellAt, type HeatCell, heatScale, type HeatScale } from './heat-map-scale.ts'
import styles from './heat-map.module.css'
import { useCanvas } from './use-canvas.ts'

export interface HeatMapProps {
  histogram: DurationHistogram
  zone: Zone
  stale: boolean
  /** A stretch of time was dragged over. */
  onRange: (fromMs: number, toMs: number) => void
}

const LEAST_DRAG_PX = 5

/** Durations over time. */
export function HeatMap({ histogram, zone, stale, onRange }: HeatMapProps) {
  const [hovered, setHovered] = useState<HeatCell>()
  const [asTable, setAsTable] = useState(false)
  const total = histogram.cells.reduce((sum, { count }) => sum + count, 0)
  const errors = histogram.cells.reduce((sum, cell) => sum + cell.errors, 0)
  return (
    <figure
      className={styles.map}
      data-stale={stale || undefined}
      aria-label={`Duration over time: ${plural(total, 'trace')}, ${plural(errors, 'error')}`}
    >
      <figcaption className={styles.caption}>
        <b>Duration over time</b>
        <Legend />
        <span className="grow" />
        <span className="num">
          {hovered
            ? describeCell(hovered, histogram.stepMs, zone)
            : histogram.sampled
              ? 'A part was counted · drag to set the range'
              : 'Drag to set the range'}
        </span>
        <button type="button" aria-pressed={asTable} title="View as table" aria-label="View as table" onClick={() => setAsTable(!asTable)}>
          <Table2 aria-hidden />
        </button>
      </figcaption>
      {asTable ? (
        <CellTable histogram={histogram} zone={zone} />
      ) : (
        <Plot histogram={histogram} zone={zone} onRange={onRange} onHover={setHovered} />
      )}
    </figure>
  )
}

function describeCell({ time, minMs, maxMs, count, errors, slow }: HeatCell, stepMs: number, zone: Zone): string {
  const start = Date.parse(time)
  const clock = stepMs < 60_000 ? formatSecond(start, zone) : formatMinute(start, zone)
  const parts = [
    clock,
    `${formatDuration(minMs)} to ${formatDuration(maxMs)}`,
    plural(count, 'trace'),
    errors > 0 ? plural(errors, 'error') : '',
    slow > 0 ? `${formatCount(slow)} slow` : '',
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

function Legend() {
  return (
    <>
      <span>
        <svg width="26" height="8" aria-hidden>
          {[0.16, 0.32, 0.6].map((opacity, at) => (
            <rect key={opacity} x={at * 9} width="8" height="7" fill="var(--t1)" opacity={opacity} />
          ))}
        </svg>
        count
      </span>
      <span>
        <svg width="9" height="9" aria-hidden>
          <path d="M4.5.6l3.9 3.9-3.9 3.9L.6 4.5z" fill="var(--warn-s)" />
        </svg>
        Slow
      </span>
      <span>
        <svg width="8" height="8" aria-hidden>
          <path d="M1.2 1.2l5.6 5.6M6.8 1.2L1.2 6.8" stroke="var(--crit-s)" strokeWidth="1.7" />
        </svg>
        Error
      </span>
    </>
  )
}

function Plot({
  histogram,
  zone,
  onRange,
  onHover,
}: Pick<HeatMapProps, 'histogram' | 'zone' | 'onRange'> & { onHover: (cell: HeatCell | undefined) => void }) {
  const scale = useRef<HeatScale>(undefined)
  const [drag, setDrag] = useState<readonly [number, number]>()
  const { canvas } = useCanvas((context, width, height) => {
    scale.current = heatScale(histogram, width, height)
    drawHeatMap(context, histogram, scale.current, height, zone)
  })
  const offset = (event: PointerEvent<HTMLElement>): number => event.clientX - event.currentTarget.getBoundingClientRect().left
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    if (drag) return setDrag([drag[0], offset(event)])
    const box = event.currentTarget.getBoundingClientRect()
    onHover(scale.current && cellAt(histogram, scale.current, event.clientX - box.left, event.clientY - box.top))
  }
  const onPointerUp = (): void => {
    if (drag && scale.current && Math.abs(drag[1] - drag[0]) >= LEAST_DRAG_PX)
      onRange(scale.current.instantAt(Math.min(...drag)), scale.current.instantAt(Math.max(...drag)))
    setDrag(undefined)
  }
  return (
    <div
      className={styles.plot}
      data-dragging={drag !== undefined || undefined}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag([offset(event), offset(event)])
      }}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDrag(undefined)}
      onPointerLeave={() => onHover(undefined)}
    >
      <canvas ref={canvas} aria-hidden />
      {drag && <i className={styles.brush} style={{ left: Math.min(...drag), width: Math.abs(drag[1] - drag[0]) }} />}
    </div>
  )
}

/** The same figures for those who cannot use the picture: one row per column of it. */
function CellTable({ histogram, zone }: Pick<HeatMapProps, 'histogram' | 'zone'>) {
  const rows = new Map<string, { count: number; errors: number; slow: number; longestMs: number }>()
  for (const { time, count, errors, slow, maxMs } of histogram.cells) {
    const row = rows.get(time) ?? { count: 0, errors: 0, slow: 0, longestMs: 0 }
    rows.set(time, {
      count: row.count + count,
      errors: row.errors + errors,
      slow: row.slow + slow,
      longestMs: Math.max(row.longestMs, maxMs),
    })
  }
  return (
    <div className={styles.table} tabIndex={0} role="region" aria-label="Duration over time, as a table">
      <table className="num">
        <thead>
          <tr>
            {['Time', 'Traces', 'Errors', 'Slow', 'Longest under'].map((label) => (
              <th key={label}>{label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows].map(([time, { count, errors, slow, longestMs }]) => (
            <tr key={time}>
              <td>{formatSecond(Date.parse(time), zone)}</td>
              <td>{formatCount(count)}</td>
              <td>{formatCount(errors)}</td>
              <td>{formatCount(slow)}</td>
              <td>{formatDuration(longestMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
