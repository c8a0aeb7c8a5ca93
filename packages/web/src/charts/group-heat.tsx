/** A quantity by group and time: a row for each group, a cell for each step, the more the darker. */
import { type PointerEvent, useState } from 'react'
import { formatMinute, type Zone } from '../lib/instant.ts'
import styles from './group-heat.module.css'
import { tint } from './palette.ts'
import type { ChartSeries } from './series.ts'
import { useCanvas } from './use-canvas.ts'

export interface GroupHeatProps {
  label: string
  times: readonly number[]
  rows: readonly ChartSeries[]
  format: (value: number) => string
  zone: Zone
  onChoose?: (row: number, at: number) => void
}

const LEAST_INK = 0.06
const MOST_INK = 0.85

interface Cell {
  row: number
  at: number
}

export function GroupHeat(props: GroupHeatProps) {
  const { label, rows, times, format, zone, onChoose } = props
  const [over, setOver] = useState<Cell>()
  const most = rows.reduce((largest, { values }) => values.reduce<number>((max, value) => Math.max(max, value ?? 0), largest), 0)
  const { canvas } = useCanvas((context, width, height) => draw(context, width, height, rows, times.length, most))
  const cellOf = (event: PointerEvent<HTMLElement>): Cell => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    return {
      row: Math.min(rows.length - 1, Math.max(0, Math.floor(((event.clientY - top) / height) * rows.length))),
      at: Math.min(times.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * times.length))),
    }
  }
  const value = over && (rows[over.row]?.values[over.at] ?? null)
  const said =
    over && `${formatMinute(times[over.at] ?? 0, zone)} · ${rows[over.row]?.label} · ${value == null ? 'no data' : format(value)}`
  return (
    <figure className={styles.heat} aria-label={`${label}: ${rows.length} groups, at most ${format(most)}`}>
      <figcaption className="num ell">{said ?? `at most ${format(most)}`}</figcaption>
      <div className={styles.names}>
        {rows.map(({ id, label: name }) => (
          <span key={id} className="ell" title={name}>
            {name}
          </span>
        ))}
      </div>
      <div
        className={styles.cells}
        data-door={onChoose ? true : undefined}
        onPointerMove={(event) => setOver(cellOf(event))}
        onPointerLeave={() => setOver(undefined)}
        onPointerUp={(event) => {
          const { row, at } = cellOf(event)
          onChoose?.(row, at)
        }}
      >
        <canvas ref={canvas} aria-hidden />
      </div>
    </figure>
  )
}

function draw(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  rows: readonly ChartSeries[],
  count: number,
  most: number,
): void {
  const across = width / Math.max(1, count)
  const down = height / Math.max(1, rows.length)
  const gap = across > 4 ? 1 : 0
  for (const [row, { values }] of rows.entries()) {
    for (const [at, value] of values.entries()) {
      if (value === null) continue
      // By the square root: small ones stay visible beside the largest.
      const share = most > 0 ? Math.sqrt(Math.max(0, value) / most) : 0
      context.fillStyle = tint('--t1', LEAST_INK + share * (MOST_INK - LEAST_INK))
      context.fillRect(at * across, row * down, Math.max(0.5, across - gap), Math.max(0.5, down - 1))
    }
  }
}
