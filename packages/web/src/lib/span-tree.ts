/**
 * The spans of a trace as one array in the order they are drawn: every span behind its parent, children by start.
 * Built without recursion, because depth is up to the sender. Spans whose parent is missing, and rings of parents, become
 * roots of their own: nothing that was sent is left out.
 */
import type { Span } from '@relayscope/contract'
import { parseInstant } from './instant.ts'
import { cacheOutcome, spanError, spanRole, type SpanRole } from './span-kind.ts'

export interface SpanNode {
  readonly index: number
  readonly span: Span
  readonly role: SpanRole
  readonly parent: number
  readonly depth: number
  /** Index behind the last descendant. */
  end: number
  readonly isLast: boolean
  readonly childCount: number
  /** From the start of the trace. */
  readonly offsetMs: number
  readonly durationMs: number
  /** Time in which no child ran. */
  readonly selfMs: number
  readonly error?: string
  readonly cache?: 'HIT' | 'MISS'
  critical: boolean
}

export interface SpanTree {
  readonly nodes: readonly SpanNode[]
  readonly startMs: number
  readonly durationMs: number
  readonly maxDepth: number
  readonly byId: ReadonlyMap<string, SpanNode>
}

interface Draft {
  span: Span
  startMs: number
  durationMs: number
  children: Draft[]
  placed: boolean
}

export function buildSpanTree(spans: readonly Span[]): SpanTree {
  const drafts = spans.map<Draft>((span) => ({
    span,
    startMs: parseInstant(span.startTime),
    durationMs: Math.max(0, span.duration),
    children: [],
    placed: false,
  }))
  const startMs = drafts.reduce((least, { startMs: start }) => Math.min(least, start), Infinity)
  const endMs = drafts.reduce((most, draft) => Math.max(most, draft.startMs + draft.durationMs), -Infinity)
  const nodes = flatten(drafts, linkParents(drafts), startMs)
  const tree = {
    nodes,
    startMs: drafts.length === 0 ? 0 : startMs,
    durationMs: drafts.length === 0 ? 0 : Math.max(endMs - startMs, 0.001),
    maxDepth: nodes.reduce((most, { depth }) => Math.max(most, depth), 0),
    byId: new Map(nodes.map((node) => [node.span.spanId, node])),
  }
  markCriticalPath(tree.nodes)
  return tree
}

/** Fills the children and answers the roots, both by start; longer spans first where two start together. */
function linkParents(drafts: readonly Draft[]): Draft[] {
  const byId = new Map(drafts.map((draft) => [draft.span.spanId, draft]))
  const roots: Draft[] = []
  for (const draft of drafts) {
    const { parentSpanId, spanId } = draft.span
    const parent = parentSpanId === undefined || parentSpanId === spanId ? undefined : byId.get(parentSpanId)
    if (parent) parent.children.push(draft)
    else roots.push(draft)
  }
  for (const draft of drafts) draft.children.sort(byStart)
  return roots.sort(byStart)
}

function byStart(left: Draft, right: Draft): number {
  return left.startMs - right.startMs || right.durationMs - left.durationMs
}

interface Frame {
  draft: Draft
  parent: number
  depth: number
  isLast: boolean
}

function flatten(drafts: readonly Draft[], roots: readonly Draft[], startMs: number): SpanNode[] {
  const nodes: SpanNode[] = []
  const open = roots.map<Frame>((draft, at) => ({ draft, parent: -1, depth: 0, isLast: at === roots.length - 1 })).reverse()
  for (let next = 0; ;) {
    const frame = open.pop()
    if (!frame) {
      // What was not reached hangs in a ring of parents.
      while (next < drafts.length && drafts[next]?.placed) next++
      const left = drafts[next]
      if (!left) break
      open.push({ draft: left, parent: -1, depth: 0, isLast: true })
      continue
    }
    if (frame.draft.placed) continue
    const index = nodes.length
    nodes.push(nodeOf(frame, index, startMs))
    const { children } = frame.draft
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at]
      if (child) open.push({ draft: child, parent: index, depth: frame.depth + 1, isLast: at === children.length - 1 })
    }
  }
  setEnds(nodes)
  return nodes
}

function nodeOf({ draft, parent, depth, isLast }: Frame, index: number, startMs: number): SpanNode {
  draft.placed = true
  const { span, children } = draft
  return {
    index,
    span,
    role: spanRole(span),
    parent,
    depth,
    end: index + 1,
    isLast,
    childCount: children.length,
    offsetMs: draft.startMs - startMs,
    durationMs: draft.durationMs,
    selfMs: selfTime(draft),
    error: spanError(span),
    cache: cacheOutcome(span),
    critical: false,
  }
}

