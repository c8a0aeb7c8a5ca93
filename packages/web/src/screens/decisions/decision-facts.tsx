/** One decision: why first, in words; then each condition, the candidates, what it was decided from and what was decided. */
import type { Decision } from '@relayscope/contract'
import { useMemo } from 'react'
import { fieldsRead, roadName, TYPE_WORDS } from '../../lib/decision-roads.ts'
import { formatDuration, formatShare } from '../../lib/format.ts'
import { providerColour } from '../../lib/identity.ts'
import { formatMoney } from '../../lib/money.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Fact, FactsList, Section } from '../../ui/facts.tsx'
import { JsonDocument } from '../../ui/json-document.tsx'
import { Chip, Dot } from '../../ui/marks.tsx'
import { Exact } from '../../ui/time-text.tsx'
import styles from './decisions.module.css'
import { Rules } from './rule-conditions.tsx'
import type { DecisionPage } from './use-decision-page.ts'

export function DecisionFacts({ decision, page }: { decision: Decision; page: DecisionPage }) {
  const read = useMemo(() => fieldsRead(decision), [decision])
  return (
    <article aria-label="Decision details">
      <Section title="Decision details">
        {decision.reasoning !== undefined && <p className={styles.reasoning}>{decision.reasoning}</p>}
        <FactsList facts={factsOf(decision, page)} />
      </Section>
      {decision.rules && decision.rules.length > 0 && (
        <Section title="Rules" count={decision.rules.length}>
          <Rules rules={decision.rules} />
        </Section>
      )}
      {decision.candidates && decision.candidates.length > 0 && (
        <Section title="Candidates" count={decision.candidates.length}>
          <Candidates decision={decision} />
        </Section>
      )}
      <Document title="Input" value={decision.input} marked={read} note={read.size > 0 ? 'what a rule read is marked' : ''} />
      <Document title="Output" value={decision.output} />
    </article>
  )
}

function Document({ title, value, marked, note = '' }: { title: string; value: unknown; marked?: ReadonlySet<string>; note?: string }) {
  return (
    <Section
      title={title}
      actions={
        <>
          <span className={styles.note}>{note}</span>
          <CopyButton text={() => JSON.stringify(value, null, 2)} label={`Copy the ${title.toLowerCase()} as JSON`} />
        </>
      }
    >
      <JsonDocument label={title} value={value} {...(marked && { marked })} />
    </Section>
  )
}

const MOST_CANDIDATES = 100

function Candidates({ decision: { candidates = [] } }: { decision: Decision }) {
  return (
    <ol className={styles.candidates}>
      {candidates.slice(0, MOST_CANDIDATES).map((one, at) => (
        <li key={`${roadName(one)} ${at}`} data-rejected={one.rejectedBecause !== undefined || undefined}>
          <Dot colour={providerColour(one.provider)} />
          <span className="ell" title={roadName(one)}>
            {roadName(one) || 'unnamed'}
          </span>
          <span className="num">{one.score === undefined ? '' : Number(one.score.toPrecision(3))}</span>
          <span className="t2">{one.rejectedBecause}</span>
        </li>
      ))}
    </ol>
  )
}

function factsOf(decision: Decision, page: DecisionPage): Fact[] {
  const { ruleId, ruleName, policyId, policyVersion, attempt, cache, budget, tags } = decision
  const door = (field: string, value: string) => (
    <button type="button" className={styles.door} onClick={() => page.only(field, value)} title="Requests with this">
      {value}
    </button>
  )
  const facts: (Fact | undefined)[] = [
    { label: 'Type', value: TYPE_WORDS[decision.type] },
    { label: 'Component', value: decision.component },
    { label: 'Time', value: <Exact iso={decision.timestamp} /> },
    ruleName === undefined ? undefined : { label: 'Rule', value: door('rule', ruleName) },
    ruleId === undefined ? undefined : { label: 'Rule ID', value: <span className="mono">{door('rule', ruleId)}</span> },
    { label: 'Evaluation time', value: formatDuration(decision.evaluationTimeMs) },
    policyId === undefined ? undefined : { label: 'Policy', value: door('policy', policyId) },
    policyVersion === undefined
      ? undefined
      : { label: 'Policy version', value: <span className="mono">{policyVersion.slice(0, 16)}</span>, title: policyVersion },
    attempt === undefined ? undefined : { label: 'Attempt', value: String(attempt) },
    cache === undefined ? undefined : { label: 'Cache', value: cacheText(cache) },
    budget === undefined ? undefined : { label: 'Budget', value: budgetText(budget) },
    tags === undefined || Object.keys(tags).length === 0
      ? undefined
      : { label: 'Tags', value: Object.entries(tags).map(([key, value]) => <Chip key={key}>{`${key}: ${value}`}</Chip>) },
    { label: 'ID', value: <span className="mono">{decision.id}</span> },
  ]
  return facts.filter((fact) => fact !== undefined)
}

function cacheText({ hit, similarity, threshold, savedUsd }: NonNullable<Decision['cache']>): string {
  const parts = [
    hit ? 'hit' : 'miss',
    similarity === undefined ? '' : `${formatShare(similarity)} alike`,
    threshold === undefined ? '' : `${formatShare(threshold)} wanted`,
    savedUsd === undefined ? '' : `${formatMoney(savedUsd)} saved`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function budgetText({ spentUsd, limitUsd }: NonNullable<Decision['budget']>): string {
  const spent = spentUsd === undefined ? '' : `${formatMoney(spentUsd)} spent`
  return [spent, limitUsd === undefined ? '' : `limit ${formatMoney(limitUsd)}`].filter((part) => part !== '').join(', ')
}
