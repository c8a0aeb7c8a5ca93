import type { AIInteraction } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { Bot, CornerDownRight } from 'lucide-react'
import { memo } from 'react'
import { useSpanStats } from '../../api/traces.ts'
import { PercentileStrip } from '../../charts/percentile-strip.tsx'
import { dockSideStore } from '../../lib/dock-side.ts'
import { formatCount, formatDuration, plural } from '../../lib/format.ts'
import { SPAN_ROLES } from '../../lib/span-kind.ts'
import type { SpanGroup } from '../../lib/span-rows.ts'
import type { SpanNode, SpanTree } from '../../lib/span-tree.ts'
import { useStore } from '../../lib/store.ts'
import { buttonClass, IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Fact, FactsList, Section } from '../../ui/facts.tsx'
import { Dot } from '../../ui/marks.tsx'
import { removedFact } from '../../ui/removed-chips.tsx'
import { StatusWord } from '../../ui/status-shape.tsx'
import { Exact } from '../../ui/time-text.tsx'
import { DockSideButton } from './dock-side-button.tsx'
import { GroupDetails } from './group-details.tsx'
import { SpanEvents, SpanLinks, SpanRaw } from './span-more.tsx'
import { SpanTags } from './span-tags.tsx'
import styles from './span-dock.module.css'
import type { TracePage } from './use-trace-page.ts'
import type { RowActions } from './use-waterfall.ts'

interface Props {
  traceId: string
  tree: SpanTree
  node: SpanNode | undefined
  group: SpanGroup | undefined
  /** Whether the group is one row. */
  folded: boolean
  isRoot: boolean
  actions: RowActions
  interactions: readonly AIInteraction[]
  page: TracePage
}

/** The rows scroll without it being rendered again. */
export const SpanDock = memo((props: Props) => {
  const { traceId, tree, node, group, folded, actions, page } = props
  const side = useStore(dockSideStore)
  return (
    <aside className={styles.dock} aria-label="Span details" tabIndex={0} key={node?.span.spanId ?? group?.id} data-side={side}>
      {group && <GroupDetails group={group} traceMs={tree.durationMs} folded={folded} actions={actions} />}
      {node && (
        <>
          <DockHead {...props} node={node} />
          <div className={styles.sections}>
            {node.error !== undefined && <ErrorBlock traceId={traceId} node={node} />}
            <Section>
              <FactsList facts={factsOf(node, tree.durationMs)} />
              <Comparison traceId={traceId} node={node} />
            </Section>
            <SpanTags span={node.span} onChoose={page.choose} />
            <SpanEvents span={node.span} />
            <SpanLinks span={node.span} />
            <SpanRaw span={node.span} />
          </div>
        </>
      )}
    </aside>
  )
})

function DockHead({ node, isRoot, actions, interactions }: Props & { node: SpanNode }) {
  const { span, role, error, offsetMs, childCount } = node
  const interaction = interactions.find(({ id, spanId }) => id === span.interactionId || spanId === span.spanId)
  return (
    <header className={styles.head}>
      <h3>
        <Dot colour={error === undefined ? SPAN_ROLES[role].colour : '--crit-s'} />
        <span className="ell" title={span.name}>
          {span.name || '(no name)'}
        </span>
        <span className="grow" />
        <CopyButton text={span.spanId} label="Copy the span ID" />
        {(childCount > 0 || isRoot) && (
          <IconButton
            look="ghost"
            size="small"
            label={isRoot ? 'Show the whole trace (.)' : 'Make this span the root (.)'}
            pressed={isRoot}
            onClick={() => actions.setRoot(isRoot ? undefined : node)}
          >
            <CornerDownRight />
          </IconButton>
        )}
        <DockSideButton />
      </h3>
      <div className={styles.kind}>
        <span className="ell">{[SPAN_ROLES[role].label, span.service, span.model].filter(Boolean).join(' · ')}</span>
        <span className="grow" />
        <span className="num" title="From the start of the trace">
          +{formatDuration(offsetMs)}
        </span>
      </div>
      {interaction && (
        <div className={styles.actions}>
          <Link
            to="/interactions/$interactionId"
            params={{ interactionId: interaction.id }}
            search={({ from, to, live }) => ({ from, to, live })}
            className={buttonClass('normal', 'small')}
          >
            <Bot aria-hidden />
            Open the interaction
          </Link>
        </div>
      )}
    </header>
  )
}

function factsOf(node: SpanNode, traceMs: number): Fact[] {
  const { span, durationMs, selfMs, error, childCount } = node
  const facts: Fact[] = [
    { label: 'Name', value: span.name },
    {
      label: 'Duration',
      value: (
        <span className="num">
          {formatDuration(durationMs)} <span className="t3">({Math.round((durationMs / traceMs) * 100)}% of trace)</span>
        </span>
      ),
    },
    { label: 'Started', value: <Exact iso={span.startTime} /> },
    {
      label: 'Status',
      value: <StatusWord status={error === undefined ? 'healthy' : 'error'}>{error === undefined ? 'OK' : 'Error'}</StatusWord>,
    },
  ]
  if (childCount > 0) facts.splice(2, 0, { label: 'Self time', value: <span className="num">{formatDuration(selfMs)}</span> })
  for (const [label, value] of [
    ['Component', span.component],
    ['Operation', span.operation],
    ['Kind', span.kind],
  ] as const)
    if (value) facts.push({ label, value })
  return [...facts, ...removedFact(span.redactions)]
}

function ErrorBlock({ traceId, node }: { traceId: string; node: SpanNode }) {
  const { span, error } = node
  const { data } = useSpanStats(traceId, span.spanId, span.startTime)
  const { type, code, stack } = span.errorDetails ?? {}
  return (
    <Section>
      <div className={styles.error}>
        <b>{error}</b>
        {(type || code) && <div className="mono">{[code, type].filter(Boolean).join(' ')}</div>}
        {data && data.sameErrorTraces > 0 && <p>The same error in {plural(data.sameErrorTraces, 'other trace')} since the day before.</p>}
        {stack && (
          <details>
            <summary>Stack</summary>
            <pre className="mono">{stack}</pre>
          </details>
        )}
      </div>
    </Section>
  )
}

/** Too few to say what is usual. */
const LEAST_COMPARED = 5

function Comparison({ traceId, node }: { traceId: string; node: SpanNode }) {
  const { data } = useSpanStats(traceId, node.span.spanId, node.span.startTime)
  if (!data || data.count < LEAST_COMPARED) return null
  return (
    <div title={`Compared with ${formatCount(data.count)} spans of this name`}>
      <PercentileStrip valueMs={node.durationMs} p50Ms={data.p50Ms} p95Ms={data.p95Ms} count={data.count} />
    </div>
  )
}
