/** The road a request took, from node to node, with the roads it did not take as thin branches. */
import type { Decision, DecisionDetail } from '@relayscope/contract'
import { useEffect, useRef } from 'react'
import { answerOf, failedAttempts, otherRoads, questionOf, type Road, roadName } from '../../lib/decision-roads.ts'
import { formatDuration } from '../../lib/format.ts'
import { classes } from '../../ui/classes.ts'
import { decisionState } from './decision-state.ts'
import styles from './decisions.module.css'

export interface FlowGraphProps {
  trace: DecisionDetail
  decisions: readonly Decision[]
  selected: number
  onSelect: (at: number) => void
}

const MOST_ROADS = 3

export function FlowGraph({ trace, decisions, selected, onSelect }: FlowGraphProps) {
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [selected])
  const { status, tone } = decisionState(trace.finalOutcome)
  const end = roadName(trace.finalOutcome)
  return (
    <ol ref={list} className={styles.graph} aria-label="Decision flow">
      <li className={styles.step}>
        <div className={classes(styles.node, styles.edge)}>
          <span className={styles.nodeName}>Request</span>
          <span className={styles.question}>What came in?</span>
          <span className={styles.answer} title={trace.requestPath}>
            {trace.requestPath || 'a request'}
          </span>
        </div>
      </li>
      {decisions.map((decision, at) => (
        <li key={`${decision.id} ${at}`} className={styles.step}>
          <button
            type="button"
            className={styles.node}
            aria-current={at === selected ? 'step' : undefined}
            onClick={() => onSelect(at)}
            title={decision.reasoning}
          >
            <span className={styles.nodeName}>
              <span className={styles.number}>{at + 1}</span>
              <span className="ell">{decision.component}</span>
            </span>
            <span className={styles.question}>
              <span className="ell">{questionOf(decision)}</span>
              <span className={classes(styles.nodeTime, 'num')}>
                {decision.evaluationTimeMs > 0 && formatDuration(decision.evaluationTimeMs)}
              </span>
            </span>
            <span className={styles.answer}>{answerOf(decision)}</span>
          </button>
          <Roads roads={otherRoads(decision)} />
        </li>
      ))}
      <li className={styles.step}>
        <div className={classes(styles.node, styles.edge)} data-tone={tone}>
          <span className={styles.nodeName}>Provider Client</span>
          <span className={styles.question}>Who answered?</span>
          <span className={styles.answer} title={end}>
            {status === 'quiet' ? end || 'nobody' : `${decisionState(trace.finalOutcome).word}${end === '' ? '' : `: ${end}`}`}
          </span>
        </div>
        <Roads roads={failedAttempts(trace)} />
      </li>
    </ol>
  )
}

/** Thin grey branches: where it could have gone, and why it did not. */
function Roads({ roads }: { roads: readonly Road[] }) {
  if (roads.length === 0) return null
  const more = roads.length - MOST_ROADS
  return (
    <ul className={styles.roads} aria-label="Roads not taken">
      {roads.slice(0, MOST_ROADS).map(({ name, why }, at) => (
        <li key={`${name} ${at}`} title={`${name}: ${why}`}>
          <b>{name}</b>
          <span>{why}</span>
        </li>
      ))}
      {more > 0 && (
        <li
          title={roads
            .slice(MOST_ROADS)
            .map(({ name, why }) => `${name}: ${why}`)
            .join('\n')}
        >
          and {more} more
        </li>
      )}
    </ul>
  )
}
