import type { DurationHistogram } from '@relayscope/contract'
import { timeTicks } from '../lib/axis.ts'
import { formatDuration } from '../lib/format.ts'
import { formatDay, formatMinute, formatSecond, type Zone } from '../lib/instant.ts'
import { type HeatScale, PLOT } from './heat-map-scale.ts'
import { CANVAS_FONT, token } from './palette.ts'
import { cross, diamond } from './shapes.ts'

const DURATION_LINES = [
  0.01, 0.1, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 120_000, 300_000, 600_000, 3_600_000,
]
const MOST_LINES = 3
const DAY_MS = 86_400_000

export function drawHeatMap(
  context: CanvasRenderingContext2D,
  histogram: DurationHistogram,
  scale: HeatScale,
  height: number,
  zone: Zone,
): void {
  context.font = `500 10.5px ${CANVAS_FONT}`
  context.textBaseline = 'middle'
  if (histogram.cells.length > 0) drawDurationAxis(context, scale)
  drawTimeAxis(context, scale, height, zone)
  drawCells(context, histogram, scale)
  drawMarks(context, histogram, scale)
}

function drawDurationAxis(context: CanvasRenderingContext2D, scale: HeatScale): void {
  const lines = DURATION_LINES.filter((line) => line >= scale.lowMs && line <= scale.highMs)
  const every = Math.ceil(lines.length / MOST_LINES)
  for (const line of lines.filter((_, at) => at % every === (lines.length - 1) % every)) {
    const y = Math.round(scale.y(line))
    context.fillStyle = token('--grid')
    context.fillRect(PLOT.left, y, scale.plotWidth, 1)
    context.fillStyle = token('--t3')
    context.textAlign = 'left'
    context.fillText(formatDuration(line), PLOT.left + scale.plotWidth + 8, y)
  }
}

function drawTimeAxis(context: CanvasRenderingContext2D, scale: HeatScale, height: number, zone: Zone): void {
  const offset = zone === 'utc' ? 0 : -new Date(scale.toMs).getTimezoneOffset() * 60_000
  context.fillStyle = token('--t3')
  context.textAlign = 'center'
  for (const { at, stepMs } of timeTicks(scale.fromMs, scale.toMs, Math.max(2, Math.floor(scale.plotWidth / 130)), offset)) {
    const x = scale.x(at)
    if (x < PLOT.left + 18 || x > PLOT.left + scale.plotWidth - 12) continue
    const atMidnight = (at + offset) % DAY_MS === 0
    context.fillText(
      atMidnight ? formatDay(at, zone) : stepMs < 60_000 ? formatSecond(at, zone) : formatMinute(at, zone),
      x,
      height - PLOT.bottom / 2,
    )
  }
}

interface Box {
  x: number
  y: number
  width: number
  height: number
}

function boxOf(cell: DurationHistogram['cells'][number], stepMs: number, scale: HeatScale): Box {
  const start = Date.parse(cell.time)
  const x = Math.max(PLOT.left, scale.x(start))
  const y = scale.y(cell.maxMs)
  return {
    x,
    y,
    width: Math.max(1.5, scale.x(Math.min(scale.toMs, start + stepMs)) - x - 1),
    height: Math.max(2, scale.y(cell.minMs > 0 ? cell.minMs : cell.maxMs / 2) - y - 1),
  }
}

/** Ink by count, so that ten million rows look like ten. */
function drawCells(context: CanvasRenderingContext2D, { cells, stepMs }: DurationHistogram, scale: HeatScale): void {
  const most = cells.reduce((largest, { count }) => Math.max(largest, count), 1)
  context.fillStyle = token('--t1')
  for (const cell of cells) {
    const box = boxOf(cell, stepMs, scale)
    context.globalAlpha = 0.14 + 0.48 * (Math.log1p(cell.count) / Math.log1p(Math.max(most, 4)))
    context.fillRect(box.x, box.y, box.width, box.height)
  }
  context.globalAlpha = 1
}

function drawMarks(context: CanvasRenderingContext2D, { cells, stepMs }: DurationHistogram, scale: HeatScale): void {
  context.lineWidth = 1.6
  context.strokeStyle = token('--crit-s')
  context.fillStyle = token('--warn-s')
  for (const cell of cells) {
    if (cell.errors === 0 && cell.slow === 0) continue
    const box = boxOf(cell, stepMs, scale)
    const x = box.x + box.width / 2
    const y = box.y + box.height / 2
    if (cell.errors > 0) cross(context, x, y, 2.8)
    else diamond(context, x, y, 3.6)
  }
}
