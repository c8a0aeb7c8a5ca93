/** Who sees a dashboard: the project or its owner, and whoever has one of its links. */
import type { Dashboard, DashboardLink } from '@relayscope/contract'
import { useState } from 'react'
import { useDashboardActions, useDashboardLinks } from '../../api/dashboards.ts'
import { failureOf } from '../../api/problem.ts'
import { showToast } from '../../lib/toast.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, TextInput } from '../../ui/input.tsx'
import { Note } from '../../ui/states.tsx'
import { Ago } from '../../ui/time-text.tsx'
import styles from './dashboards.module.css'

interface Props {
  dashboard: Dashboard
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function ShareDialog({ dashboard, open, onOpenChange }: Props) {
  return (
    <Dialog title={`Share ${dashboard.name}`} open={open} onOpenChange={onOpenChange}>
      <div className={styles.dialog}>
        {dashboard.source === 'own' && <Visibility dashboard={dashboard} />}
        <Links id={dashboard.id} enabled={open} />
      </div>
    </Dialog>
  )
}

const WHO = [
  { id: 'private', label: 'Only me' },
  { id: 'public', label: 'Everybody here' },
] as const

function Visibility({ dashboard: { id, isPublic, version } }: { dashboard: Dashboard }) {
  const { save } = useDashboardActions()
  const choose = (who: 'private' | 'public'): void =>
    save.mutate(
      { id, change: { isPublic: who === 'public', version } },
      { onError: (error) => showToast('It could not be changed', { tone: 'error', detail: failureOf(error).message }) },
    )
  return (
    <section>
      <h3>In this project</h3>
      <p className="t3">
        A private dashboard is seen by its owner and by administrators. A public one is seen, and may be changed, by everybody here.
      </p>
      <Choice label="Who sees it" options={WHO} chosen={isPublic ? 'public' : 'private'} onChoose={choose} />
    </section>
  )
}

function Links({ id, enabled }: { id: string; enabled: boolean }) {
  const { list, create, revoke } = useDashboardLinks(id, enabled)
  const [name, setName] = useState('')
  const made = create.data
  const failed = (what: string) => (error: Error) => showToast(what, { tone: 'error', detail: failureOf(error).message })
  return (
    <section>
      <h3>Read-only links</h3>
      <p className="t3">
        Whoever has a link sees this dashboard, without a key and without the text of prompts and answers, until the link is revoked.
      </p>
      {made && <NewLink address={location.origin + made.path} />}
      <form
        className={styles.newLink}
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate(name.trim() || 'Shared link', { onSuccess: () => setName(''), onError: failed('The link could not be made') })
        }}
      >
        <Field label="What it is for">
          <TextInput
            compact
            value={name}
            maxLength={200}
            placeholder="Screen in the hall"
            onChange={({ target }) => setName(target.value)}
          />
        </Field>
        <Button type="submit" disabled={create.isPending}>
          Make a link
        </Button>
      </form>
      <ul className={styles.links}>
        {(list.data ?? []).map((link) => (
          <LinkRow
            key={link.id}
            link={link}
            onRevoke={() => revoke.mutate(link.id, { onError: failed('The link could not be revoked') })}
          />
        ))}
      </ul>
    </section>
  )
}

function NewLink({ address }: { address: string }) {
  return (
    <div className={styles.made}>
      <Note>Copy it now: it is not shown again.</Note>
      <div className={styles.newLink}>
        <TextInput compact readOnly value={address} aria-label="The new link" onFocus={({ target }) => target.select()} />
        <CopyButton text={address} label="Copy the link" />
      </div>
    </div>
  )
}

function LinkRow({ link, onRevoke }: { link: DashboardLink; onRevoke: () => void }) {
  return (
    <li>
      <span className="ell" title={link.name}>
        {link.name}
      </span>
      <span className="t3">
        made <Ago iso={link.createdAt} />
        {link.lastUsedAt ? (
          <>
            , used <Ago iso={link.lastUsedAt} />
          </>
        ) : (
          ', never used'
        )}
      </span>
      <Button size="small" aria-label={`Revoke ${link.name}`} onClick={onRevoke}>
        Revoke
      </Button>
    </li>
  )
}
