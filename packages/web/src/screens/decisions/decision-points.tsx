import type { Decision, DecisionDetail } from '@relayscope/contract'
import { type KeyboardEvent, useId } from 'react'
import { answerOf, TYPE_WORDS } from '../../lib/decision-roads.ts'
import { formatCount, formatDuration, shortId } from '../../lib/format.ts'
import { parseInstant } from '../../lib/instant.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import styles from './decisions.module.css'

interface Props {
  trace: DecisionDetail
  decisions: readonly Decision[]
  selected: number
  onSelect: (at: number) => void
}

/** The decisions in their order, as a numbered list. */
export function DecisionPoints({ trace, decisions, selected, onSelect }: Props) {
  const id = useId()
  const startMs = parseInstant(trace.timestamp)
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = { ArrowDown: selected + 1, ArrowUp: selected - 1, Home: 0, End: decisions.length - 1 }[event.key]
    if (next === undefined) return
    event.preventDefault()
    onSelect(Math.max(0, Math.min(decisions.length - 1, next)))
  }
  return (
    <div className={styles.points}>
      <h3>Decision points</h3>
      <ol
        role="listbox"
        aria-label="Decision points"
        aria-activedescendant={decisions.length > 0 ? `${id}${selected}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {decisions.map((decision, at) => (
          <li
            key={`${decision.id} ${at}`}
            id={`${id}${at}`}
            role="option"
            aria-selected={at === selected}
            className={styles.point}
            onClick={() => onSelect(at)}
          >
            <span className={styles.number}>{at + 1}</span>
            <span className={styles.pointText}>
              <b className="ell">{decision.component}</b>
              <span title={answerOf(decision)}>{answerOf(decision)}</span>
              <span className="t3">{TYPE_WORDS[decision.type]}</span>
            </span>
            <span className="t3 num">+{formatDuration(Math.max(0, parseInstant(decision.timestamp) - startMs))}</span>
          </li>
        ))}
      </ol>
      <Record trace={trace} />
    </div>
  )
}

/** Its place in the chain: whoever wrote the hash down can tell that nothing was changed since. */
function Record({ trace: { sequence, hash } }: { trace: DecisionDetail }) {
  if (sequence === undefined || hash === undefined) return null
  return (
    <footer className={styles.record} title={`Number ${sequence} of its day, SHA-256 ${hash}`}>
      <span className="num">Record {formatCount(sequence)} of its day</span>
      <span className="grow" />
      <span className="mono">{shortId(hash, 6, 4)}</span>
      <CopyButton text={hash} label="Copy the hash of the record" />
    </footer>
  )
}
