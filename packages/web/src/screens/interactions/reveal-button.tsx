import { Eye } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Reveal } from '../../api/reveal.ts'
import { failureOf } from '../../api/problem.ts'
import { shortId } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { Field, TextInput } from '../../ui/input.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Note } from '../../ui/states.tsx'
import { Exact } from '../../ui/time-text.tsx'
import styles from './content.module.css'

const LEAST_CHARACTERS = 8

/** Asks for the reason first: the log keeps who saw what, and why. */
export function RevealButton({ reveal }: { reveal: Reveal }) {
  const [open, setOpen] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const reason = new FormData(event.currentTarget).get('reason')
    if (typeof reason === 'string') reveal.ask(reason.trim(), () => setOpen(false))
  }
  const trigger = (
    <Button size="small">
      <Eye aria-hidden />
      Reveal
    </Button>
  )
  return (
    <Popover label="Reveal" open={open} onOpenChange={setOpen} trigger={trigger}>
      <form className={styles.reveal} onSubmit={submit}>
        <Field label="Why do you have to see it?">
          <TextInput name="reason" required minLength={LEAST_CHARACTERS} maxLength={1000} placeholder="A ticket, an incident" />
        </Field>
        <p className="t3">
          Your name, the time and the reason are written into the reveal log first. It is hidden again after five minutes.
        </p>
        {reveal.error && (
          <p role="alert" className={styles.refused}>
            {failureOf(reveal.error).message}
          </p>
        )}
        <Button type="submit" look="primary" disabled={reveal.busy}>
          Reveal and log it
        </Button>
      </form>
    </Popover>
  )
}

/** Says that it is seen, and that the log knows. */
export function RevealedNote({ reveal: { shown, hide } }: { reveal: Reveal }) {
  if (!shown) return null
  return (
    <div className={styles.revealed}>
      <Note tone="warning">
        Revealed until <Exact iso={shown.hideAt} /> and written into the reveal log as{' '}
        <span className="mono" title={shown.revealId}>
          {shortId(shown.revealId)}
        </span>
        .{' '}
        <Button size="small" onClick={hide}>
          Hide it now
        </Button>
      </Note>
    </div>
  )
}
