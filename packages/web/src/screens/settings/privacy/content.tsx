import type { ContentMode, PrivacySettings } from '@relayscope/contract'
import { Field, TextInput } from '../../../ui/input.tsx'
import { classes } from '../../../ui/classes.ts'
import { Select } from '../../../ui/select.tsx'
import styles from './privacy.module.css'
import { MODES } from './words.ts'
import shared from '../settings.module.css'

interface Props {
  settings: PrivacySettings
  onChange: (part: Partial<PrivacySettings>) => void
}

/** Whether prompts and answers are kept, and for how long. */
export function Content({ settings, onChange }: Props) {
  const { retention } = settings
  return (
    <section aria-labelledby="content">
      <h3 id="content">Content and retention</h3>
      <div className={styles.row}>
        <div>
          <b>Prompts, answers, bodies of logs</b>
          <p className="t3">Rules below can say something else for some calls.</p>
        </div>
        <Select label="Content" value={settings.content} choices={MODES} onChange={(mode) => onChange({ content: mode as ContentMode })} />
      </div>
      <div className={classes(shared.pair, styles.spaced)}>
        <Days
          label="Days content is kept (1 to 14)"
          most={14}
          value={retention.contentDays}
          onChange={(contentDays) => onChange({ retention: { ...retention, contentDays } })}
        />
        <Days
          label="Days everything else is kept (1 to 400)"
          most={400}
          value={retention.metadataDays}
          onChange={(metadataDays) => onChange({ retention: { ...retention, metadataDays } })}
        />
      </div>
    </section>
  )
}

function Days({ label, value, most, onChange }: { label: string; value: number; most: number; onChange: (days: number) => void }) {
  return (
    <Field label={label}>
      <TextInput
        compact
        type="number"
        min={1}
        max={most}
        value={value}
        onChange={({ target }) => onChange(Math.min(most, Math.max(1, Math.trunc(Number(target.value)) || 1)))}
      />
    </Field>
  )
}
