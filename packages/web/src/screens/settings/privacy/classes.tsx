import type { PrivacyAction, PrivacySettings, StoredPrivacySettings } from '@relayscope/contract'
import { Select } from '../../../ui/select.tsx'
import styles from './privacy.module.css'
import { ACTIONS, type ClassWords, GUESSES, SURE } from './words.ts'

interface Props {
  settings: PrivacySettings
  defaults: StoredPrivacySettings['defaults']
  onChange: (part: Partial<PrivacySettings>) => void
}

/** What is looked for, and what happens to it. */
export function Classes(props: Props) {
  return (
    <section aria-labelledby="classes">
      <h3 id="classes">What is looked for</h3>
      <ClassList {...props} list={SURE} />
      <p className={styles.note}>These are guesses, so they are kept unless you say otherwise.</p>
      <ClassList {...props} list={GUESSES} />
    </section>
  )
}

function ClassList({ list, settings, defaults, onChange }: Props & { list: readonly ClassWords[] }) {
  const choose = (name: ClassWords['name'], action: PrivacyAction): void => {
    const { [name]: _, ...others } = settings.classes
    onChange({ classes: action === defaults[name] ? others : { ...others, [name]: action } })
  }
  return (
    <ul className={styles.list}>
      {list.map(({ name, label, detail }) => (
        <li key={name} className={styles.row}>
          <div>
            <b>{label}</b>
            <p className="t3">{detail}</p>
          </div>
          <Select
            label={label}
            value={settings.classes[name] ?? defaults[name] ?? 'keep'}
            choices={ACTIONS}
            onChange={(action) => choose(name, action as PrivacyAction)}
          />
        </li>
      ))}
    </ul>
  )
}
