import type { Repricing } from '@relayscope/contract'
import { type FormEvent, useState } from 'react'
import { useApplyRepricing, useCancelRepricing, useRepricings, useStartRepricing } from '../../../api/costs.ts'
import { failureOf } from '../../../api/problem.ts'
import { formatCount, formatShare, plural } from '../../../lib/format.ts'
import { formatExactMoney } from '../../../lib/money.ts'
import { showToast } from '../../../lib/toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Field, TextInput } from '../../../ui/input.tsx'
import { Chip } from '../../../ui/marks.tsx'
import { Pane } from '../../../ui/pane.tsx'
import { Note } from '../../../ui/states.tsx'
import { Exact } from '../../../ui/time-text.tsx'
import styles from './costs.module.css'
import shared from '../settings.module.css'

/** Stored calls under the tables of now: first the difference, then, when somebody says so, the change. */
export function Repricings() {
  const { data, error, isPending, refetch } = useRepricings()
  const none = data?.length === 0 ? <p className={shared.none}>No range was priced again.</p> : undefined
  return (
    <section aria-labelledby="repricing">
      <h3 id="repricing">Price stored calls again</h3>
      <p className="t3">Compares first. Nothing is written before you say so; costs that senders named stay.</p>
      <Start />
      <Pane
        what="The comparisons"
        loading={isPending}
        failure={error && !data ? failureOf(error) : undefined}
        onRetry={() => void refetch()}
        empty={none}
      >
        <div className={styles.scroll}>
          <table className={shared.table}>
            <thead>
              <tr>
                <th>Range</th>
                <th>Calls</th>
                <th>State</th>
                <th className={shared.figure}>Change</th>
                <th className={shared.figure}>Before</th>
                <th className={shared.figure}>After</th>
                <th>Actions</th>
              </tr>
            </thead>
            <tbody>
              {data?.map((job) => (
                <Row key={job.id} job={job} />
              ))}
            </tbody>
          </table>
        </div>
      </Pane>
    </section>
  )
}

function Start() {
  const start = useStartRepricing()
  const [mistake, setMistake] = useState<string>()
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [from = '', to = '', q = ''] = ['from', 'to', 'q'].map((name) => String(form.get(name) ?? '').trim())
    setMistake(undefined)
    start.mutate({ from, to: to || 'now', ...(q && { q }) }, { onError: (error) => setMistake(failureOf(error).message) })
  }
  return (
    <>
      <form className={styles.line} onSubmit={submit}>
        <Field label="From, UTC">
          <TextInput compact name="from" type="date" required />
        </Field>
        <Field label="Until (now, when empty)">
          <TextInput compact name="to" type="date" />
        </Field>
        <Field label="Only calls that a search finds">
          <TextInput compact name="q" width={280} placeholder="provider:openai" />
        </Field>
        <Button type="submit" disabled={start.isPending}>
          Compare
        </Button>
      </form>
      {mistake !== undefined && <Note tone="warning">{mistake}</Note>}
    </>
  )
}

const TONES = {
  comparing: 'info',
  compared: 'warning',
  writing: 'info',
  done: 'healthy',
  cancelled: undefined,
  failed: 'critical',
} as const

function Row({ job }: { job: Repricing }) {
  const { from, to, q, state, progress, difference, written } = job
  const tone = TONES[state]
  const busy = state === 'comparing' || state === 'writing'
  const sums = difference?.sums ?? []
  const amounts = (side: 'before' | 'after' | 'difference') =>
    sums.map((sum) => <div key={sum.currency}>{formatExactMoney(sum[side], Number(sum[side]), sum.currency)}</div>)
  return (
    <tr>
      <td>
        <Exact iso={from} withDay /> to <Exact iso={to} withDay />
        {q !== '' && <div className="mono t3">{q}</div>}
      </td>
      <td title={difference ? details(difference) : undefined}>
        {difference ? `${formatCount(difference.changed)} of ${formatCount(difference.calls)} change` : ''}
        {written > 0 && <div className="t3">{formatCount(written)} written</div>}
      </td>
      <td>
        <Chip {...(tone && { tone })}>{busy ? `${state} ${formatShare(progress)}` : state}</Chip>
      </td>
      <td className={shared.figure}>{amounts('difference')}</td>
      <td className={shared.figure}>{amounts('before')}</td>
      <td className={shared.figure}>{amounts('after')}</td>
      <td>
        <Actions job={job} />
      </td>
    </tr>
  )
}

function details({ kept, newlyPriced, lost }: NonNullable<Repricing['difference']>): string {
  return [
    `${plural(newlyPriced, 'call')} get a price for the first time`,
    `${plural(lost, 'call')} have no price now and keep theirs`,
    `${plural(kept, 'call')} were priced by their sender and stay`,
  ].join('\n')
}

function Actions({ job: { id, state, difference } }: { job: Repricing }) {
  const apply = useApplyRepricing()
  const cancel = useCancelRepricing()
  const failed = (error: unknown): void => showToast(failureOf(error).message)
  const open = state === 'comparing' || state === 'compared' || state === 'writing'
  return (
    <div className={shared.tools}>
      {state === 'compared' && (difference?.changed ?? 0) > 0 && (
        <Button size="small" look="primary" disabled={apply.isPending} onClick={() => apply.mutate(id, { onError: failed })}>
          Write {formatCount(difference?.changed ?? 0)}
        </Button>
      )}
      {open && (
        <Button size="small" disabled={cancel.isPending} onClick={() => cancel.mutate(id, { onError: failed })}>
          {state === 'compared' ? 'Dismiss' : 'Stop'}
        </Button>
      )}
    </div>
  )
}
