/** The bars of a waterfall: all rows in view on one canvas. */
import { niceTicks } from '../lib/axis.ts'
import { firstLine } from '../lib/format.ts'
import { parseInstant } from '../lib/instant.ts'
import { SPAN_ROLES } from '../lib/span-kind.ts'
import { isGroup, type TreeRow } from '../lib/span-rows.ts'
import { type Interval, selfIntervals, type SpanNode, type SpanTree } from '../lib/span-tree.ts'
import { drawGroup } from './draw-span-group.ts'
import { CANVAS_FONT, token } from './palette.ts'
import { diamond } from './shapes.ts'

export interface SpanScene {
  readonly tree: SpanTree
  readonly rows: readonly TreeRow[]
  readonly rowPx: number
  readonly scrollPx: number
  readonly window: Interval
  /** Milliseconds from a span's start to its first token. */
  readonly firstTokens: ReadonlyMap<string, number>
  readonly isDim: (row: TreeRow) => boolean
}

/** Room left and right of the time axis, so that marks at its ends are whole. */
export const AXIS_PAD_PX = 10
const BAR_TOP_PX = 9
export const BAR_PX = 10
const LEAST_PX = 2
const MOST_EVENTS = 200

interface Bar {
  node: SpanNode
  left: number
  right: number
  top: number
  colour: string
}

export function drawSpans(context: CanvasRenderingContext2D, width: number, height: number, scene: SpanScene): void {
  const { rows, rowPx, scrollPx, window } = scene
  const x = (ms: number): number => AXIS_PAD_PX + ((ms - window[0]) / (window[1] - window[0])) * (width - 2 * AXIS_PAD_PX)
  context.fillStyle = token('--line-soft')
  for (const tick of niceTicks(window[0], window[1], 5)) context.fillRect(Math.round(x(tick)), 0, 1, height)
  const first = Math.max(0, Math.floor(scrollPx / rowPx))
  const last = Math.min(rows.length, first + Math.ceil(height / rowPx) + 1)
  for (let at = first; at < last; at++) {
    const row = rows[at]
    if (!row) continue
    const left = x(row.offsetMs)
    const right = Math.max(left + LEAST_PX, x(row.offsetMs + row.durationMs))
    if (right < 0 || left > width) continue
    const top = at * rowPx - scrollPx + BAR_TOP_PX
    context.globalAlpha = scene.isDim(row) ? 0.3 : 1
    if (isGroup(row)) drawGroup(context, row, { top, height: BAR_PX, x, width })
    // A canvas coordinate far outside is expensive to clip and says nothing.
    else
      drawBar(
        context,
        { node: row, left: Math.max(-20, left), right: Math.min(width + 20, right), top, colour: colourOf(row) },
        scene,
        x,
        width,
      )
  }
  context.globalAlpha = 1
}

function colourOf({ error, role }: SpanNode): string {
  return token(error === undefined ? SPAN_ROLES[role].colour : '--crit-s')
}

function drawBar(context: CanvasRenderingContext2D, bar: Bar, scene: SpanScene, x: (ms: number) => number, width: number): void {
  const { node, left, right, top, colour } = bar
  const strength = context.globalAlpha
  const firstToken = scene.firstTokens.get(node.span.spanId)
  context.fillStyle = colour
  context.save()
  context.beginPath()
  context.roundRect(left, top, right - left, BAR_PX, 2.5)
  context.clip()
  if (firstToken !== undefined) drawFirstToken(context, bar, x(node.offsetMs + firstToken), strength)
  else if (node.childCount > 0) drawParent(context, bar, scene.tree, x, strength)
  else context.fillRect(left, top, right - left, BAR_PX)
  if (node.error !== undefined && node.childCount === 0) hatch(context, bar)
  context.restore()
  context.fillStyle = token('--t1')
  if (firstToken !== undefined) context.fillRect(x(node.offsetMs + firstToken), top - 2, 1.5, BAR_PX + 4)
  if (node.critical) context.fillRect(left, top + BAR_PX + 2.5, right - left, 1.5)
  drawEvents(context, bar, scene.tree.startMs, x)
  if (node.error !== undefined && node.childCount === 0) drawReason(context, bar, node.error, width)
}

/** Waiting light, streaming dark. */
function drawFirstToken(context: CanvasRenderingContext2D, { left, right, top }: Bar, firstX: number, strength: number): void {
  const split = Math.min(right, Math.max(left, firstX))
  context.globalAlpha = strength * 0.45
  context.fillRect(left, top, split - left, BAR_PX)
  context.globalAlpha = strength
  context.fillRect(split, top, right - split, BAR_PX)
}

const selfCache = new WeakMap<SpanNode, Interval[]>()

/** Faint where a child was at work, full where the span itself was. */
function drawParent(
  context: CanvasRenderingContext2D,
  { node, left, right, top }: Bar,
  tree: SpanTree,
  x: (ms: number) => number,
  strength: number,
): void {
  let intervals = selfCache.get(node)
  if (!intervals) selfCache.set(node, (intervals = selfIntervals(tree.nodes, node)))
  context.globalAlpha = strength * 0.3
  context.fillRect(left, top, right - left, BAR_PX)
  context.globalAlpha = strength
  for (const [from, to] of intervals) {
    const start = Math.max(left, x(from))
    const end = Math.min(right, x(to))
    if (end > start) context.fillRect(start, top, end - start, BAR_PX)
  }
}

function hatch(context: CanvasRenderingContext2D, { left, right, top }: Bar): void {
  const strength = context.globalAlpha
  context.globalAlpha = strength * 0.42
  context.strokeStyle = token('--surface')
  context.lineWidth = 1.6
  context.beginPath()
  for (let at = left - BAR_PX; at < right + BAR_PX; at += 6) {
    context.moveTo(at, top + BAR_PX)
    context.lineTo(at + BAR_PX, top)
  }
  context.stroke()
  context.globalAlpha = strength
}

function drawEvents(context: CanvasRenderingContext2D, { node, left, right, top }: Bar, startMs: number, x: (ms: number) => number): void {
  for (const event of node.span.events.slice(0, MOST_EVENTS)) {
    const at = x(parseInstant(event.timestamp) - startMs)
    if (!(at >= left - 1 && at <= right + 1)) continue
    context.fillStyle = token('--surface')
    diamond(context, at, top + BAR_PX / 2, 4.8)
    context.fillStyle = token(/exception|error/i.test(event.name) ? '--crit-s' : '--t1')
    diamond(context, at, top + BAR_PX / 2, 3.2)
  }
}

/** Shorter than this a cut reason says nothing. */
const LEAST_REASON_PX = 56
const REASON_GAP_PX = 8

/** The reason stands beside the bar that failed, on whichever side has room, and is cut where neither has enough. */
function drawReason(context: CanvasRenderingContext2D, { left, right, top }: Bar, reason: string, width: number): void {
  context.font = `500 11px ${CANVAS_FONT}`
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  context.fillStyle = token('--crit')
  const whole = firstLine(reason, 80)
  const needed = context.measureText(whole).width
  const roomRight = width - 2 - right - REASON_GAP_PX
  const roomLeft = left - REASON_GAP_PX - 2
  const onRight = roomRight >= needed || roomRight >= roomLeft
  const room = onRight ? roomRight : roomLeft
  if (room < Math.min(needed, LEAST_REASON_PX)) return
  const text = needed <= room ? whole : `${whole.slice(0, Math.floor((whole.length * room) / needed) - 1)}…`
  context.fillText(text, onRight ? right + REASON_GAP_PX : left - REASON_GAP_PX - context.measureText(text).width, top + BAR_PX / 2 + 0.5)
}
