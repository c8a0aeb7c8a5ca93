/** One request: what happened beside what would happen. */
import type { ReplayAnswer, ReplayBody, ReplayedDecision } from '@relayscope/contract'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { usePolicies } from '../../api/policies.ts'
import { failureOf } from '../../api/problem.ts'
import { useReplay } from '../../api/what-if.ts'
import { formatDuration } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { readValue } from '../../lib/typed-value.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { type Fact, FactsList } from '../../ui/facts.tsx'
import { Field, TextInput } from '../../ui/input.tsx'
import { Chip } from '../../ui/marks.tsx'
import { Pane } from '../../ui/pane.tsx'
import { Select } from '../../ui/select.tsx'
import { Note } from '../../ui/states.tsx'
import { DryRunBanner } from './dry-run-banner.tsx'
import { durationText, moneyText } from './estimates.ts'
import { awayOf } from './what-if-form.tsx'
import styles from './what-if.module.css'

export function ReplayPage() {
  const { traceId = '' } = useParams({ strict: false })
  const [change, setChange] = useState<Partial<ReplayBody>>()
  const { data, error, isPending, isFetching, refetch } = useReplay(traceId, change)
  return (
    <div className={styles.page}>
      <DryRunBanner />
      <ChangeForm onChange={setChange} />
      <Pane
        what="The replay"
        loading={isPending}
        busy={isFetching}
        failure={error ? failureOf(error) : undefined}
        onRetry={() => void refetch()}
      >
        {data && <Sides answer={data} />}
      </Pane>
    </div>
  )
}

function ChangeForm({ onChange }: { onChange: (change: Partial<ReplayBody> | undefined) => void }) {
  const { data: policies = [] } = usePolicies()
  const [policyId, setPolicyId] = useState('')
  const [away, setAway] = useState('')
  const [field, setField] = useState('')
  const [value, setValue] = useState('')
  const apply = () => {
    const change: Partial<ReplayBody> = {
      ...(policyId === '' ? {} : { policy: { id: policyId, version: 'latest' } }),
      ...(away.trim() === '' ? {} : { unavailable: awayOf(away) }),
      ...(field.trim() === '' ? {} : { input: [{ field: field.trim(), value: readValue(value) }] }),
    }
    onChange(Object.keys(change).length === 0 ? undefined : change)
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      <Field label="Policy">
        <Select
          label="Policy"
          value={policyId}
          onChange={setPolicyId}
          choices={[
            { value: '', label: 'As it was decided' },
            ...policies.map(({ id, name }) => ({ value: id, label: `${name}, newest version` })),
          ]}
        />
      </Field>
      <Field label="Away: providers, or provider/model">
        <TextInput value={away} onChange={(event) => setAway(event.target.value)} placeholder="openai" width={180} />
      </Field>
      <Field label="Field of the input">
        <TextInput value={field} onChange={(event) => setField(event.target.value)} placeholder="request.model" width={180} />
      </Field>
      <Field label="Its value">
        <TextInput value={value} onChange={(event) => setValue(event.target.value)} placeholder="auto" width={140} />
      </Field>
      <Button type="submit" look="primary">
        Replay
      </Button>
    </form>
  )
}

const WORDS = { same: 'Decided the same', differs: 'Decided otherwise', unknown: 'Cannot be decided again' } as const

/** Without the version that decided, the same is said of the rest only. */
function headline({ outcome, missing }: ReplayAnswer): string {
  return outcome === 'same' && missing !== null ? 'What could be decided again is the same; the rules could not' : WORDS[outcome]
}

function Sides({ answer }: { answer: ReplayAnswer }) {
  const { finalOutcome, cost, latency, policy, missing, changed, outcome } = answer
  const first = answer.decisions.find((decision) => decision.outcome === 'differs')
  return (
    <section aria-label="Replay">
      <div className={styles.title}>
        <h2>{headline(answer)}</h2>
        {policy && (
          <Chip title={policy.version}>
            {policy.id ?? 'policy'} {policy.number === null ? policy.version.slice(0, 12) : `version ${policy.number}`},{' '}
            {policy.how.replace('_', ' ')}
          </Chip>
        )}
        <span className="grow" />
        <Link to="/decisions/$traceId" params={{ traceId: answer.traceId }} className={buttonClass('normal', 'small')}>
          Decision
        </Link>
      </div>
      {missing !== null && <Note tone="warning">{missing}</Note>}
      {!changed && outcome === 'differs' && (
        <Note tone="warning">Nothing was changed, and yet it is not decided as it was recorded: see why below.</Note>
      )}
      <div className={styles.sides}>
        <div className={styles.side}>
          <h3>What happened</h3>
          <FactsList
            facts={factsOf(
              finalOutcome.recorded,
              cost.recordedUsd === null ? 'not known' : formatMoney(Number(cost.recordedUsd)),
              latency.recordedMs === null ? 'not known' : formatDuration(latency.recordedMs),
            )}
          />
        </div>
        <div className={styles.side}>
          <h3>What would happen</h3>
          <FactsList
            facts={[
              ...factsOf(
                finalOutcome.replayed,
                cost.replayedUsd === null ? 'not known' : moneyText(cost.replayedUsd),
                durationText(latency.replayedMs),
                cost.basis,
                latency.basis,
              ),
              ...(finalOutcome.certain ? [] : [{ label: 'Certain', value: 'No: that it would have answered is taken for granted' }]),
            ]}
          />
        </div>
      </div>
      {answer.decisions.map((decision) => (
        <Point key={decision.id} decision={decision} open={decision === first} />
      ))}
    </section>
  )
}

function factsOf(
  ending: { provider: string; model: string; status: string },
  cost: string,
  time: string,
  costBasis?: string,
  timeBasis?: string,
): Fact[] {
  return [
    { label: 'Outcome', value: ending.status },
    { label: 'Model', value: [ending.provider, ending.model].filter(Boolean).join(' / ') || 'nobody was asked' },
    { label: 'Cost', value: cost, ...(costBasis ? { title: costBasis } : {}) },
    { label: 'Time', value: time, ...(timeBasis ? { title: timeBasis } : {}) },
  ]
}

const POINT_WORDS = { same: 'the same', differs: 'differs', not_replayed: 'not decided again' } as const

function Point({ decision, open }: { decision: ReplayedDecision; open: boolean }) {
  const { component, outcome, why, differences, causes, recorded, replayed } = decision
  return (
    <details className={classes(styles.point, outcome === 'differs' && styles.differs)} open={open}>
      <summary>
        {component}
        <span className="t3">{POINT_WORDS[outcome]}</span>
      </summary>
      {why !== undefined && <p className="t2">{why}</p>}
      {causes.map(({ field, sentence }) => (
        <p key={field + sentence} className={styles.cause}>
          {sentence}
        </p>
      ))}
      <div className={styles.sides}>
        <p className="t2">{recorded.reasoning}</p>
        <p className="t2">{replayed?.reasoning}</p>
      </div>
      {differences.length > 0 && (
        <table className={classes(styles.table, styles.wide)}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Recorded</th>
              <th scope="col">Replayed</th>
            </tr>
          </thead>
          <tbody>
            {differences.map(({ path, recorded: then, replayed: now }) => (
              <tr key={path}>
                <td>{path}</td>
                <td className={styles.value}>{then === undefined ? 'nothing' : JSON.stringify(then)}</td>
                <td className={styles.value}>{now === undefined ? 'nothing' : JSON.stringify(now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  )
}
