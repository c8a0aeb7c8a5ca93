import type { DecisionDetail } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { Bot, ListTree, RotateCcw, Rows3 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useDecision } from '../../api/decisions.ts'
import { useTraceInteractions } from '../../api/interactions.ts'
import { failureOf, isNotFound } from '../../api/problem.ts'
import { formatCount, formatDuration, plural } from '../../lib/format.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Fact, FactsRow } from '../../ui/facts.tsx'
import { Chip } from '../../ui/marks.tsx'
import { removedFact } from '../../ui/removed-chips.tsx'
import { Split } from '../../ui/split.tsx'
import { Empty, FailurePane, Note, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { Exact } from '../../ui/time-text.tsx'
import { DecisionFacts } from './decision-facts.tsx'
import { DecisionPoints } from './decision-points.tsx'
import { decisionState, rulesOf } from './decision-state.ts'
import styles from './decisions.module.css'
import { FlowGraph } from './flow-graph.tsx'
import type { DecisionPage } from './use-decision-page.ts'

export function DecisionDetailPane({ traceId, page }: { traceId: string; page: DecisionPage }) {
  const { data, error, isPending, isFetching, refetch } = useDecision(traceId, page.search.request)
  if (isPending) return <SkeletonRows rowHeight={28} rows={16} />
  if (!data) {
    return isNotFound(error) ? (
      <Empty title="There are no decisions here">
        <p>
          None are known of the trace <span className="mono">{traceId}</span>, or they are older than what is kept.
        </p>
      </Empty>
    ) : (
      <FailurePane what="The decisions could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
    )
  }
  return (
    <section className={styles.detail} aria-label="Decisions of the request">
      <ProgressLine busy={isFetching} />
      <Header trace={data} page={page} />
      <Decisions trace={data} page={page} />
    </section>
  )
}

/** Shown at most; what is more is in the answer of the API. */
const MOST_SHOWN = 200

function Decisions({ trace, page }: { trace: DecisionDetail; page: DecisionPage }) {
  const shown = trace.decisions.slice(0, MOST_SHOWN)
  const asked = Number(page.search.point ?? 1) - 1
  const at = Math.max(0, Math.min(shown.length - 1, Number.isInteger(asked) ? asked : 0))
  const select = (next: number): void => page.change({ point: next <= 0 ? undefined : String(Math.min(shown.length - 1, next) + 1) })
  const details = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // In braces: newer browsers answer a promise, which is no way to undo an effect.
    details.current?.scrollTo({ top: 0 })
  }, [at])
  useShortcuts('Decision points', [
    { keys: 'ArrowRight', label: 'Next decision', run: () => select(at + 1) },
    { keys: 'ArrowLeft', label: 'Previous decision', run: () => select(at - 1) },
  ])
  const decision = shown[at]
  return (
    <div className={styles.decisions}>
      <div className={styles.flow}>
        {trace.decisions.length > MOST_SHOWN && (
          <Note>
            Showing the first {formatCount(MOST_SHOWN)} of {formatCount(trace.decisions.length)} decisions
          </Note>
        )}
        <FlowGraph trace={trace} decisions={shown} selected={at} onSelect={select} />
      </div>
      <Split
        id="decisions.points"
        label="Width of the decision points"
        sized="start"
        initialPx={260}
        leastPx={180}
        mostPx={520}
        start={<DecisionPoints decisions={shown} trace={trace} selected={at} onSelect={select} />}
        end={
          <div ref={details} className={styles.details}>
            {decision ? <DecisionFacts key={decision.id} decision={decision} page={page} /> : <Empty title="Nothing was decided" />}
          </div>
        }
      />
    </div>
  )
}

