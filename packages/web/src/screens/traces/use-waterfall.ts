/** What a waterfall shows of a trace: which rows, which stretch of time, which span is selected. */
import { useCallback, useEffect, useMemo, useState } from 'react'
import { spanMatcher } from '../../lib/span-find.ts'
import { causeOf, type Interval, type SpanNode, type SpanTree, visibleNodes, withAncestors } from '../../lib/span-tree.ts'

/** From this size on the time axis follows the rows in view, unless asked not to. */
const BIG_TRACE = 2000
const ZOOM_MARGIN = 0.1

/** What a row can do. Their identity stays, so that a row renders only when its own state changes. */
export interface RowActions {
  select(node: SpanNode): void
  toggle(node: SpanNode): void
  zoomTo(node: SpanNode): void
}

export interface Waterfall {
  readonly rowActions: RowActions
  readonly tree: SpanTree
  readonly rows: readonly SpanNode[]
  readonly window: Interval
  readonly zoomed: boolean
  readonly folded: ReadonlySet<string>
  readonly selected: SpanNode | undefined
  readonly root: SpanNode | undefined
  readonly errors: readonly SpanNode[]
  readonly matches: readonly SpanNode[] | undefined
  readonly find: string
  readonly onlyMatches: boolean
  readonly fit: boolean
  readonly onlyCritical: boolean
  readonly isDim: (node: SpanNode) => boolean
  select(node: SpanNode | undefined): void
  move(delta: number): void
  moveTo(nodes: readonly SpanNode[], direction: 1 | -1): void
  toggle(node: SpanNode, folded?: boolean): void
  setWindow(window: Interval): void
  resetWindow(): void
  zoomTo(node: SpanNode): void
  setRoot(node: SpanNode | undefined): void
  setFind(text: string): void
  setOnlyMatches(only: boolean): void
  setFit(fit: boolean): void
  setOnlyCritical(only: boolean): void
}

function firstSelected(tree: SpanTree, spanId: string | undefined): SpanNode | undefined {
  return (spanId === undefined ? undefined : tree.byId.get(spanId)) ?? causeOf(tree.nodes)?.node ?? tree.nodes[0]
}

/** `spanId` comes from the address, and `onSelect` writes it there. */
export function useWaterfall(tree: SpanTree, spanId: string | undefined, onSelect: (spanId: string) => void): Waterfall {
  const [selectedId, setSelectedId] = useState(() => firstSelected(tree, spanId)?.span.spanId)
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const [rootId, setRootId] = useState<string>()
  const [find, setFind] = useState('')
  const [onlyMatches, setOnlyMatches] = useState(false)
  const [onlyCritical, setOnlyCritical] = useState(false)
  const [fit, setFit] = useState(tree.nodes.length > BIG_TRACE)
  useEffect(() => {
    if (spanId !== undefined && tree.byId.has(spanId)) setSelectedId(spanId)
  }, [spanId])

  const root = rootId === undefined ? undefined : tree.byId.get(rootId)
  const time = useTimeWindow(tree, root)
  const found = useMatches(tree, root, find)
  const rows = useMemo(
    () => visibleNodes(tree.nodes, folded, root, onlyMatches ? found.shown : undefined),
    [tree, folded, root, onlyMatches, found.shown],
  )
  const errors = useMemo(() => tree.nodes.filter(({ error }) => error !== undefined), [tree])
  const selected = selectedId === undefined ? undefined : tree.byId.get(selectedId)

  const select = useCallback(
    (node: SpanNode | undefined): void => {
      if (!node) return
      setSelectedId(node.span.spanId)
      setFolded((before) => withoutFoldsOver(tree, node, before))
      onSelect(node.span.spanId)
    },
    [tree, onSelect],
  )
  const toggle = useCallback(({ span }: SpanNode, fold?: boolean): void => setFolded((before) => toggled(before, span.spanId, fold)), [])
  const { zoomTo } = time
  const rowActions = useMemo<RowActions>(() => ({ select, toggle, zoomTo }), [select, toggle, zoomTo])
  const at = selected ? rows.indexOf(selected) : -1
  return {
    tree,
    rows,
    ...time,
    folded,
    selected,
    root,
    errors,
    matches: found.matches,
    find,
    onlyMatches,
    fit,
    onlyCritical,
    isDim: (node) => (onlyCritical && !node.critical) || (found.wanted !== undefined && !found.wanted.has(node.index)),
    select,
    move: (delta) => select(rows[Math.max(0, Math.min(rows.length - 1, at + delta))]),
    moveTo: (nodes, direction) => select(nextOf(nodes, selected, direction)),
    toggle,
    rowActions,
    setRoot: (node) => setRootId(node?.span.spanId),
    setFind,
    setOnlyMatches,
    setFit,
    setOnlyCritical,
  }
}

function useTimeWindow(tree: SpanTree, root: SpanNode | undefined) {
  const whole = useMemo<Interval>(
    () => (root ? [root.offsetMs, root.offsetMs + Math.max(root.durationMs, 0.001)] : [0, tree.durationMs]),
    [root, tree.durationMs],
  )
  const [chosen, setWindow] = useState<Interval>()
  useEffect(() => setWindow(undefined), [root])
  return {
    window: chosen ?? whole,
    zoomed: chosen !== undefined && (chosen[0] > whole[0] || chosen[1] < whole[1]),
    setWindow: useCallback(
      ([from, to]: Interval) => {
        const start = Math.max(whole[0], from)
        const end = Math.min(whole[1], to)
        if (end > start) setWindow([start, end])
      },
      [whole],
    ),
    resetWindow: useCallback(() => setWindow(undefined), []),
    zoomTo: useCallback(
      ({ offsetMs, durationMs }: SpanNode) => {
        const margin = Math.max(durationMs * ZOOM_MARGIN, 0.0005)
        setWindow([Math.max(whole[0], offsetMs - margin), Math.min(whole[1], offsetMs + durationMs + margin)])
      },
      [whole],
    ),
  }
}

function useMatches(tree: SpanTree, root: SpanNode | undefined, find: string) {
  return useMemo(() => {
    const matcher = spanMatcher(find, tree.durationMs)
    if (!matcher) return {}
    const matches = tree.nodes.slice(root?.index ?? 0, root?.end).filter(matcher)
    return { matches, wanted: new Set(matches.map(({ index }) => index)), shown: withAncestors(tree.nodes, matches) }
  }, [tree, root, find])
}

function toggled(folded: ReadonlySet<string>, id: string, fold = !folded.has(id)): ReadonlySet<string> {
  const next = new Set(folded)
  if (fold) next.add(id)
  else next.delete(id)
  return next
}

/** What is selected must be in view: the folds over it open. */
function withoutFoldsOver(tree: SpanTree, node: SpanNode, folded: ReadonlySet<string>): ReadonlySet<string> {
  const over: string[] = []
  for (let at = tree.nodes[node.parent]; at; at = tree.nodes[at.parent]) if (folded.has(at.span.spanId)) over.push(at.span.spanId)
  return over.length === 0 ? folded : new Set([...folded].filter((id) => !over.includes(id)))
}

function nextOf(nodes: readonly SpanNode[], from: SpanNode | undefined, direction: 1 | -1): SpanNode | undefined {
  if (nodes.length === 0) return undefined
  const index = from?.index ?? -1
  if (direction === 1) return nodes.find((node) => node.index > index) ?? nodes[0]
  return nodes.findLast((node) => node.index < index) ?? nodes.at(-1)
}
