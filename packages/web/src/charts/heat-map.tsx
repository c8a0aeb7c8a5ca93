import type { DurationHistogram } from '@relayscope/contract'
import { Table2 } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { formatCount, formatDuration, plural } from '../lib/format.ts'
import { formatMinute, formatSecond, type Zone } from '../lib/instant.ts'
import { type DraggedBox, describeBox, draggedBox, type Point } from './dragged-box.ts'
import { drawHeatMap } from './draw-heat-map.ts'
import { cellAt, type HeatCell, heatScale, type HeatScale } from './heat-map-scale.ts'
import styles from './heat-map.module.css'
import { type Box, boxAfterKey, firstBox } from './keyed-box.ts'
import { useCanvas } from './use-canvas.ts'

export interface HeatMapProps {
  histogram: DurationHistogram
  zone: Zone
  stale: boolean
  /** A box was dragged: a stretch of time, a span of durations, or both. */
  onBox: (box: DraggedBox) => void
}

/** Durations over time. */
export function HeatMap({ histogram, zone, stale, onBox }: HeatMapProps) {
  const [said, setSaid] = useState<string>()
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
        <span className="num" aria-live="polite">
          {said ?? (histogram.sampled ? 'A part was counted · drag a box to look into it' : 'Drag a box to look into it')}
        </span>
        <button type="button" aria-pressed={asTable} title="View as table" aria-label="View as table" onClick={() => setAsTable(!asTable)}>
          <Table2 aria-hidden />
        </button>
      </figcaption>
      {asTable ? <CellTable histogram={histogram} zone={zone} /> : <Plot histogram={histogram} zone={zone} onBox={onBox} onSay={setSaid} />}
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

interface PlotProps extends Pick<HeatMapProps, 'histogram' | 'zone' | 'onBox'> {
  /** What is under the pointer, or in the box so far. */
  onSay: (text: string | undefined) => void
}

function pointOf(event: PointerEvent<HTMLElement>): Point {
  const box = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}

/** A box is dragged, or moved by keys from the middle of the plot. */
function Plot({ histogram, zone, onBox, onSay }: PlotProps) {
  const scale = useRef<HeatScale>(undefined)
  const [box, setBox] = useState<Box>()
  const dragging = useRef(false)
  const { canvas } = useCanvas((context, width, height) => {
    scale.current = heatScale(histogram, width, height)
    drawHeatMap(context, histogram, scale.current, height, zone)
  })
  const meant = (drawn: Box): DraggedBox | undefined => scale.current && draggedBox(scale.current, drawn.from, drawn.to)
  const show = (next: Box): void => {
    setBox(next)
    const seen = meant(next)
    onSay(seen && describeBox(seen, zone))
  }
  const finish = (use: boolean): void => {
    const wanted = use && box ? meant(box) : undefined
    dragging.current = false
    setBox(undefined)
    onSay(undefined)
    if (wanted) onBox(wanted)
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const point = pointOf(event)
    if (dragging.current && box) return show({ from: box.from, to: point })
    if (box) return
    const cell = scale.current && cellAt(histogram, scale.current, point.x, point.y)
    onSay(cell && describeCell(cell, histogram.stepMs, zone))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !scale.current) return
    const next = boxAfterKey(event.key, event.shiftKey, box ?? firstBox(scale.current), scale.current)
    if (!next && !(box && (event.key === 'Enter' || event.key === 'Escape'))) return
    event.preventDefault()
    if (next) show(box ? next : firstBox(scale.current))
    else finish(event.key === 'Enter')
  }
  return (
    <div
      className={styles.plot}
      role="group"
      tabIndex={0}
      aria-label="Select a box: arrows move it, Shift and arrows size it, Enter looks into it"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        dragging.current = true
        setBox({ from: pointOf(event), to: pointOf(event) })
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => finish(true)}
      onPointerCancel={() => finish(false)}
      onPointerLeave={() => box === undefined && onSay(undefined)}
      onKeyDown={onKeyDown}
      onBlur={() => box && !dragging.current && finish(false)}
    >
      <canvas ref={canvas} aria-hidden />
      {box && <Brush drag={box} box={meant(box)} />}
    </div>
  )
}

/** Over the whole height while the drag is about time only, over the whole width while it is about durations only. */
function Brush({ drag, box }: { drag: Box; box: DraggedBox | undefined }) {
  if (!box) return null
  const { from, to } = drag
  const across = box.time ? { left: Math.min(from.x, to.x), width: Math.abs(from.x - to.x) } : { left: 0, right: 0 }
  const up = box.duration ? { top: Math.min(from.y, to.y), height: Math.abs(from.y - to.y) } : {}
  return <i className={styles.brush} style={{ ...across, ...up }} />
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
