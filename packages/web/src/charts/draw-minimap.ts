import { SPAN_ROLES } from '../lib/span-kind.ts'
import type { SpanTree } from '../lib/span-tree.ts'
import { AXIS_PAD_PX } from './draw-spans.ts'
import { token } from './palette.ts'

/** More rows than this no longer fit under each other: depth takes their place. */
const MOST_ROWS = 400

/** The whole trace in a strip; failures stand out whatever else is there. */
export function drawMinimap(context: CanvasRenderingContext2D, width: number, height: number, tree: SpanTree): void {
  const { nodes, durationMs, maxDepth } = tree
  const plot = width - 2 * AXIS_PAD_PX
  const x = (ms: number): number => AXIS_PAD_PX + (ms / durationMs) * plot
  const deep = nodes.length > MOST_ROWS
  const rowPx = deep ? (height - 12) / (Math.min(maxDepth, 12) + 1) : Math.min(3, (height - 10) / Math.max(1, nodes.length))
  context.globalAlpha = deep ? 0.5 : 1
  for (const node of nodes) {
    const y = 5 + (deep ? Math.min(node.depth, 12) : node.index) * rowPx
    context.fillStyle = token(node.error !== undefined && !deep ? '--crit-s' : SPAN_ROLES[node.role].colour)
    context.fillRect(
      x(node.offsetMs),
      y,
      Math.max(1, (node.durationMs / durationMs) * plot),
      deep ? Math.max(1, rowPx - 1) : Math.max(1, rowPx - 0.6),
    )
  }
  context.globalAlpha = 1
  if (!deep) return
  context.fillStyle = token('--crit-s')
  for (const node of nodes) if (node.error !== undefined) context.fillRect(x(node.offsetMs) - 0.5, 2, 2, height - 4)
}
