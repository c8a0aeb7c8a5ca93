/** A draft of a policy, as a form and as text. The text is the draft; the form writes it. */
import type { SteeringPolicy } from '@relayscope/contract'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { failureOf } from '../../api/problem.ts'
import { usePolicyCheck } from '../../api/policies.ts'
import { useWhatIfActions } from '../../api/what-if.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Note, ProgressLine } from '../../ui/states.tsx'
import { policyText } from './edit-policy.ts'
import { LeaveQuestion } from './leave-question.tsx'
import styles from './policies.module.css'
import { PolicyForm } from './policy-form.tsx'
import { PolicySource } from './policy-source.tsx'
import { SaveDialog } from './save-dialog.tsx'

interface Props {
  /** Empty: a policy that is not there yet. */
  id: string
  /** The text that editing begins with. */
  stored: string
  onStored: (id: string) => void
  children?: ReactNode
}

const VIEWS = [
  { id: 'form', label: 'Rules' },
  { id: 'text', label: 'JSON or YAML' },
] as const

export function PolicyEditor({ id, stored, onStored, children }: Props) {
  const [view, setView] = useState<'form' | 'text'>('form')
  const [text, setText] = useState(stored)
  // What the form wrote last: it goes on from there while the text is still being checked.
  const [written, setWritten] = useState<SteeringPolicy>()
  const [saving, setSaving] = useState(false)
  const check = usePolicyCheck(useDeferredValue(text), id)
  const checked = check.data?.text === text ? check.data : undefined
  const problems = checked?.problems ?? []
  const policy = written ?? checked?.policy ?? undefined
  const isSound = checked !== undefined && problems.length === 0
  const write = (next: SteeringPolicy): void => {
    setWritten(next)
    setText(policyText(next))
  }
  const type = (next: string): void => {
    setWritten(undefined)
    setText(next)
  }
  return (
    <div className={styles.editor}>
      <ProgressLine busy={check.isFetching} />
      <div className={styles.bar}>
        <Link to="/decisions/policies">Policies</Link>
        <h2 className="ell">{policy?.name ?? (id || 'A policy')}</h2>
        <Choice label="Edit as" options={VIEWS} chosen={view} onChoose={setView} />
        <span className="grow" />
        {children}
        <TryButton text={text} name={policy?.name ?? id} disabled={!isSound} />
        <Button look="primary" disabled={!isSound || text === stored} onClick={() => setSaving(true)}>
          Save…
        </Button>
      </div>
      {check.error && <Note tone="warning">{failureOf(check.error).message}</Note>}
      {view === 'text' ? (
        <PolicySource text={text} onType={type} problems={problems} />
      ) : policy ? (
        <PolicyForm policy={policy} onChange={write} problems={problems} />
      ) : (
        <Note>{checked ? 'The text has mistakes that the form cannot show. Mend them as text.' : 'Reading the policy.'}</Note>
      )}
      {saving && checked && (
        <SaveDialog
          id={id}
          text={text}
          difference={checked.difference}
          onClose={() => setSaving(false)}
          onStored={(policyId) => {
            setSaving(false)
            onStored(policyId)
          }}
        />
      )}
      <LeaveQuestion dirty={text !== stored && !saving} />
    </div>
  )
}

/** The draft on the requests of the last week, before anybody stores it. */
function TryButton({ text, name, disabled }: { text: string; name: string; disabled: boolean }) {
  const navigate = useNavigate()
  const { start } = useWhatIfActions()
  const run = () =>
    start.mutate(
      { name: `${name}, not saved`.slice(0, 200), from: 'now-7d', to: 'now', policy: { document: text }, prices: [], unavailable: [] },
      {
        onSuccess: ({ id }) =>
          void navigate({
            to: '/decisions/what-if/$runId',
            params: { runId: id },
            search: { from: 'now-7d', to: 'now' },
            ignoreBlocker: true,
          }),
      },
    )
  return (
    <>
      {start.error && <span className={styles.problem}>{failureOf(start.error).message}</span>}
      <Button disabled={disabled || start.isPending} onClick={run}>
        Try on last week
      </Button>
    </>
  )
}
