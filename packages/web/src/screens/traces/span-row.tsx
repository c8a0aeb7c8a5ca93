import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { formatDuration } from '../../lib/format.ts'
import { SPAN_ROLES } from '../../lib/span-kind.ts'
import type { SpanNode } from '../../lib/span-tree.ts'
import { Dot, Tag } from '../../ui/marks.tsx'
import type { RowActions } from './use-waterfall.ts'
import styles from './waterfall.module.css'

export const SPAN_ROW_PX = 28

/** Deeper spans are not indented further: their names would leave the column. */
const MOST_INDENT = 14

interface Props {
  id: string
  node: SpanNode
  nodes: readonly SpanNode[]
  row: number
  selected: boolean
  folded: boolean
  dim: boolean
  actions: RowActions
}

export const SpanRow = memo(({ id, node, nodes, row, selected, folded, dim, actions }: Props) => (
  <div
    id={id}
    role="row"
    aria-level={node.depth + 1}
    aria-rowindex={row + 1}
    aria-selected={selected}
    aria-expanded={node.childCount > 0 ? !folded : undefined}
    className={styles.row}
    data-dim={dim || undefined}
    style={{ top: row * SPAN_ROW_PX }}
    onClick={() => actions.select(node)}
    onDoubleClick={() => actions.zoomTo(node)}
  >
    <div role="gridcell" className={styles.name}>
      <Guides node={node} nodes={nodes} />
      {node.childCount > 0 ? <Fold folded={folded} onToggle={() => actions.toggle(node)} /> : <span className={styles.noFold} />}
      <SpanLabel node={node} folded={folded} />
    </div>
    <div role="gridcell" className={`${styles.length} num`} data-failed={node.error !== undefined || undefined}>
      {formatDuration(node.durationMs)}
    </div>
  </div>
))

function Fold({ folded, onToggle }: { folded: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.fold}
      aria-label={folded ? 'Unfold' : 'Fold'}
      onClick={(event) => {
        event.stopPropagation()
        onToggle()
      }}
    >
      {folded ? <ChevronRight /> : <ChevronDown />}
    </button>
  )
}

function SpanLabel({ node, folded }: { node: SpanNode; folded: boolean }) {
  const { span, cache, error, childCount, parent, end, index } = node
  const below = span.model && !span.name.includes(span.model) ? span.model : undefined
  return (
    <>
      <Dot colour={error === undefined ? SPAN_ROLES[node.role].colour : '--crit-s'} />
      <span className={`${styles.label} ell`} title={span.name}>
        {span.name || '(no name)'}
      </span>
      {below !== undefined && <span className={`${styles.below} ell`}>{below}</span>}
      {folded && <span className={styles.below}>+{end - index - 1}</span>}
      {cache && <Tag tone={cache === 'HIT' ? 'healthy' : 'warning'}>{cache}</Tag>}
      {error !== undefined && childCount > 0 && parent >= 0 && <Tag tone="critical">ERROR</Tag>}
    </>
  )
}

/** The lines of the tree: one per level, an elbow at the span itself. */
function Guides({ node, nodes }: { node: SpanNode; nodes: readonly SpanNode[] }) {
  const levels: ('line' | 'none' | 'elbow' | 'last')[] = []
  if (node.depth > 0) levels.push(node.isLast ? 'last' : 'elbow')
  for (let at = nodes[node.parent]; at && at.depth > 0 && levels.length < MOST_INDENT; at = nodes[at.parent])
    levels.push(at.isLast ? 'none' : 'line')
  return levels.toReversed().map((kind, level) => <i key={level} className={styles.guide} data-kind={kind} />)
}
