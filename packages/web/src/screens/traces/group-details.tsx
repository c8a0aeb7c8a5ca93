import { formatCount, formatDuration } from '../../lib/format.ts'
import { SPAN_ROLES } from '../../lib/span-kind.ts'
import type { SpanGroup } from '../../lib/span-rows.ts'
import type { SpanNode } from '../../lib/span-tree.ts'
import { Button } from '../../ui/button.tsx'
import { type Fact, FactsList, Section } from '../../ui/facts.tsx'
import { Dot } from '../../ui/marks.tsx'
import { DockSideButton } from './dock-side-button.tsx'
import styles from './span-dock.module.css'
import type { RowActions } from './use-waterfall.ts'

const MOST_LISTED = 8

interface Props {
  group: SpanGroup
  traceMs: number
  folded: boolean
  actions: RowActions
}

/** What many siblings alike have in common, and the ones to look at first. */
export function GroupDetails({ group, traceMs, folded, actions }: Props) {
  const failed = group.members.filter(({ error }) => error !== undefined)
  const longest = group.members.toSorted((left, right) => right.durationMs - left.durationMs)
  return (
    <>
      <header className={styles.head}>
        <h3>
          <Dot colour={SPAN_ROLES[group.role].colour} />
          <span className="ell" title={group.name}>
            {group.name || '(no name)'}
          </span>
          <span className="num t3">× {formatCount(group.members.length)}</span>
          <span className="grow" />
          <DockSideButton />
        </h3>
        <div className={styles.kind}>{SPAN_ROLES[group.role].label} · repeated under one parent</div>
        <div className={styles.actions}>
          <Button size="small" onClick={() => actions.toggle(group)}>
            {folded ? 'Show each of them' : 'Fold into one row'}
          </Button>
        </div>
      </header>
      <div className={styles.sections}>
        <Section>
          <FactsList facts={factsOf(group, traceMs)} />
        </Section>
        {failed.length > 0 && (
          <Section title="Failed" count={failed.length}>
            <Members nodes={failed} actions={actions} />
          </Section>
        )}
        <Section title="Longest">
          <Members nodes={longest} actions={actions} />
        </Section>
      </div>
    </>
  )
}

function factsOf({ members, sumMs, p50Ms, p95Ms, failed }: SpanGroup, traceMs: number): Fact[] {
  return [
    { label: 'Count', value: <span className="num">{formatCount(members.length)}</span> },
    {
      label: 'Together',
      value: (
        <span className="num">
          {formatDuration(sumMs)} <span className="t3">({Math.round((sumMs / traceMs) * 100)}% of trace)</span>
        </span>
      ),
    },
    { label: 'Median', value: <span className="num">{formatDuration(p50Ms)}</span> },
    { label: 'p95', value: <span className="num">{formatDuration(p95Ms)}</span> },
    { label: 'Failed', value: <span className="num">{formatCount(failed)}</span>, ...(failed > 0 && { tone: 'critical' as const }) },
  ]
}

function Members({ nodes, actions }: { nodes: readonly SpanNode[]; actions: RowActions }) {
  return (
    <div className={styles.longest}>
      {nodes.slice(0, MOST_LISTED).map((node) => (
        <button key={node.index} type="button" onClick={() => actions.select(node)}>
          <span className="num t3">+{formatDuration(node.offsetMs)}</span>
          <span className="ell grow">{node.error ?? node.span.name}</span>
          <span className="num strong">{formatDuration(node.durationMs)}</span>
        </button>
      ))}
    </div>
  )
}
