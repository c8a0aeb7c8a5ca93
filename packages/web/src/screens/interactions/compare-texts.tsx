import type { AIInteraction } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { memo, useEffect } from 'react'
import { shortId } from '../../lib/format.ts'
import { buttonClass } from '../../ui/button.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { Exact } from '../../ui/time-text.tsx'
import type { ComparedContent, ComparedPair, ComparedSide } from './compare-content.ts'
import { startDifference } from './compare-figures.ts'
import { ComparePair, MessageCell } from './compare-pair.tsx'
import styles from './compare.module.css'
import { ProviderName } from './entity-names.tsx'
import { interactionState } from './interaction-state.ts'
import { HiddenContent, Privacy } from './privacy.tsx'
import { privacyState, showsContent } from './privacy-state.ts'
import type { ChangeCursor } from './use-change-cursor.ts'

interface Props {
  left: AIInteraction
  right: AIInteraction
  content: ComparedContent
  whole: boolean
  cursor: ChangeCursor
}

/** Both sides in one pane, so that they scroll as one. */
export function CompareTexts({ left, right, content, whole, cursor: { pane } }: Props) {
  useEffect(() => pane.current?.focus(), [pane])
  return (
    <div ref={pane} className={styles.texts} tabIndex={0} role="region" aria-label="Texts side by side">
      <div className={`${styles.two} ${styles.who}`}>
        <Who letter="A" interaction={left} />
        <Who letter="B" interaction={right} after={startDifference(left, right)} />
      </div>
      <div className={styles.two}>
        <Seen interaction={left} />
        <Seen interaction={right} />
      </div>
      {content.sides.map((compared) =>
        content.comparable ? (
          <Side key={compared.side} compared={compared} whole={whole} />
        ) : (
          <OneSide key={compared.side} compared={compared} whole={whole} />
        ),
      )}
    </div>
  )
}

function Who({ letter, interaction, after }: { letter: string; interaction: AIInteraction; after?: string }) {
  const { status, word } = interactionState(interaction)
  const { id, model, provider, startTime } = interaction
  return (
    <div>
      <p>
        <span className={styles.letter}>{letter}</span>
        <StatusShape status={status === 'quiet' ? 'healthy' : status} label={word} />
        <b className="ell" title={model}>
          {model || 'unknown model'}
        </b>
        <span className="grow" />
        <Link
          to="/interactions/$interactionId"
          from="/interactions"
          params={{ interactionId: id }}
          search={(before) => ({ ...before, cmp: undefined })}
          className={buttonClass('ghost', 'small')}
        >
          Open
        </Link>
      </p>
      <p className="t3">
        <ProviderName provider={provider} />
        <span className="mono" title={id}>
          {shortId(id)}
        </span>
        <Exact iso={startTime} />
        {after !== undefined && <span>{after}</span>}
      </p>
    </div>
  )
}

function Seen({ interaction }: { interaction: AIInteraction }) {
  const state = privacyState(interaction)
  return (
    <div>
      <Privacy interaction={interaction} />
      {!showsContent(state) && <HiddenContent state={state} />}
    </div>
  )
}

/** What can be seen of one, where the other one is hidden: half a comparison would look like a difference. */
function OneSide({ compared: { side, pairs }, whole }: { compared: ComparedSide; whole: boolean }) {
  if (pairs.length === 0) return null
  return (
    <section className={styles.side} aria-label={TITLES[side]}>
      <h3>{TITLES[side]}</h3>
      {pairs.map(({ left, right }, at) => (
        <div key={at} className={styles.two}>
          {[left, right].map((message, column) =>
            message ? <MessageCell key={column} message={message} whole={whole} /> : <span key={column} />,
          )}
        </div>
      ))}
    </section>
  )
}

const TITLES = { prompt: 'Prompt', response: 'Response' } as const

const Side = memo(function Side({ compared: { side, pairs }, whole }: { compared: ComparedSide; whole: boolean }) {
  return (
    <section className={styles.side} aria-label={TITLES[side]}>
      <h3>{TITLES[side]}</h3>
      {pairs.length === 0 && <p className="t3">Neither of the two reported one.</p>}
      {pairs.length > 0 && pairs.every(({ same }) => same) && <p className={styles.note}>Both are the same.</p>}
      {whole ? pairs.map((pair, at) => <ComparePair key={at} pair={pair} whole />) : <Shortened pairs={pairs} />}
    </section>
  )
})

/** Messages that are the same in both are counted where the last of them does not introduce a difference. */
function Shortened({ pairs }: { pairs: readonly ComparedPair[] }) {
  const allSame = pairs.every(({ same }) => same)
  return runsOf(pairs).map((run, at) => {
    const [first] = run
    if (!first?.same || allSame) return run.map((pair, of) => <ComparePair key={`${at} ${of}`} pair={pair} whole={false} />)
    return (
      <p key={at} className={styles.note}>
        {run.length === 1 ? 'One message is the same in both' : `${run.length} messages are the same in both`}
      </p>
    )
  })
}

/** Neighbours that are all the same, or all different. */
function runsOf(pairs: readonly ComparedPair[]): ComparedPair[][] {
  const runs: ComparedPair[][] = []
  for (const pair of pairs) {
    const last = runs.at(-1)
    if (last && last[0]?.same === pair.same) last.push(pair)
    else runs.push([pair])
  }
  return runs
}
