import type { PrivacyAction, PrivacySettings } from '@relayscope/contract'
import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '../../../ui/button.tsx'
import { TextInput } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import styles from './privacy.module.css'
import { ACTIONS } from './words.ts'

interface Props {
  settings: PrivacySettings
  onChange: (part: Partial<PrivacySettings>) => void
}

/** The project's own patterns, and what is nobody's. */
export function Patterns({ settings, onChange }: Props) {
  const { patterns, allowed } = settings
  const change = (at: number, part: Partial<PrivacySettings['patterns'][number]>): void =>
    onChange({ patterns: patterns.map((pattern, index) => (index === at ? { ...pattern, ...part } : pattern)) })
  return (
    <section aria-labelledby="patterns">
      <h3 id="patterns">Your own patterns</h3>
      <p className="t3">Regular expressions in RE2: they run in linear time. Try them beside.</p>
      {patterns.map((pattern, at) => (
        <div key={at} className={styles.pattern}>
          <TextInput
            compact
            aria-label="Name"
            value={pattern.name}
            placeholder="EMPLOYEE_ID"
            onChange={({ target }) => change(at, { name: target.value.toUpperCase().replace(/[^A-Z0-9_]/g, '_') })}
          />
          <TextInput
            compact
            aria-label={`Pattern of ${pattern.name}`}
            className="mono"
            value={pattern.pattern}
            placeholder="\bEMP-\d{6}\b"
            onChange={({ target }) => change(at, { pattern: target.value })}
          />
          <Select
            label={`What happens to ${pattern.name}`}
            value={pattern.action}
            choices={ACTIONS}
            onChange={(action) => change(at, { action: action as PrivacyAction })}
          />
          <IconButton
            label={`Remove ${pattern.name}`}
            look="ghost"
            onClick={() => onChange({ patterns: patterns.filter((_, index) => index !== at) })}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button
        size="small"
        onClick={() =>
          onChange({ patterns: [...patterns, { name: `PATTERN_${patterns.length + 1}`, pattern: '\\bEMP-\\d{6}\\b', action: 'mask' }] })
        }
      >
        <Plus aria-hidden />
        Add a pattern
      </Button>
      <h3>Never taken out</h3>
      <p className="t3">
        Values that are nobody’s: a support address, a test card, the office network. One per line; * stands for anything.
      </p>
      <textarea
        aria-label="Values that are never taken out"
        rows={3}
        value={allowed.join('\n')}
        placeholder={'support@example.org\n10.*'}
        onChange={({ target }) => onChange({ allowed: target.value === '' ? [] : target.value.split('\n') })}
        onBlur={() => onChange({ allowed: allowed.map((line) => line.trim()).filter((line) => line !== '') })}
        spellCheck={false}
      />
    </section>
  )
}
