/** Many siblings alike on one line: where each of them was at work, those that failed over the others. */
import type { SpanGroup } from '../lib/span-rows.ts'
import { SPAN_ROLES } from '../lib/span-kind.ts'
import type { SpanNode } from '../lib/span-tree.ts'
import { token } from './palette.ts'

export interface GroupLine {
  readonly top: number
  readonly height: number
  readonly x: (ms: number) => number
  readonly width: number
}

const LEAST_PX = 1

export function drawGroup(context: CanvasRenderingContext2D, group: SpanGroup, line: GroupLine): void {
  const { top, height, x, width } = line
  const strength = context.globalAlpha
  const left = Math.max(-20, x(group.offsetMs))
  const right = Math.min(width + 20, x(group.offsetMs + group.durationMs))
  context.fillStyle = token(SPAN_ROLES[group.role].colour)
  context.globalAlpha = strength * 0.16
  context.fillRect(left, top, Math.max(LEAST_PX, right - left), height)
  context.globalAlpha = strength * 0.8
  fillMembers(context, group.members, line)
  context.globalAlpha = strength
  if (group.failed > 0) {
    context.fillStyle = token('--crit-s')
    fillMembers(
      context,
      group.members.filter(({ error }) => error !== undefined),
      line,
    )
  }
  if (!group.critical) return
  context.fillStyle = token('--t1')
  for (const { critical, offsetMs, durationMs } of group.members) {
    if (critical) context.fillRect(x(offsetMs), top + height + 2.5, Math.max(LEAST_PX, x(offsetMs + durationMs) - x(offsetMs)), 1.5)
  }
}

/** They come by start. What touches on the screen is filled at once: thousands may share a pixel. */
function fillMembers(context: CanvasRenderingContext2D, members: readonly SpanNode[], { top, height, x, width }: GroupLine): void {
  let from = Number.NaN
  let to = Number.NaN
  for (const { offsetMs, durationMs } of members) {
    const left = Math.max(-20, x(offsetMs))
    const right = Math.min(width + 20, Math.max(left + LEAST_PX, x(offsetMs + durationMs)))
    if (left <= to + 0.5) {
      to = Math.max(to, right)
      continue
    }
    if (to > from) context.fillRect(from, top, to - from, height)
    from = left
    to = right
  }
  if (to > from) context.fillRect(from, top, to - from, height)
}
