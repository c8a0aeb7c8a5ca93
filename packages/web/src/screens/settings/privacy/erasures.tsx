import type { Erasure } from '@relayscope/contract'
import { type FormEvent, useState } from 'react'
import { useErasures, useEraseUser } from '../../../api/privacy.ts'
import { failureOf } from '../../../api/problem.ts'
import { formatCount } from '../../../lib/format.ts'
import { showToast } from '../../../lib/toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, TextInput } from '../../../ui/input.tsx'
import { Chip } from '../../../ui/marks.tsx'
import { Pane } from '../../../ui/pane.tsx'
import { Note } from '../../../ui/states.tsx'
import { Exact } from '../../../ui/time-text.tsx'
import shared from '../settings.module.css'

/** Erasing a user, and the receipts. */
export function Erasures() {
  const { data, error, isPending, refetch } = useErasures()
  const [asking, setAsking] = useState(false)
  const none = data?.length === 0 ? <p className={shared.none}>Nothing has been erased.</p> : undefined
  return (
    <section aria-labelledby="erasures">
      <div className={shared.head}>
        <div className="grow">
          <h3 id="erasures">Erasure</h3>
          <p className="t3">All that is stored of a user, with every trace that names them. The receipt holds a hash, not the name.</p>
        </div>
        <Button look="critical" onClick={() => setAsking(true)}>
          Erase a user…
        </Button>
      </div>
      <Pane
        what="The receipts"
        loading={isPending}
        failure={error && !data ? failureOf(error) : undefined}
        onRetry={() => void refetch()}
        empty={none}
      >
        <table className={shared.table}>
          <thead>
            <tr>
              <th>Asked</th>
              <th>State</th>
              <th>By</th>
              <th>Reason</th>
              <th>Removed</th>
              <th>User, hashed</th>
            </tr>
          </thead>
          <tbody>
            {data?.map((one) => (
              <Row key={one.id} erasure={one} />
            ))}
          </tbody>
        </table>
      </Pane>
      {asking && <EraseDialog onClose={() => setAsking(false)} />}
    </section>
  )
}

const TONES = { running: 'info', done: 'healthy', failed: 'critical' } as const

function Row({ erasure: { state, requestedAt, requestedBy, reason, removed, left, subject } }: { erasure: Erasure }) {
  const rows = Object.values(removed).reduce((sum, count) => sum + count, 0)
  const detail = Object.entries(removed)
    .map(([table, count]) => `${table} ${count}`)
    .join(', ')
  return (
    <tr>
      <td>
        <Exact iso={requestedAt} withDay />
      </td>
      <td>
        <Chip tone={TONES[state]}>{state}</Chip>
      </td>
      <td>{requestedBy}</td>
      <td>{reason}</td>
      <td title={detail}>
        {formatCount(rows)} rows{left !== null && `, ${formatCount(left)} left`}
      </td>
      <td className="mono">{subject}</td>
    </tr>
  )
}

function EraseDialog({ onClose }: { onClose: () => void }) {
  const erase = useEraseUser()
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const body = { userId: String(form.get('userId') ?? ''), reason: String(form.get('reason') ?? '') }
    erase.mutate(body, { onSuccess: () => (showToast('The erasure has begun'), onClose()) })
  }
  return (
    <Dialog title="Erase a user" open onOpenChange={(open) => !open && onClose()}>
      <form className={shared.form} onSubmit={submit}>
        <p>Every trace, interaction, log and text that names this user is removed for good. This cannot be undone.</p>
        {erase.error && <Note tone="warning">{failureOf(erase.error).message}</Note>}
        <Field label="User id, as it was sent">
          <TextInput compact name="userId" required maxLength={4096} />
        </Field>
        <Field label="Reason, for the receipt">
          <TextInput compact name="reason" required minLength={3} maxLength={1000} placeholder="Asked for by letter of 3 March" />
        </Field>
        <div className={shared.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="critical" disabled={erase.isPending}>
            Erase
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
