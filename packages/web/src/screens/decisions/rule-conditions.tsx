import type { DecisionCondition, DecisionRule } from '@relayscope/contract'
import { Check, ChevronRight, X } from 'lucide-react'
import { useState } from 'react'
import { conditionText, fateOf, shownText } from '../../lib/decision-roads.ts'
import { Chip } from '../../ui/marks.tsx'
import styles from './decisions.module.css'

const MOST_AT_FIRST = 12

/** Rules in the order they were looked at; the one that matched is open. */
export function Rules({ rules }: { rules: readonly DecisionRule[] }) {
  const [all, setAll] = useState(false)
  const firstMatch = rules.findIndex(({ outcome }) => outcome === 'matched')
  const shown = all ? rules : rules.slice(0, Math.max(MOST_AT_FIRST, firstMatch + 1))
  return (
    <ol className={styles.rules}>
      {shown.map((rule, at) => (
        <Rule key={`${rule.ruleId} ${at}`} rule={rule} startOpen={rule.outcome === 'matched' || rules.length === 1} />
      ))}
      {shown.length < rules.length && (
        <li>
          <button type="button" className={styles.door} onClick={() => setAll(true)}>
            {rules.length - shown.length} more rules
          </button>
        </li>
      )}
    </ol>
  )
}

function Rule({ rule, startOpen }: { rule: DecisionRule; startOpen: boolean }) {
  const [open, setOpen] = useState(startOpen)
  const { conditions = [], outcome, operator = 'and' } = rule
  const canOpen = conditions.length > 0
  return (
    <li data-outcome={outcome}>
      <button
        type="button"
        className={styles.rule}
        aria-expanded={canOpen ? open : undefined}
        disabled={!canOpen}
        onClick={() => setOpen(!open)}
      >
        {canOpen ? <ChevronRight aria-hidden data-open={open || undefined} /> : <span className={styles.noFold} />}
        <span className="ell" title={rule.ruleId}>
          {rule.ruleName || rule.ruleId}
        </span>
        <span className="grow" />
        {conditions.length > 1 && open && <span className={styles.note}>{operator === 'or' ? 'one is enough' : 'all have to hold'}</span>}
        <Chip tone={outcome === 'matched' ? 'accent' : 'plain'}>{fateOf(rule)}</Chip>
      </button>
      {open && canOpen && (
        <ul className={styles.conditions}>
          {conditions.map((condition, at) => (
            <Condition key={`${condition.field} ${at}`} condition={condition} />
          ))}
        </ul>
      )}
    </li>
  )
}

function Condition({ condition }: { condition: DecisionCondition }) {
  const { passed, found, note } = condition
  return (
    <li data-passed={passed}>
      {passed ? <Check role="img" aria-label="holds" /> : <X role="img" aria-label="does not hold" />}
      <span className="mono">{conditionText(condition)}</span>
      <span className={styles.found}>
        {found === undefined ? (
          'nothing there'
        ) : (
          <>
            found <span className="mono">{shownText(found)}</span>
          </>
        )}
        {note !== undefined && `, ${note}`}
      </span>
    </li>
  )
}
