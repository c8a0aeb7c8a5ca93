import type { PrivacyRule, PrivacySettings } from '@relayscope/contract'
import { ArrowDown, ArrowUp, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../../ui/button.tsx'
import styles from './privacy.module.css'
import { RuleDialog } from './rule-dialog.tsx'
import { actionLabel, modeLabel } from './words.ts'
import shared from '../settings.module.css'

interface Props {
  settings: PrivacySettings
  onChange: (part: Partial<PrivacySettings>) => void
}

/** What holds for some calls only: by organization, provider, model and field. */
export function Rules({ settings, onChange }: Props) {
  const { rules } = settings
  const [edited, setEdited] = useState<{ at: number; rule: PrivacyRule | undefined }>()
  const put = (at: number, rule: PrivacyRule): void => {
    onChange({ rules: at < rules.length ? rules.map((one, index) => (index === at ? rule : one)) : [...rules, rule] })
    setEdited(undefined)
  }
  return (
    <section aria-labelledby="rules">
      <h3 id="rules">Rules</h3>
      <p className="t3">
        From top to bottom; a later one changes what an earlier one said. Where it is not known whether one applies, the stricter holds.
      </p>
      <ol className={styles.list}>
        {rules.map((rule, at) => (
          <li key={at} className={styles.row}>
            <div>
              <b>{rule.name}</b>
              <p className="t3">{sentence(rule)}</p>
            </div>
            <span className={shared.tools}>
              <IconButton
                label={`Move ${rule.name} up`}
                look="ghost"
                size="small"
                disabled={at === 0}
                onClick={() => onChange({ rules: swapped(rules, at - 1) })}
              >
                <ArrowUp aria-hidden />
              </IconButton>
              <IconButton
                label={`Move ${rule.name} down`}
                look="ghost"
                size="small"
                disabled={at === rules.length - 1}
                onClick={() => onChange({ rules: swapped(rules, at) })}
              >
                <ArrowDown aria-hidden />
              </IconButton>
              <IconButton label={`Change ${rule.name}`} look="ghost" size="small" onClick={() => setEdited({ at, rule })}>
                <Pencil aria-hidden />
              </IconButton>
              <IconButton
                label={`Remove ${rule.name}`}
                look="ghost"
                size="small"
                onClick={() => onChange({ rules: rules.filter((_, index) => index !== at) })}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </span>
          </li>
        ))}
      </ol>
      <Button size="small" onClick={() => setEdited({ at: rules.length, rule: undefined })}>
        <Plus aria-hidden />
        Add a rule
      </Button>
      {edited && <RuleDialog rule={edited.rule} onSave={(rule) => put(edited.at, rule)} onClose={() => setEdited(undefined)} />}
    </section>
  )
}

/** The rule and the one behind it change places. */
function swapped(rules: readonly PrivacyRule[], at: number): PrivacyRule[] {
  return [...rules.slice(0, at), ...rules.slice(at, at + 2).toReversed(), ...rules.slice(at + 2)]
}

function sentence({ organizations, providers, models, fields, classes = {}, content }: PrivacyRule): string {
  const where = [
    organizations && `organization ${organizations.join(' or ')}`,
    providers && `provider ${providers.join(' or ')}`,
    models && `model ${models.join(' or ')}`,
    fields && `in ${fields.join(', ')}`,
  ].filter((part) => part !== undefined)
  const does = [
    content && modeLabel(content).toLowerCase(),
    ...Object.entries(classes).map(([name, action]) => `${actionLabel(action).toLowerCase()} ${name}`),
  ].filter((part) => part !== undefined)
  return `${where.length === 0 ? 'Everywhere' : where.join(', ')}: ${does.length === 0 ? 'nothing yet' : does.join(', ')}`
}
