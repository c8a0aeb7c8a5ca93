/** The rows of a waterfall: the spans that are shown, and one row in place of many siblings alike. */
import type { SpanRole } from './span-kind.ts'
import { childrenOf, type Interval, type SpanNode, withAncestors } from './span-tree.ts'

/** From this many siblings of one name on, they are one row until somebody opens it. */
export const LEAST_ALIKE = 6

export interface SpanGroup {
  readonly id: string
  readonly name: string
  /** By start. */
  readonly members: readonly SpanNode[]
  /** Place, depth, parent and role of the first member. */
  readonly index: number
  readonly parent: number
  readonly depth: number
  readonly role: SpanRole
  readonly offsetMs: number
  /** From the first start to the last end. */
  readonly durationMs: number
  readonly sumMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly failed: number
  readonly critical: boolean
}

export type TreeRow = SpanNode | SpanGroup

/** The group of each span that has one, by the span's index. */
export type Groups = ReadonlyMap<number, SpanGroup>

export function isGroup(row: TreeRow): row is SpanGroup {
  return 'members' in row
}

/** What a row is remembered by: the same for the same trace when more of it has come. */
export function rowKey(row: TreeRow): string {
  return isGroup(row) ? row.id : row.span.spanId
}

export function findGroups(nodes: readonly SpanNode[]): Groups {
  const groups = new Map<number, SpanGroup>()
  addGroups(rootsOf(nodes), groups)
  for (const node of nodes) if (node.childCount >= LEAST_ALIKE) addGroups(childrenOf(nodes, node), groups)
  return groups
}

function rootsOf(nodes: readonly SpanNode[]): SpanNode[] {
  const roots: SpanNode[] = []
  for (let at = 0; at < nodes.length; at = nodes[at]?.end ?? nodes.length) {
    const root = nodes[at]
    if (root) roots.push(root)
  }
  return roots
}

function addGroups(siblings: readonly SpanNode[], groups: Map<number, SpanGroup>): void {
  if (siblings.length < LEAST_ALIKE) return
  const byName = new Map<string, SpanNode[]>()
  for (const node of siblings) {
    const alike = byName.get(node.span.name)
    if (alike) alike.push(node)
    else byName.set(node.span.name, [node])
  }
  for (const members of byName.values()) {
    const [first] = members
    if (!first || members.length < LEAST_ALIKE) continue
    const group = groupOf(first, members)
    for (const { index } of members) groups.set(index, group)
  }
}

function groupOf(first: SpanNode, members: readonly SpanNode[]): SpanGroup {
  const { index, parent, depth, role, span, offsetMs } = first
  const durations = members.map(({ durationMs }) => durationMs).sort((left, right) => left - right)
  const endMs = members.reduce((latest, node) => Math.max(latest, node.offsetMs + node.durationMs), 0)
  return {
    id: `alike ${span.spanId}`,
    name: span.name,
    members,
    index,
    parent,
    depth,
    role,
    offsetMs,
    durationMs: endMs - offsetMs,
    sumMs: durations.reduce((sum, ms) => sum + ms, 0),
    p50Ms: quantile(durations, 0.5),
    p95Ms: quantile(durations, 0.95),
    failed: members.reduce((count, { error }) => (error === undefined ? count : count + 1), 0),
    critical: members.some(({ critical }) => critical),
  }
}

/** The smallest value that so large a share of all does not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}

export interface RowChoice {
  /** Only what is below it. */
  readonly root?: SpanNode | undefined
  /** Ids of spans whose descendants are folded away. */
  readonly folded: ReadonlySet<string>
  /** Ids of groups whose members are shown, where they belong by their start. */
  readonly opened: ReadonlySet<string>
  /** Absent: siblings alike stay apart. */
  readonly groups?: Groups | undefined
  /** Indices of the spans to show; absent: all. */
  readonly wanted?: ReadonlySet<number> | undefined
}

export function visibleRows(nodes: readonly SpanNode[], { root, folded, opened, groups, wanted }: RowChoice): TreeRow[] {
  const rows: TreeRow[] = []
  const end = root?.end ?? nodes.length
  for (let at = root?.index ?? 0; at < end;) {
    const node = nodes[at]
    if (!node) break
    const group = node === root ? undefined : groups?.get(at)
    if (group?.index === at && isWanted(group, wanted)) rows.push(group)
    if (group && !opened.has(group.id)) {
      at = node.end
      continue
    }
    if (!wanted || wanted.has(at)) rows.push(node)
    at = folded.has(node.span.spanId) ? node.end : at + 1
  }
  return rows
}

function isWanted({ members }: SpanGroup, wanted: ReadonlySet<number> | undefined): boolean {
  return !wanted || members.some(({ index }) => wanted.has(index))
}

/** The rows behind which no other row has the same parent. */
export function lastRows(rows: readonly TreeRow[]): ReadonlySet<TreeRow> {
  const seen = new Set<number>()
  const lasts = new Set<TreeRow>()
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at]
    if (!row || seen.has(row.parent)) continue
    seen.add(row.parent)
    lasts.add(row)
  }
  return lasts
}

export function isWithin({ offsetMs, durationMs }: TreeRow, [from, to]: Interval): boolean {
  return offsetMs <= to && offsetMs + durationMs >= from
}

/** The spans that were at work in a stretch of time, and the way to them. */
export function nodesWithin(nodes: readonly SpanNode[], window: Interval): Set<number> {
  return withAncestors(
    nodes,
    nodes.filter((node) => isWithin(node, window)),
  )
}
