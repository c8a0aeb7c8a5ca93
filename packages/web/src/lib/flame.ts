/**
 * A trace as an icicle: time across, every span under its parent. Siblings that ran at the same time stand under each
 * other, with all that is below them, so that no bar hides another.
 */
import type { SpanNode } from './span-tree.ts'

export interface FlameLayout {
  /** The line of each span, by its index. */
  readonly lanes: Uint32Array
  readonly laneCount: number
}

/** More siblings side by side than this share the last line: nobody tells them apart. */
const MOST_BESIDE = 200

export function layoutFlame(nodes: readonly SpanNode[]): FlameLayout {
  const boxes = nodes.map<Box>(({ offsetMs, durationMs }) => ({ startMs: offsetMs, endMs: offsetMs + durationMs, height: 1, line: 0 }))
  const children = childLists(nodes, boxes)
  // Children stand behind their parents, so from the back every subtree is measured before it is placed.
  for (let index = nodes.length - 1; index >= 0; index--) {
    const box = boxes[index]
    const below = children.get(index)
    if (!box || !below) continue
    box.height = 1 + place(below)
    for (const child of below) {
      box.startMs = Math.min(box.startMs, child.startMs)
      box.endMs = Math.max(box.endMs, child.endMs)
    }
  }
  const laneCount = place(children.get(-1) ?? [])
  const lanes = new Uint32Array(nodes.length)
  for (const { index, parent } of nodes) lanes[index] = (boxes[index]?.line ?? 0) + (parent < 0 ? 0 : (lanes[parent] ?? 0) + 1)
  return { lanes, laneCount }
}

/** A span with all that is below it. */
interface Box {
  startMs: number
  endMs: number
  height: number
  /** Among its siblings. */
  line: number
}

function childLists(nodes: readonly SpanNode[], boxes: readonly Box[]): Map<number, Box[]> {
  const lists = new Map<number, Box[]>()
  for (const { index, parent } of nodes) {
    const box = boxes[index]
    const list = lists.get(parent)
    if (list && box) list.push(box)
    else if (box) lists.set(parent, [box])
  }
  return lists
}

/** Gives each sibling the first lines that are free when it starts; answers how many lines all of them need. */
function place(siblings: readonly Box[]): number {
  const [only] = siblings
  // Chains may be very deep: nothing is compared where there is nobody beside.
  if (only && siblings.length === 1) return only.height
  const freeFrom: number[] = []
  for (const box of siblings) {
    box.line = Math.min(firstFree(freeFrom, box.height, box.startMs), MOST_BESIDE)
    for (let at = box.line; at < box.line + box.height; at++) freeFrom[at] = Math.max(freeFrom[at] ?? -Infinity, box.endMs)
  }
  return freeFrom.length
}

function firstFree(freeFrom: readonly number[], height: number, startMs: number): number {
  let line = 0
  for (let at = 0; at < line + height && line < MOST_BESIDE && at < freeFrom.length; at++) if ((freeFrom[at] ?? 0) > startMs) line = at + 1
  return line
}

export interface FlameBlock {
  readonly node: SpanNode
  readonly lane: number
  readonly left: number
  right: number
  /** How many siblings alike it stands for. */
  count: number
  failed: boolean
}

export interface FlameView {
  readonly nodes: readonly SpanNode[]
  readonly layout: FlameLayout
  readonly x: (ms: number) => number
  readonly width: number
  readonly lanes: readonly [first: number, last: number]
}

/** Narrower than this a span cannot be told from its neighbour. */
const NARROW_PX = 4
const GAP_PX = 2

/** What there is to draw; runs of siblings alike that are too narrow to be seen one by one are one block. */
export function flameBlocks({ nodes, layout, x, width, lanes: [first, last] }: FlameView): FlameBlock[] {
  const blocks: FlameBlock[] = []
  const latest = new Map<number, FlameBlock>()
  for (const node of nodes) {
    const lane = layout.lanes[node.index] ?? 0
    if (lane < first || lane > last) continue
    const left = x(node.offsetMs)
    const right = Math.max(left + 0.5, x(node.offsetMs + node.durationMs))
    if (right < 0 || left > width) continue
    const before = latest.get(lane)
    if (before && joins(before, node, left, right)) {
      before.right = Math.max(before.right, right)
      before.count++
      before.failed ||= node.error !== undefined
      continue
    }
    const block = { node, lane, left, right, count: 1, failed: node.error !== undefined }
    latest.set(lane, block)
    blocks.push(block)
  }
  return blocks
}

function joins(before: FlameBlock, node: SpanNode, left: number, right: number): boolean {
  const { node: first } = before
  if (first.parent !== node.parent || first.span.name !== node.span.name) return false
  const narrow = right - left < NARROW_PX && (before.count > 1 || before.right - before.left < NARROW_PX)
  return narrow && left - before.right < GAP_PX
}

/** Where a key leads from a span: to its parent, its first child, or the sibling before or behind it. */
export function flameNeighbour(nodes: readonly SpanNode[], { index, parent, end }: SpanNode, key: string): SpanNode | undefined {
  if (key === 'ArrowUp') return nodes[parent]
  if (key === 'ArrowDown') return end > index + 1 ? nodes[index + 1] : undefined
  if (key === 'ArrowRight') return nodes[end]?.parent === parent ? nodes[end] : undefined
  if (key !== 'ArrowLeft') return undefined
  let at = index - 1
  while (at > parent && nodes[at] && nodes[at]?.parent !== parent) at = nodes[at]?.parent ?? -1
  return at > parent ? nodes[at] : undefined
}