/** The children come sorted by start. */
function selfTime({ startMs, durationMs, children }: Draft): number {
  const endMs = startMs + durationMs
  let self = 0
  let at = startMs
  for (const child of children) {
    if (child.startMs > at) self += Math.max(0, Math.min(child.startMs, endMs) - at)
    at = Math.max(at, child.startMs + child.durationMs)
  }
  return self + Math.max(0, endMs - at)
}

/** Parents stand before their children, so one pass from the back knows every subtree's end. */
function setEnds(nodes: readonly SpanNode[]): void {
  for (let index = nodes.length - 1; index > 0; index--) {
    const node = nodes[index]
    const parent = nodes[node?.parent ?? -1]
    if (node && parent) parent.end = Math.max(parent.end, node.end)
  }
}

export type Interval = readonly [from: number, to: number]

/** What is left of `from..to` when the given intervals, sorted by start, are taken out. */
export function gaps(from: number, to: number, taken: readonly Interval[]): Interval[] {
  const left: Interval[] = []
  let at = from
  for (const [start, end] of taken) {
    if (start > at && at < to) left.push([at, Math.min(start, to)])
    at = Math.max(at, end)
  }
  if (at < to) left.push([at, to])
  return left
}

export function childrenOf(nodes: readonly SpanNode[], node: SpanNode): SpanNode[] {
  const children: SpanNode[] = []
  for (let at = node.index + 1; at < node.end; at = nodes[at]?.end ?? node.end) {
    const child = nodes[at]
    if (child) children.push(child)
  }
  return children
}

/** The intervals of the trace in which a span itself was at work. */
export function selfIntervals(nodes: readonly SpanNode[], node: SpanNode): Interval[] {
  const children = childrenOf(nodes, node).map<Interval>((child) => [child.offsetMs, child.offsetMs + child.durationMs])
  return gaps(node.offsetMs, node.offsetMs + node.durationMs, children)
}

const SLACK_MS = 0.5

/** Walks back from the end of the first root: at each moment, the child that ended last is what was waited for. */
function markCriticalPath(nodes: readonly SpanNode[]): void {
  const [root] = nodes
  const open = root ? [root] : []
  for (let node = open.pop(); node; node = open.pop()) {
    node.critical = true
    let until = endOf(node)
    const byEnd = childrenOf(nodes, node).sort((left, right) => endOf(right) - endOf(left))
    for (const child of byEnd) {
      if (endOf(child) > until + SLACK_MS || child.durationMs === 0) continue
      open.push(child)
      until = child.offsetMs
    }
  }
}

/** Matches and the way to them. */
export function withAncestors(nodes: readonly SpanNode[], matches: readonly SpanNode[]): Set<number> {
  const kept = new Set<number>()
  for (const match of matches) {
    for (let at = match.index; at >= 0 && !kept.has(at); at = nodes[at]?.parent ?? -1) kept.add(at)
  }
  return kept
}

/** The outermost failures within a span, whatever succeeded in between. */
function failuresBelow(nodes: readonly SpanNode[], node: SpanNode): SpanNode[] {
  const failed: SpanNode[] = []
  for (let at = node.index + 1; at < node.end;) {
    const below = nodes[at]
    if (below?.error !== undefined) failed.push(below)
    at = below?.error === undefined ? at + 1 : below.end
  }
  return failed
}

export interface Cause {
  readonly node: SpanNode
  readonly reason: string
  /** How often the same thing was tried there and failed. */
  readonly attempts: number
}

/**
 * The failure the others follow from: from the outermost failed span inwards along the failure that ended last, and no
 * further where several attempts at the same thing failed.
 */
export function causeOf(nodes: readonly SpanNode[]): Cause | undefined {
  let node = nodes.find(({ error }) => error !== undefined)
  let reason = ''
  while (node) {
    // A bare status number says less than what a span around it said.
    if (reason === '' || /[a-z]{3}/i.test(node.error ?? '')) reason = node.error ?? ''
    const failed = failuresBelow(nodes, node)
    const last = failed.reduce<SpanNode | undefined>((latest, one) => (latest && endOf(latest) > endOf(one) ? latest : one), undefined)
    const attempts = last && failed.length > 1 && failed.every(({ span }) => span.name === last.span.name) ? failed.length : 1
    if (!last || attempts > 1) return { node, reason, attempts }
    node = last
  }
  return undefined
}

function endOf({ offsetMs, durationMs }: SpanNode): number {
  return offsetMs + durationMs
}

/** Self time along the critical path by role, largest first: where the time went. */
export function timeByRole(nodes: readonly SpanNode[]): { role: SpanRole; share: number }[] {
  const sums = new Map<SpanRole, number>()
  let whole = 0
  for (const { critical, role, selfMs } of nodes) {
    if (!critical) continue
    sums.set(role, (sums.get(role) ?? 0) + selfMs)
    whole += selfMs
  }
  return [...sums].map(([role, sum]) => ({ role, share: whole === 0 ? 0 : sum / whole })).sort((left, right) => right.share - left.share)
}
