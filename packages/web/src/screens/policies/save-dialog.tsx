/** What would differ, before it is stored. */
import type { PolicyDifference } from '@relayscope/contract'
import { useState } from 'react'
import { failureOf } from '../../api/problem.ts'
import { useStorePolicy } from '../../api/policies.ts'
import { showToast } from '../../lib/toast.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, TextInput } from '../../ui/input.tsx'
import { Note } from '../../ui/states.tsx'
import styles from './policies.module.css'

interface Props {
  id: string
  text: string
  /** null: there is nothing to compare it with. */
  difference: PolicyDifference | null
  onClose: () => void
  onStored: (id: string) => void
}

export function SaveDialog({ id, text, difference, onClose, onStored }: Props) {
  const store = useStorePolicy()
  const [comment, setComment] = useState('')
  const [activate, setActivate] = useState(false)
  // The new version makes a new editor, and with it this dialog is gone: what follows may not depend on it.
  const save = () =>
    store.mutateAsync({ id, text, comment: comment.trim(), activate }).then(
      ({ policyId, number, outcome }) => {
        showToast(outcome === 'created' ? `Version ${number} is stored` : `This is version ${number}, which was there already`)
        onStored(policyId)
      },
      () => undefined,
    )
  return (
    <Dialog title={id === '' ? 'Save a new policy' : 'Save a new version'} open onOpenChange={(open) => !open && onClose()}>
      <form
        className={styles.save}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        {difference ? <Difference difference={difference} /> : <p>It gets its first version.</p>}
        <Field label="Why">
          <TextInput value={comment} maxLength={2000} onChange={({ target }) => setComment(target.value)} />
        </Field>
        <label className={styles.tick}>
          <input type="checkbox" checked={activate} onChange={({ target }) => setActivate(target.checked)} />
          In force from now on
        </label>
        <p className="t3">Relayscope decides nothing for the gateway: what is in force is what replay goes by.</p>
        {store.error && <Note tone="warning">{failureOf(store.error).message}</Note>}
        <div className={styles.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={store.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

const CHANGES = { added: 'new', removed: 'removed', changed: 'changed', moved: 'moved' } as const

export function Difference({ difference }: { difference: PolicyDifference }) {
  const { rules, settings, same } = difference
  if (same || rules.length + settings.length === 0) return <p>It decides as the newest version does.</p>
  return (
    <div className={styles.difference} tabIndex={0} role="group" aria-label="What differs from the newest version">
      {rules.map(({ ruleId, ruleName, change, placeBefore, placeAfter, fields }) => (
        <details key={`${ruleId} ${change}`} open={change === 'changed' && rules.length < 10}>
          <summary>
            {ruleName || ruleId} <span className="t3">{CHANGES[change]}</span>
            {placeBefore !== undefined && placeAfter !== undefined && placeBefore !== placeAfter && (
              <span className="t3 num">
                {' '}
                {placeBefore} → {placeAfter}
              </span>
            )}
          </summary>
          <Fields fields={fields} />
        </details>
      ))}
      {settings.length > 0 && (
        <details open>
          <summary>Settings of the policy</summary>
          <Fields fields={settings} />
        </details>
      )}
    </div>
  )
}

function Fields({ fields }: { fields: PolicyDifference['settings'] }) {
  return (
    <dl className={styles.fields}>
      {fields.map(({ path, before, after }) => (
        <div key={path}>
          <dt className="mono">{path}</dt>
          <dd>
            {before !== undefined && <del>{JSON.stringify(before)}</del>} {after !== undefined && <ins>{JSON.stringify(after)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