function Header({ trace, page }: { trace: DecisionDetail; page: DecisionPage }) {
  const { status, word } = decisionState(trace.finalOutcome)
  const rule = rulesOf(trace)[0]
  const { provider, model } = trace.finalOutcome
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <StatusShape status={status === 'quiet' ? 'healthy' : status} label={word} large />
        <h2 className="ell" title={trace.requestId || trace.traceId}>
          {trace.requestId || 'Request without an ID'}
        </h2>
        <CopyButton text={trace.requestId || trace.traceId} label="Copy the request ID" />
        {trace.source === 'derived' && (
          <Chip title="No gateway told of it: it was read off the retries and fallbacks of its calls">Derived</Chip>
        )}
        <span className="grow" />
        {rule !== undefined && (
          <Button size="small" onClick={() => page.only('rule', rule)} title={`Requests that the rule ${rule} matched`}>
            <Rows3 aria-hidden />
            Decided the same way
          </Button>
        )}
        <Link to="/decisions/$traceId/replay" params={{ traceId: trace.traceId }} className={buttonClass('normal', 'small')}>
          <RotateCcw aria-hidden />
          Replay
        </Link>
        <InteractionLink traceId={trace.traceId} startTime={trace.timestamp} />
        <Link
          to="/traces/$traceId"
          params={{ traceId: trace.traceId }}
          search={({ from, to, live }) => ({ from, to, live })}
          className={buttonClass('normal', 'small')}
        >
          <ListTree aria-hidden />
          View trace
        </Link>
      </div>
      <FactsRow facts={factsOf(trace, [provider, model].filter(Boolean).join(' / '))} />
      {trace.otherRequests.length > 0 && (
        <p className={styles.others}>
          Also in this trace:
          {trace.otherRequests.slice(0, 8).map(({ requestId }) => (
            <button key={requestId} type="button" className="mono" onClick={() => page.open({ traceId: trace.traceId, requestId })}>
              {requestId || 'no ID'}
            </button>
          ))}
          {trace.otherRequests.length > 8 && <span>and {trace.otherRequests.length - 8} more</span>}
        </p>
      )}
    </header>
  )
}

function InteractionLink({ traceId, startTime }: { traceId: string; startTime: string }) {
  const { data = [] } = useTraceInteractions(traceId, startTime)
  const [first] = data
  if (!first) return null
  const keep = ({ from, to, live }: { from?: string; to?: string; live?: 'off' }) => ({ from, to, live })
  const label = (
    <>
      <Bot aria-hidden />
      {data.length > 1 ? `${formatCount(data.length)} interactions` : 'Interaction'}
    </>
  )
  return data.length > 1 ? (
    <Link to="/interactions" search={(before) => ({ ...keep(before), q: `trace:${traceId}` })} className={buttonClass('normal', 'small')}>
      {label}
    </Link>
  ) : (
    <Link to="/interactions/$interactionId" params={{ interactionId: first.id }} search={keep} className={buttonClass('normal', 'small')}>
      {label}
    </Link>
  )
}

function factsOf(trace: DecisionDetail, chosen: string): Fact[] {
  const { tone, word } = decisionState(trace.finalOutcome)
  const took = trace.decisions.reduce((sum, { evaluationTimeMs }) => sum + evaluationTimeMs, 0)
  const caller = [trace.userId, trace.organizationId].filter((name) => name !== undefined && name !== '').join(' · ')
  const facts: (Fact | undefined)[] = [
    { label: 'Outcome', value: word, ...(tone && { tone }) },
    { label: 'Chosen', value: chosen || 'nobody', title: chosen },
    { label: 'Decided', value: <Exact iso={trace.timestamp} /> },
    { label: 'Decided in', value: formatDuration(took) },
    trace.attempts ? { label: 'Attempts', value: plural(trace.attempts.length, 'attempt') } : undefined,
    trace.requestPath ? { label: 'Route', value: trace.requestPath, title: trace.requestPath } : undefined,
    caller === '' ? undefined : { label: 'Caller', value: caller, title: caller },
    ...removedFact(trace.redactions),
  ]
  return facts.filter((fact) => fact !== undefined)
}
