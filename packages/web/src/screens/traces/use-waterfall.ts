/** What is shown of a trace: which rows, which stretch of time, which span is selected. Shared by its views. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { spanMatcher } from '../../lib/span-find.ts'
import {
  findGroups,
  type Groups,
  isGroup,
  isWithin,
  lastRows,
  nodesWithin,
  rowKey,
  type SpanGroup,
  type TreeRow,
  visibleRows,
} from '../../lib/span-rows.ts'
import { causeOf, type Interval, type SpanNode, type SpanTree, withAncestors } from '../../lib/span-tree.ts'
import { type Folds, NO_FOLDS, pathTo, toggled, withoutFoldsOver } from './span-folds.ts'
import { useTimeWindow } from './use-time-window.ts'

/** What a row can do. Their identity stays, so that a row renders only when its own state changes. */
export interface RowActions {
  select(row: TreeRow): void
  toggle(row: TreeRow): void
  zoomTo(row: TreeRow): void
  setRoot(node: SpanNode | undefined): void
}

type TimeWindow = ReturnType<typeof useTimeWindow>

export interface Waterfall extends TimeWindow {
  readonly rowActions: RowActions
  readonly tree: SpanTree
  readonly rows: readonly TreeRow[]
  /** Rows behind which no other has the same parent. */
  readonly lasts: ReadonlySet<TreeRow>
  readonly groups: Groups
  readonly folds: Folds
  /** The row the keys start from. */
  readonly cursor: TreeRow | undefined
  readonly selected: SpanNode | undefined
  readonly selectedGroup: SpanGroup | undefined
  readonly root: SpanNode | undefined
  readonly errors: readonly SpanNode[]
  readonly matches: readonly SpanNode[] | undefined
  readonly find: string
  readonly onlyMatches: boolean
  readonly onlyCritical: boolean
  readonly foldsAlike: boolean
  readonly isDim: (row: TreeRow) => boolean
  select(row: TreeRow | undefined): void
  move(delta: number): void
  moveTo(nodes: readonly SpanNode[], direction: 1 | -1): void
  toggle(row: TreeRow, folded?: boolean): void
  setRoot(node: SpanNode | undefined): void
  setFind(text: string): void
  setOnlyMatches(only: boolean): void
  setOnlyCritical(only: boolean): void
  setFoldsAlike(fold: boolean): void
}

function firstSelected(tree: SpanTree, spanId: string | undefined): SpanNode | undefined {
  return (spanId === undefined ? undefined : tree.byId.get(spanId)) ?? causeOf(tree.nodes)?.node ?? tree.nodes[0]
}

/** `spanId` comes from the address, and `onSelect` writes it there. */
export function useWaterfall(tree: SpanTree, spanId: string | undefined, onSelect: (spanId: string) => void): Waterfall {
  const [rootId, setRootId] = useState<string>()
  const [find, setFind] = useState('')
  const [onlyMatches, setOnlyMatches] = useState(false)
  const [onlyCritical, setOnlyCritical] = useState(false)
  const [foldsAlike, setFoldsAlike] = useState(true)

  const root = rootId === undefined ? undefined : tree.byId.get(rootId)
  const groups = useMemo(() => findGroups(tree.nodes), [tree])
  const time = useTimeWindow(tree, root)
  const selection = useSelection(tree, groups, spanId, onSelect, { ...time, root, leaveRoot: () => setRootId(undefined) })
  const { folds, cursor, select } = selection
  const found = useMatches(tree, root, find)
  const wanted = useWanted(tree, time.narrowedTo, onlyMatches ? found.shown : undefined)
  const grouped = foldsAlike && !(onlyMatches && found.shown) ? groups : undefined
  const rows = useMemo(() => visibleRows(tree.nodes, { root, ...folds, groups: grouped, wanted }), [tree, folds, root, grouped, wanted])
  const lasts = useMemo(() => lastRows(rows), [rows])
  const errors = useMemo(() => tree.nodes.filter(({ error }) => error !== undefined), [tree])
  const { zoomTo } = time
  const { toggle } = selection
  const setRoot = useCallback((node: SpanNode | undefined) => setRootId(node?.span.spanId), [])
  const rowActions = useMemo<RowActions>(() => ({ select, toggle, zoomTo, setRoot }), [select, toggle, zoomTo, setRoot])
  const move = (delta: number): void => {
    const at = rows.findIndex((row) => row === shownFor(cursor, rows, tree))
    select(rows[Math.max(0, Math.min(rows.length - 1, at + delta))])
  }
  return {
    ...time,
    ...selection,
    tree,
    rows,
    lasts,
    groups,
    root,
    errors,
    matches: found.matches,
    find,
    onlyMatches,
    onlyCritical,
    foldsAlike,
    isDim: (row) => (onlyCritical && !row.critical) || (found.wanted !== undefined && !isFound(row, found.wanted)),
    move,
    moveTo: (nodes, direction) => select(nextOf(nodes, cursor, direction)),
    rowActions,
    setRoot,
    setFind,
    setOnlyMatches,
    setOnlyCritical,
    setFoldsAlike,
  }
}

