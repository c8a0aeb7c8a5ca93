import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo } from 'react'
import { formatCount, formatDuration } from '../../lib/format.ts'
import { SPAN_ROLES } from '../../lib/span-kind.ts'
import { isGroup, type SpanGroup, type TreeRow } from '../../lib/span-rows.ts'
import type { SpanNode } from '../../lib/span-tree.ts'
import { Dot, Tag } from '../../ui/marks.tsx'
import type { RowActions } from './use-waterfall.ts'
import styles from './waterfall.module.css'

export const SPAN_ROW_PX = 28

/** Deeper spans are not indented further: their names would leave the column. */
const MOST_INDENT = 14

interface Props {
  id: string
  row: TreeRow
  nodes: readonly SpanNode[]
  lasts: ReadonlySet<TreeRow>
  /** Depth of the root that is shown. */
  baseDepth: number
  at: number
  selected: boolean
  folded: boolean
  dim: boolean
  actions: RowActions
}

export const SpanRow = memo((props: Props) => {
  const { id, row, at, baseDepth, selected, folded, dim, actions } = props
  const group = isGroup(row)
  const foldable = group || row.childCount > 0
  const failed = group ? row.failed > 0 : row.error !== undefined
  return (
    <div
      id={id}
      role="row"
      aria-level={row.depth - baseDepth + 1}
      aria-rowindex={at + 1}
      aria-selected={selected}
      aria-expanded={foldable ? !folded : undefined}
      className={styles.row}
      data-dim={dim || undefined}
      style={{ top: at * SPAN_ROW_PX }}
      onClick={() => actions.select(row)}
      onDoubleClick={() => (group ? actions.toggle(row) : actions.zoomTo(row))}
    >
      <div role="gridcell" className={styles.name}>
        <Guides {...props} />
        {foldable ? <Fold folded={folded} onToggle={() => actions.toggle(row)} /> : <span className={styles.noFold} />}
        {group ? <GroupLabel group={row} /> : <SpanLabel node={row} folded={folded} />}
      </div>
      <div role="gridcell" className={`${styles.length} num`} data-failed={failed || undefined} title={group ? 'Together' : undefined}>
        {formatDuration(group ? row.sumMs : row.durationMs)}
      </div>
    </div>
  )
})

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
      <span className={styles.texts}>
        <span className={`${styles.label} ell`} title={below === undefined ? span.name : `${span.name} · ${below}`}>
          {span.name || '(no name)'}
        </span>
        {below !== undefined && <span className={`${styles.below} ell`}>{below}</span>}
      </span>
      {folded && <span className={styles.below}>+{end - index - 1}</span>}
      {cache && <Tag tone={cache === 'HIT' ? 'healthy' : 'warning'}>{cache}</Tag>}
      {error !== undefined && childCount > 0 && parent >= 0 && <Tag tone="critical">ERROR</Tag>}
    </>
  )
}

/** `Search index × 214 · p95 78 ms`. */
function GroupLabel({ group }: { group: SpanGroup }) {
  const { name, members, p95Ms, failed, role } = group
  const said = `${name || '(no name)'} × ${formatCount(members.length)} · p95 ${formatDuration(p95Ms)}`
  return (
    <>
      <Dot colour={SPAN_ROLES[role].colour} />
      <span className={`${styles.label} ell`} title={said}>
        {name || '(no name)'}
      </span>
      <span className={`${styles.times} num`}>× {formatCount(members.length)}</span>
      {failed > 0 ? (
        <Tag tone="critical">{`${formatCount(failed)} failed`}</Tag>
      ) : (
        <span className={`${styles.below} ell num`}>· p95 {formatDuration(p95Ms)}</span>
      )}
    </>
  )
}

/** The lines of the tree: one per level, an elbow at the row itself. */
function Guides({ row, nodes, lasts, baseDepth }: Props) {
  const levels: ('line' | 'none' | 'elbow' | 'last')[] = []
  if (row.depth > baseDepth) levels.push(lasts.has(row) ? 'last' : 'elbow')
  for (let at = nodes[row.parent]; at && at.depth > baseDepth && levels.length < MOST_INDENT; at = nodes[at.parent])
    levels.push(lasts.has(at) ? 'none' : 'line')
  return levels.toReversed().map((kind, level) => <i key={level} className={styles.guide} data-kind={kind} />)
}
