/** What our charts draw over and under the lines of uPlot. Everything here is in the canvas's own pixels. */
import type uPlot from 'uplot'
import type { Buckets } from '../lib/buckets.ts'
import type { ValueAxis } from '../lib/value-axis.ts'
import { CANVAS_FONT, tint, token } from './palette.ts'
import type { ChartKind, Limit } from './series.ts'

export interface PlotPicture {
  readonly kind: ChartKind
  readonly buckets: Buckets
  readonly axis: ValueAxis
  readonly format: (value: number) => string
  readonly limit: Limit | undefined
  /** The values the limit is about. */
  readonly limited: readonly (number | null)[]
  /** Index of the first bucket that is still filling. */
  readonly incompleteFrom: number
  readonly labelled: boolean
}

const INCOMPLETE_ALPHA = 0.5
const LIMIT_WIDTH = 1.75
const LABEL_PX = 10.5

export function drawPicture(plot: uPlot, picture: PlotPicture): void {
  const context = plot.ctx
  context.save()
  drawLonePoints(plot, picture)
  drawPastLimit(plot, picture)
  fadeIncomplete(plot, picture)
  drawGrid(plot, picture)
  drawLimitLine(plot, picture)
  if (picture.labelled) drawLabels(plot, picture)
  context.restore()
}

const ratio = (): number => devicePixelRatio || 1

/** A value between two gaps has no line; it gets a dot. */
function drawLonePoints(plot: uPlot, { kind }: PlotPicture): void {
  if (kind === 'bars') return
  const context = plot.ctx
  const [times = [], ...columns] = plot.data
  for (const [index, column] of columns.entries()) {
    const series = plot.series[index + 1]
    if (!series?.show || !series.width) continue
    context.fillStyle = typeof series.stroke === 'function' ? (series.stroke(plot, index + 1) ?? '') : ''
    for (let at = 0; at < times.length; at++) {
      const value = column[at]
      if (value == null || column[at - 1] != null || column[at + 1] != null) continue
      context.beginPath()
      context.arc(plot.valToPos(times[at] ?? 0, 'x', true), plot.valToPos(value, 'y', true), 1.75 * ratio(), 0, 2 * Math.PI)
      context.fill()
    }
  }
}

/** The line or the bars once more in the alarm colour, seen only on the wrong side of the limit. */
function drawPastLimit(plot: uPlot, picture: PlotPicture): void {
  const { limit, limited, kind, buckets } = picture
  if (!limit) return
  const { left, top, width, height } = plot.bbox
  const context = plot.ctx
  const y = plot.valToPos(limit.value, 'y', true)
  context.save()
  context.beginPath()
  if (limit.wrong === 'above') context.rect(left, top, width, y - top)
  else context.rect(left, y, width, top + height - y)
  context.clip()
  context.strokeStyle = token('--crit-s')
  context.lineWidth = LIMIT_WIDTH * ratio()
  context.lineJoin = 'round'
  if (kind === 'bars') {
    context.fillStyle = token('--crit-s')
    context.fill(barsPath(plot, buckets, limited, undefined))
  } else for (const stretch of stretchesOf(limited)) drawStretch(plot, stretch, limited, y)
  context.restore()
}

function drawStretch(plot: uPlot, { first, last }: Stretch, values: readonly (number | null)[], limitY: number): void {
  const context = plot.ctx
  const times = plot.data[0]
  const x = (at: number): number => plot.valToPos(times[at] ?? 0, 'x', true)
  context.beginPath()
  for (let at = first; at <= last; at++) context.lineTo(x(at), plot.valToPos(values[at] ?? 0, 'y', true))
  context.stroke()
  context.lineTo(x(last), limitY)
  context.lineTo(x(first), limitY)
  context.fillStyle = tint('--crit-s', 0.16)
  context.fill()
}

interface Stretch {
  first: number
  last: number
}

/** The runs of values between gaps. */
export function stretchesOf(values: readonly (number | null)[]): Stretch[] {
  const stretches: Stretch[] = []
  for (const [at, value] of values.entries()) {
    if (value === null) continue
    const open = stretches.at(-1)
    if (open && open.last === at - 1) open.last = at
    else stretches.push({ first: at, last: at })
  }
  return stretches
}