interface Around {
  readonly root: SpanNode | undefined
  readonly narrowedTo: Interval | undefined
  resetWindow(): void
  leaveRoot(): void
}

/** Which row is selected, and which folds are open so that it can be seen. */
function useSelection(tree: SpanTree, groups: Groups, spanId: string | undefined, onSelect: (spanId: string) => void, around: Around) {
  const [key, setKey] = useState(() => firstSelected(tree, spanId)?.span.spanId)
  const [folds, setFolds] = useState<Folds>(() => withoutFoldsOver(tree, groups, firstSelected(tree, spanId), NO_FOLDS))
  /** What this page wrote to the address itself, a moment late: it must not undo a later choice. */
  const written = useRef<string>(undefined)
  useEffect(() => {
    const node = spanId === undefined || spanId === written.current ? undefined : tree.byId.get(spanId)
    if (!node) return
    setKey(node.span.spanId)
    setFolds((before) => withoutFoldsOver(tree, groups, node, before))
  }, [spanId])
  const selected = key === undefined ? undefined : tree.byId.get(key)
  const selectedGroup = useMemo(() => (selected ? undefined : [...groups.values()].find(({ id }) => id === key)), [groups, selected, key])
  const { root, narrowedTo, resetWindow } = around
  const select = useCallback(
    (row: TreeRow | undefined): void => {
      if (!row) return
      setKey(rowKey(row))
      setFolds((before) => withoutFoldsOver(tree, groups, row, before))
      if (isGroup(row)) return
      // What is selected must be in view.
      if (narrowedTo && !isWithin(row, narrowedTo)) resetWindow()
      if (root && (row.index < root.index || row.index >= root.end)) around.leaveRoot()
      written.current = row.span.spanId
      onSelect(row.span.spanId)
    },
    [tree, groups, root, narrowedTo, resetWindow, onSelect],
  )
  const toggle = useCallback((row: TreeRow, fold?: boolean): void => {
    setFolds((before) => toggled(before, row, fold))
    // Its members may be about to vanish.
    if (isGroup(row)) setKey(row.id)
  }, [])
  return { folds, cursor: selected ?? selectedGroup, selected, selectedGroup, select, toggle }
}

function useMatches(tree: SpanTree, root: SpanNode | undefined, find: string) {
  return useMemo(() => {
    const matcher = spanMatcher(find, tree.durationMs)
    if (!matcher) return {}
    const matches = tree.nodes.slice(root?.index ?? 0, root?.end).filter(matcher)
    return { matches, wanted: new Set(matches.map(({ index }) => index)), shown: withAncestors(tree.nodes, matches) }
  }, [tree, root, find])
}

/** The spans within the stretch of time, and of those the ones that were searched for. */
function useWanted(tree: SpanTree, narrowedTo: Interval | undefined, matches: ReadonlySet<number> | undefined) {
  return useMemo(() => {
    if (!narrowedTo) return matches
    const within = nodesWithin(tree.nodes, narrowedTo)
    return matches ? new Set([...matches].filter((index) => within.has(index))) : within
  }, [tree, narrowedTo, matches])
}

function isFound(row: TreeRow, wanted: ReadonlySet<number>): boolean {
  return isGroup(row) ? row.members.some(({ index }) => wanted.has(index)) : wanted.has(row.index)
}

/** The cursor's row, or the nearest row over it that is shown. */
function shownFor(cursor: TreeRow | undefined, rows: readonly TreeRow[], tree: SpanTree): TreeRow | undefined {
  if (!cursor || rows.includes(cursor)) return cursor
  return pathTo(tree, cursor).find((node) => rows.includes(node))
}

function nextOf(nodes: readonly SpanNode[], from: TreeRow | undefined, direction: 1 | -1): SpanNode | undefined {
  if (nodes.length === 0) return undefined
  const index = from?.index ?? -1
  if (direction === 1) return nodes.find((node) => node.index > index) ?? nodes[0]
  return nodes.findLast((node) => node.index < index) ?? nodes.at(-1)
}
