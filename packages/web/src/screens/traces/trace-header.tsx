import type { AIInteraction, TraceDetail } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { Bot } from 'lucide-react'
import { memo } from 'react'
import { formatCount, formatDuration, shortId } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { SpanTree } from '../../lib/span-tree.ts'
import { DecisionDoor } from '../../panels/decision-door.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Fact, FactsRow } from '../../ui/facts.tsx'
import { removedFact } from '../../ui/removed-chips.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { Exact } from '../../ui/time-text.tsx'
import { traceState } from './trace-status.ts'
import styles from './traces.module.css'

interface Props {
  trace: TraceDetail
  tree: SpanTree
  interactions: readonly AIInteraction[]
}

/** The rows scroll without it being rendered again. */
export const TraceHeader = memo(({ trace, tree, interactions }: Props) => {
  const { status, word } = traceState(trace)
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <StatusShape status={status === 'quiet' ? 'healthy' : status} label={word} large />
        <h2 className="ell" title={trace.name}>
          {trace.name || '(no name)'}
        </h2>
        <span className="mono t3" title={trace.traceId}>
          {shortId(trace.traceId)}
        </span>
        <CopyButton text={trace.traceId} label="Copy the trace ID" />
        <span className="grow" />
        <DecisionDoor traceId={trace.traceId} />
        <InteractionLink traceId={trace.traceId} interactions={interactions} />
      </div>
      <FactsRow facts={factsOf(trace, tree)} />
    </header>
  )
})

/** To the one AI call of the trace, or to the list of them. */
function InteractionLink({ traceId, interactions }: { traceId: string; interactions: readonly AIInteraction[] }) {
  const [first] = interactions
  if (!first) return null
  const many = interactions.length > 1
  const label = (
    <>
      <Bot aria-hidden />
      {many ? `${formatCount(interactions.length)} interactions` : 'Interaction'}
    </>
  )
  return many ? (
    <Link
      to="/interactions"
      search={({ from, to, live }) => ({ from, to, live, q: `trace:${traceId}` })}
      className={buttonClass('normal', 'small')}
    >
      {label}
    </Link>
  ) : (
    <Link
      to="/interactions/$interactionId"
      params={{ interactionId: first.id }}
      search={({ from, to, live }) => ({ from, to, live })}
      className={buttonClass('normal', 'small')}
    >
      {label}
    </Link>
  )
}

function factsOf(trace: TraceDetail, tree: SpanTree): Fact[] {
  const errors = trace.errorCount ?? tree.nodes.filter(({ error }) => error !== undefined).length
  const { tone } = traceState(trace)
  const models = trace.models ?? []
  const caller = [trace.userId, trace.organizationId].filter((name) => name !== undefined && name !== '').join(' · ')
  const facts: (Fact | undefined)[] = [
    {
      label: 'Duration',
      value: formatDuration(trace.duration),
      tone,
      title: trace.baselineMs === undefined ? undefined : `95% of this name take at most ${formatDuration(trace.baselineMs)}`,
    },
    { label: 'Started', value: <Exact iso={trace.startTime} /> },
    { label: 'Spans', value: formatCount(trace.spanCount ?? tree.nodes.length) },
    { label: 'Errors', value: formatCount(errors), tone: errors > 0 ? 'critical' : undefined },
    models.length > 0 ? { label: models.length > 1 ? 'Models' : 'Model', value: models.join(', '), title: models.join(', ') } : undefined,
    trace.totalTokens === undefined ? undefined : { label: 'Tokens', value: formatCount(trace.totalTokens) },
    trace.cost === undefined ? undefined : { label: 'Cost', value: formatMoney(trace.cost, trace.currency) },
    caller === '' ? undefined : { label: 'Caller', value: caller, title: caller },
    trace.services && trace.services.length > 0
      ? { label: trace.services.length > 1 ? 'Services' : 'Service', value: trace.services.join(', '), title: trace.services.join(', ') }
      : undefined,
    ...removedFact(trace.redactions),
  ]
  return facts.filter((fact) => fact !== undefined)
}
