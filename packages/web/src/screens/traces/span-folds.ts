/** What is folded away in a waterfall: descendants of spans, and the members of groups nobody opened. */
import { type Groups, isGroup, type TreeRow } from '../../lib/span-rows.ts'
import type { SpanNode, SpanTree } from '../../lib/span-tree.ts'

export interface Folds {
  /** Ids of spans. */
  readonly folded: ReadonlySet<string>
  /** Ids of groups. */
  readonly opened: ReadonlySet<string>
}

export const NO_FOLDS: Folds = { folded: new Set(), opened: new Set() }

export function isFolded({ folded, opened }: Folds, row: TreeRow): boolean {
  return isGroup(row) ? !opened.has(row.id) : folded.has(row.span.spanId)
}

export function toggled(folds: Folds, row: TreeRow, fold = !isFolded(folds, row)): Folds {
  return isGroup(row)
    ? { ...folds, opened: changed(folds.opened, row.id, !fold) }
    : { ...folds, folded: changed(folds.folded, row.span.spanId, fold) }
}

function changed(ids: ReadonlySet<string>, id: string, present: boolean): ReadonlySet<string> {
  const next = new Set(ids)
  if (present) next.add(id)
  else next.delete(id)
  return next
}

/** The spans over a row, the nearest first. */
export function pathTo(tree: SpanTree, row: TreeRow): SpanNode[] {
  const path: SpanNode[] = []
  for (let at = tree.nodes[row.parent]; at; at = tree.nodes[at.parent]) path.push(at)
  return path
}

/** What is selected must be in view: the folds over it open. The same object when there are none. */
export function withoutFoldsOver(tree: SpanTree, groups: Groups, row: TreeRow | undefined, folds: Folds): Folds {
  if (!row) return folds
  const path = pathTo(tree, row)
  const closed = path.filter(({ span }) => folds.folded.has(span.spanId))
  const hiding = [...(isGroup(row) ? [] : [row]), ...path]
    .map(({ index }) => groups.get(index))
    .filter((group) => group !== undefined && !folds.opened.has(group.id))
  if (closed.length === 0 && hiding.length === 0) return folds
  const ids = new Set(closed.map(({ span }) => span.spanId))
  return {
    folded: new Set([...folds.folded].filter((id) => !ids.has(id))),
    opened: new Set([...folds.opened, ...hiding.flatMap((group) => (group ? [group.id] : []))]),
  }
}
