import type { PrivacySettings, PrivacyTestAnswer } from '@relayscope/contract'
import { useDeferredValue, useState } from 'react'
import { usePrivacyTest } from '../../../api/privacy.ts'
import { failureOf } from '../../../api/problem.ts'
import { formatCount } from '../../../lib/format.ts'
import { storedWordPattern } from '../../../lib/stored-words.ts'
import { classes } from '../../../ui/classes.ts'
import { TextInput } from '../../../ui/input.tsx'
import { Chip } from '../../../ui/marks.tsx'
import { Note, ProgressLine } from '../../../ui/states.tsx'
import { StoredText } from '../../../ui/stored-text.tsx'
import styles from './privacy.module.css'
import shared from '../settings.module.css'

const SAMPLE = `Write to ada.lovelace@example.org or call +49 30 4642 6514.
Refund to card 4111 1111 1111 1111, then log in with
DB_PASSWORD=correct-horse-7 at postgres://app:s3cret@10.0.0.5/orders`

const NO_CALL = { organizationId: '', provider: '', model: '' }
const FIELDS = [
  { name: 'organizationId', label: 'Organization' },
  { name: 'provider', label: 'Provider' },
  { name: 'model', label: 'Model' },
] as const

/** Paste a text, see what would be stored of it: with the settings as they are on the page, saved or not. */
export function Tester({ settings, isDraft }: { settings: PrivacySettings; isDraft: boolean }) {
  const [text, setText] = useState(SAMPLE)
  const [names, setNames] = useState(false)
  const asked = useDeferredValue(text)
  const [call, setCall] = useState(NO_CALL)
  const { data, error, isFetching } = usePrivacyTest(asked, names, settings, useDeferredValue(call))
  return (
    <section className={styles.tester} aria-labelledby="tester">
      <h3 id="tester">Try it</h3>
      <p className="t3">
        The text is looked at and forgotten. {isDraft ? 'With the changes that are not saved yet.' : 'With the settings in force.'}
      </p>
      <textarea
        aria-label="A text to try"
        rows={7}
        maxLength={200_000}
        value={text}
        onChange={({ target }) => setText(target.value)}
        spellCheck={false}
      />
      <label className={classes(shared.check, styles.spaced)}>
        <input type="checkbox" checked={names} onChange={({ target }) => setNames(target.checked)} />
        Also people, places, dates and links
      </label>
      {settings.rules.length > 0 && (
        <div className={styles.call} role="group" aria-label="Of a call of">
          {FIELDS.map(({ name, label }) => (
            <TextInput
              key={name}
              compact
              aria-label={label}
              placeholder={label}
              value={call[name]}
              onChange={({ target }) => setCall({ ...call, [name]: target.value })}
            />
          ))}
        </div>
      )}
      <div className={styles.result} aria-live="polite">
        <ProgressLine busy={isFetching} />
        {error && !data ? <Note tone="warning">{failureOf(error).message}</Note> : null}
        {text === '' ? <p className="t3">Nothing to look at yet.</p> : data && <Result answer={data} text={asked} />}
      </div>
    </section>
  )
}

function Result({ answer, text }: { answer: PrivacyTestAnswer; text: string }) {
  const { redactions, microseconds } = answer
  const contentGone = redactions.some((one) => one.class === 'CONTENT')
  return (
    <>
      <h4>What would be stored</h4>
      {contentGone ? (
        <p className={styles.stored}>Nothing: the content is not kept.</p>
      ) : (
        <pre className={styles.stored}>
          <StoredText text={answer.text} words={storedWordPattern(redactions.map((one) => one.class))} />
        </pre>
      )}
      <p className={styles.chips}>
        {redactions.length === 0 && <span className="t3">Nothing is taken out.</span>}
        {redactions.map((one) => (
          <Chip key={one.class} tone="info">
            {one.class} × {one.count}
          </Chip>
        ))}
        <span className="t3 num">
          {formatCount(text.length)} characters in {formatCount(microseconds)} µs
        </span>
      </p>
    </>
  )
}
