/** One conversation: what it cost and how it went, and its turns in their order with what was said. */
import type { AIInteraction, Session } from '@relayscope/contract'
import { ChevronLeft } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { failureOf } from '../../api/problem.ts'
import { useSession } from '../../api/sessions.ts'
import { formatCompact, formatCount, formatDuration } from '../../lib/format.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { formatExactMoney } from '../../lib/money.ts'
import { useStore } from '../../lib/store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Fact, FactsRow } from '../../ui/facts.tsx'
import { FailurePane, Note, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { StatusWord } from '../../ui/status-shape.tsx'
import { Exact } from '../../ui/time-text.tsx'
import { ContentSide } from './content-side.tsx'
import { formatStore } from './content-view.ts'
import { ModelText, ProviderName } from './entity-names.tsx'
import { interactionState, tokenSum } from './interaction-state.ts'
import styles from './interactions.module.css'
import { wordsOf } from './message-text.ts'
import { HiddenContent, Privacy } from './privacy.tsx'
import { privacyState, showsContent } from './privacy-state.ts'
import { lengthOf, SessionCost } from './session-columns.tsx'
import type { InteractionPage } from './use-interaction-page.ts'

export function SessionView({ id, page }: { id: string; page: InteractionPage }) {
  const { data, error, isPending, isFetching, refetch } = useSession(id)
  const back = (): void => page.change({ session: undefined }, false)
  useShortcuts('Session', [{ keys: 'Escape', label: 'Back to the sessions', run: back }])
  return (
    <div className={styles.session}>
      <ProgressLine busy={isFetching} />
      <header className={styles.header}>
        <IconButton look="ghost" size="small" label="Back to the sessions" onClick={back}>
          <ChevronLeft />
        </IconButton>
        <h2 className="ell" title={id}>
          {id}
        </h2>
        <CopyButton text={id} label="Copy the session id" />
      </header>
      {data ? (
        <>
          <div className={styles.sessionFacts}>
            <FactsRow facts={factsOf(data.session)} />
          </div>
          <Turns turns={data.turns} more={data.more} page={page} />
        </>
      ) : isPending ? (
        <SkeletonRows rowHeight={60} rows={8} />
      ) : (
        <FailurePane what="The session could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
      )}
    </div>
  )
}

function factsOf(session: Session): Fact[] {
  const { calls, errors, models, start, totalTokens, turns, users } = session
  return [
    { label: 'Started', value: <Exact iso={start} withDay /> },
    { label: 'Length', value: lengthOf(session) },
    { label: 'Turns', value: formatCount(turns), title: `${formatCount(calls)} calls with those that were tried again` },
    { label: 'Errors', value: formatCount(errors), ...(errors > 0 && { tone: 'critical' as const }) },
    { label: 'Tokens', value: formatCompact(totalTokens) },
    { label: 'Cost', value: <SessionCost session={session} /> },
    { label: 'User', value: users.join(', ') || 'not named', title: users.join(', ') },
    { label: 'Models', value: models.join(', ') || 'not named', title: models.join(', ') },
  ]
}

function Turns({ turns, more, page }: { turns: readonly AIInteraction[]; more: boolean; page: InteractionPage }) {
  const [at, setAt] = useState(-1)
  const pane = useRef<HTMLOListElement>(null)
  const go = (next: number): void => setAt(Math.max(0, Math.min(turns.length - 1, next)))
  useEffect(() => {
    if (at >= 0) pane.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])
  useShortcuts('Turns', [
    { keys: 'j', label: 'Next turn', run: () => go(at + 1) },
    { keys: 'k', label: 'Previous turn', run: () => go(at - 1) },
    { keys: 'Enter', label: 'Open the turn', run: () => turns[at] && page.open((turns[at] as AIInteraction).id) },
  ])
  return (
    <ol ref={pane} className={styles.turns} tabIndex={0} aria-label="Turns">
      {turns.map((turn, index) => (
        <Turn key={turn.id} turn={turn} at={index + 1} current={index === at} onOpen={() => page.open(turn.id)} />
      ))}
      {more && (
        <li>
          <Note>Showing the first {formatCount(turns.length)} calls. A search for the session finds all of them.</Note>
        </li>
      )}
    </ol>
  )
}

interface TurnProps {
  turn: AIInteraction
  /** From 1. */
  at: number
  current: boolean
  onOpen: () => void
}

function Turn({ turn, at, current, onOpen }: TurnProps) {
  const { attempt = 1, costDecimal, cost = 0, currency, errorDetails, latencyMs, model, provider, startTime } = turn
  const { status, word } = interactionState(turn)
  const tokens = tokenSum(turn)
  return (
    <li data-current={current || undefined} aria-current={current || undefined}>
      <div className={styles.turnHead}>
        <Exact iso={startTime} />
        <StatusWord status={status}>{word}</StatusWord>
        <ProviderName provider={provider} />
        <b>
          <ModelText model={model} />
        </b>
        <span className="num t2">{formatDuration(latencyMs)}</span>
        {tokens !== undefined && <span className="num t2">{formatCompact(tokens)} tokens</span>}
        {costDecimal !== undefined && <span className="num t2">{formatExactMoney(costDecimal, cost, currency)}</span>}
        {attempt > 1 && <span className="t2">attempt {attempt}</span>}
        <span className="grow" />
        <Button size="small" look="ghost" onClick={onOpen}>
          Open
        </Button>
      </div>
      {errorDetails && <p className={styles.error}>{errorDetails.message}</p>}
      <Said turn={turn} at={at} />
    </li>
  )
}

function Said({ turn, at }: Pick<TurnProps, 'turn' | 'at'>) {
  const format = useStore(formatStore)
  const view = useMemo(() => ({ format, find: '', words: wordsOf(turn) }), [format, turn])
  const state = privacyState(turn)
  return (
    <>
      {state.kind !== 'full' && <Privacy interaction={turn} />}
      {showsContent(state) ? (
        <>
          <ContentSide side="prompt" interaction={turn} view={view} of={`of turn ${at}`} />
          <ContentSide side="response" interaction={turn} view={view} of={`of turn ${at}`} />
        </>
      ) : (
        <HiddenContent state={state} />
      )}
    </>
  )
}