/** What is still filling is drawn at half strength: lines, areas and bars alike. */
function fadeIncomplete(plot: uPlot, { buckets, incompleteFrom, kind }: PlotPicture): void {
  if (incompleteFrom >= buckets.starts.length) return
  const { left, top, width, height } = plot.bbox
  const context = plot.ctx
  // A line reaches into the bucket from the middle of the one before it.
  const from = kind === 'bars' ? buckets.starts[incompleteFrom] : plot.data[0][Math.max(0, incompleteFrom - 1)]
  const x = Math.max(left, plot.valToPos(from ?? 0, 'x', true))
  context.globalCompositeOperation = 'destination-out'
  context.globalAlpha = INCOMPLETE_ALPHA
  context.fillStyle = token('--t1')
  context.fillRect(x, top, left + width - x, height)
  context.globalAlpha = 1
  context.globalCompositeOperation = 'source-over'
}

/** Under everything that is there already. */
function drawGrid(plot: uPlot, { axis }: PlotPicture): void {
  const { left, width } = plot.bbox
  const context = plot.ctx
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = token('--grid')
  for (const line of axis.lines) context.fillRect(left, Math.round(plot.valToPos(line, 'y', true)), width, Math.max(1, Math.round(ratio())))
  context.globalCompositeOperation = 'source-over'
}

function drawLimitLine(plot: uPlot, { limit }: PlotPicture): void {
  if (!limit) return
  const { left, width } = plot.bbox
  const context = plot.ctx
  const y = Math.round(plot.valToPos(limit.value, 'y', true)) + 0.5
  context.setLineDash([3 * ratio(), 3 * ratio()])
  context.strokeStyle = tint('--crit-s', 0.75)
  context.lineWidth = ratio()
  context.beginPath()
  context.moveTo(left, y)
  context.lineTo(left + width, y)
  context.stroke()
  context.setLineDash([])
}

/** On the line, inside the plot, on a plate that lets the curve shine through. */
function drawLabels(plot: uPlot, { axis, format, limit }: PlotPicture): void {
  const context = plot.ctx
  const scale = ratio()
  context.font = `500 ${LABEL_PX * scale}px ${CANVAS_FONT}`
  context.textBaseline = 'bottom'
  context.textAlign = 'left'
  const limitY = limit && plot.valToPos(limit.value, 'y', true)
  const write = (value: number, text: string, colour: string): void => {
    const y = plot.valToPos(value, 'y', true) - 2 * scale
    if (y < plot.bbox.top + 13 * scale) return
    context.fillStyle = tint('--surface', 0.82)
    context.fillRect(plot.bbox.left, y - 12 * scale, context.measureText(text).width + 6 * scale, 12.5 * scale)
    context.fillStyle = token(colour)
    context.fillText(text, plot.bbox.left + 3 * scale, y)
  }
  for (const line of axis.lines) {
    // The limit's own label says it.
    if (limitY !== undefined && Math.abs(plot.valToPos(line, 'y', true) - limitY) < 14 * scale) continue
    write(line, format(line), '--t3')
  }
  if (limit) write(limit.value, limit.label, '--crit')
}

/** Bars as wide as their buckets, from `below` (or zero) up. */
export function barsPath(
  plot: uPlot,
  { starts, ends }: Buckets,
  values: ArrayLike<number | null | undefined>,
  below: ArrayLike<number | null | undefined> | undefined,
): Path2D {
  const path = new Path2D()
  const scale = ratio()
  const { left, width } = plot.bbox
  const right = left + width
  for (let at = 0; at < starts.length; at++) {
    const value = values[at]
    if (value == null || value === 0) continue
    const from = Math.max(left, plot.valToPos(starts[at] ?? 0, 'x', true))
    const to = Math.min(right, plot.valToPos(ends[at] ?? 0, 'x', true))
    const top = plot.valToPos(value, 'y', true)
    const bottom = plot.valToPos(below?.[at] ?? 0, 'y', true)
    const gap = to - from > 5 * scale ? scale : to - from > 2 * scale ? scale / 2 : 0
    if (to - from <= 0) continue
    const radius = below === undefined ? Math.min(2 * scale, (to - from) / 4) : 0
    path.roundRect(from + gap / 2, top, Math.max(scale / 2, to - from - gap), bottom - top, [radius, radius, 0, 0])
  }
  return path
}
