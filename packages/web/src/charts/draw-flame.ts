/** The blocks of an icicle, with their names where there is room. */
import { formatCount, formatDuration } from '../lib/format.ts'
import { niceTicks } from '../lib/axis.ts'
import type { FlameBlock } from '../lib/flame.ts'
import { SPAN_ROLES } from '../lib/span-kind.ts'
import type { Interval, SpanNode } from '../lib/span-tree.ts'
import { CANVAS_FONT, token } from './palette.ts'

export const LANE_PX = 22
const BLOCK_PX = 20
const LEAST_NAME_PX = 36
const PADDING_PX = 6

export interface FlameScene {
  readonly blocks: readonly FlameBlock[]
  readonly scrollPx: number
  readonly window: Interval
  readonly x: (ms: number) => number
  readonly selected: SpanNode | undefined
  readonly hovered: SpanNode | undefined
  readonly isDim: (node: SpanNode) => boolean
}

export function drawFlame(context: CanvasRenderingContext2D, width: number, height: number, scene: FlameScene): void {
  context.fillStyle = token('--line-soft')
  for (const tick of niceTicks(scene.window[0], scene.window[1], 5)) context.fillRect(Math.round(scene.x(tick)), 0, 1, height)
  context.font = `500 11.5px ${CANVAS_FONT}`
  context.textBaseline = 'middle'
  for (const block of scene.blocks) drawBlock(context, block, scene, width)
  context.globalAlpha = 1
}

function drawBlock(context: CanvasRenderingContext2D, block: FlameBlock, scene: FlameScene, width: number): void {
  const { node } = block
  const left = Math.max(-2, block.left)
  const right = Math.min(width + 2, block.right)
  const top = block.lane * LANE_PX - scene.scrollPx + 1
  // A pixel of ground between neighbours, where there is one to spare.
  const wide = Math.max(1, right - left - (right - left > 3 ? 1 : 0))
  const strength = scene.isDim(node) ? 0.3 : 1
  const colour = token(block.failed ? '--crit-s' : SPAN_ROLES[node.role].colour)
  context.globalAlpha = strength
  context.fillStyle = token('--surface')
  context.fillRect(left, top, wide, BLOCK_PX)
  context.globalAlpha = strength * (node === scene.hovered ? 0.55 : 0.34)
  context.fillStyle = colour
  context.fillRect(left, top, wide, BLOCK_PX)
  context.globalAlpha = strength
  context.fillRect(left, top, Math.min(3, wide), BLOCK_PX)
  if (node.critical) context.fillRect(left, top + BLOCK_PX - 1.5, wide, 1.5)
  if (node === scene.selected) outline(context, left, top, wide)
  if (wide >= LEAST_NAME_PX) drawName(context, block, { left, wide, middle: top + BLOCK_PX / 2 + 0.5 })
}

function outline(context: CanvasRenderingContext2D, left: number, top: number, wide: number): void {
  context.strokeStyle = token('--accent')
  context.lineWidth = 2
  context.strokeRect(left + 1, top + 1, Math.max(1, wide - 2), BLOCK_PX - 2)
}

interface Room {
  left: number
  wide: number
  middle: number
}

function drawName(context: CanvasRenderingContext2D, { node, count }: FlameBlock, { left, wide, middle }: Room): void {
  const start = Math.max(left, 0) + PADDING_PX + 2
  const room = left + wide - start - PADDING_PX
  const name = (node.span.name || '(no name)').slice(0, 200)
  const text = cut(context, count > 1 ? `${name} × ${formatCount(count)}` : name, room)
  if (text === '') return
  context.textAlign = 'left'
  context.fillStyle = token('--t1')
  context.fillText(text, start, middle)
  if (count > 1) return
  const used = context.measureText(text).width
  const duration = formatDuration(node.durationMs)
  if (room - used < context.measureText(duration).width + 10) return
  context.fillStyle = token('--t2')
  context.fillText(duration, start + used + 8, middle)
}

/** As much of a text as fits; nothing when that would say nothing. */
function cut(context: CanvasRenderingContext2D, text: string, room: number): string {
  const needed = context.measureText(text).width
  if (needed <= room) return text
  const kept = Math.floor((text.length * room) / needed) - 1
  return kept < 3 ? '' : `${text.slice(0, kept)}…`
}
