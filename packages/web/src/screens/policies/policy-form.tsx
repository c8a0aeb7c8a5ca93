/** The rules of a policy as a form, in the order they are looked at. A rule is drawn when it is opened: a policy may have 500. */
import { OPERATOR_WORDS, type PolicyCheck, type SteeringPolicy, type SteeringRule } from '@relayscope/contract'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { conditionText } from '../../lib/decision-roads.ts'
import { Button } from '../../ui/button.tsx'
import { Field, TextInput } from '../../ui/input.tsx'
import { Chip } from '../../ui/marks.tsx'
import { ActionFields } from './action-fields.tsx'
import { ConditionFields } from './condition-fields.tsx'
import { inOrder, replaceAt, withNewRule, withoutAt } from './edit-policy.ts'
import styles from './policies.module.css'
import { Problems } from './problems.tsx'

interface Props {
  policy: SteeringPolicy
  onChange: (policy: SteeringPolicy) => void
  problems: PolicyCheck['problems']
}

export function PolicyForm({ policy, onChange, problems }: Props) {
  const [open, setOpen] = useState<number>()
  const add = (): void => {
    setOpen(policy.rules.length)
    onChange(withNewRule(policy))
  }
  return (
    <div className={styles.form}>
      {problems.length > 0 && <Problems problems={problems} />}
      <Field label="Name">
        <TextInput
          compact
          value={policy.name}
          maxLength={256}
          width={320}
          onChange={({ target }) => onChange({ ...policy, name: target.value })}
        />
      </Field>
      <ol className={styles.rules}>
        {inOrder(policy.rules).map(({ rule, at }, place) => (
          <li key={at}>
            <RuleHead
              rule={rule}
              place={place + 1}
              isOpen={open === at}
              isWrong={problems.some(({ path }) => path.startsWith(`rules[${at}]`))}
              onToggle={() => setOpen(open === at ? undefined : at)}
            />
            {open === at && (
              <RuleFields
                rule={rule}
                onChange={(next) => onChange({ ...policy, rules: replaceAt(policy.rules, at, next) })}
                onRemove={() => {
                  setOpen(undefined)
                  onChange({ ...policy, rules: withoutAt(policy.rules, at) })
                }}
              />
            )}
          </li>
        ))}
      </ol>
      <Button onClick={add}>
        <Plus aria-hidden />
        Add a rule
      </Button>
      <h3>When no rule matches</h3>
      <ActionFields actions={policy.defaultActions} onChange={(defaultActions) => onChange({ ...policy, defaultActions })} />
    </div>
  )
}

interface HeadProps {
  rule: SteeringRule
  place: number
  isOpen: boolean
  isWrong: boolean
  onToggle: () => void
}

function RuleHead({ rule, place, isOpen, isWrong, onToggle }: HeadProps) {
  return (
    <button type="button" className={styles.ruleHead} aria-expanded={isOpen} onClick={onToggle}>
      <span className="num t3">{place}</span>
      <strong className="ell">{rule.name || rule.id}</strong>
      <span className="ell t2">{sentenceOf(rule)}</span>
      <span className="grow" />
      {isWrong && <Chip>mistake</Chip>}
      {!rule.enabled && <Chip>off</Chip>}
      {rule.continue && <Chip>goes on</Chip>}
    </button>
  )
}

/** `request.model is “auto” → openai / gpt-4o`. */
function sentenceOf({ conditions, operator, actions }: SteeringRule): string {
  const when = conditions.map(({ value, ...rest }) => conditionText({ ...rest, wanted: value, passed: true }))
  const then = actions.map(({ type, params }) =>
    type === 'route' ? [params.provider, params.model].filter((part) => part !== undefined).join(' / ') : type,
  )
  return `${when.length === 0 ? 'always' : when.join(` ${operator} `)} → ${then.length === 0 ? 'nothing' : then.join(', ')}`
}

interface RuleProps {
  rule: SteeringRule
  onChange: (rule: SteeringRule) => void
  onRemove: () => void
}

function RuleFields({ rule, onChange, onRemove }: RuleProps) {
  const { conditions } = rule
  return (
    <div className={styles.rule}>
      <div className={styles.row}>
        <Field label="Name">
          <TextInput
            compact
            value={rule.name}
            maxLength={256}
            width={220}
            onChange={({ target }) => onChange({ ...rule, name: target.value })}
          />
        </Field>
        <Field label="ID">
          <TextInput
            compact
            value={rule.id}
            maxLength={256}
            width={160}
            onChange={({ target }) => onChange({ ...rule, id: target.value })}
          />
        </Field>
        <Field label="Priority, lower is earlier">
          <TextInput
            compact
            type="number"
            width={130}
            value={Number.isFinite(rule.priority) ? rule.priority : ''}
            onChange={({ target }) => onChange({ ...rule, priority: target.valueAsNumber || 0 })}
          />
        </Field>
        <Tick label="On" checked={rule.enabled} onChange={(enabled) => onChange({ ...rule, enabled })} />
        <Tick label="Go on to later rules" checked={rule.continue} onChange={(goesOn) => onChange({ ...rule, continue: goesOn })} />
        <span className="grow" />
        <Button look="critical" size="small" onClick={onRemove}>
          Remove rule
        </Button>
      </div>
      <h4>
        When{' '}
        {conditions.length > 1 && (
          <Button size="small" onClick={() => onChange({ ...rule, operator: rule.operator === 'and' ? 'or' : 'and' })}>
            {rule.operator === 'and' ? 'all of these hold' : 'one of these holds'}
          </Button>
        )}
        {conditions.length === 0 && <span className="t3">always</span>}
      </h4>
      {conditions.map((condition, at) => (
        <ConditionFields
          key={at}
          condition={condition}
          onChange={(next) => onChange({ ...rule, conditions: replaceAt(conditions, at, next) })}
          onRemove={() =>
            onChange({ ...rule, conditions: withoutAt(conditions, at), ...(conditions.length === 1 ? { operator: 'and' } : {}) })
          }
        />
      ))}
      <Button
        size="small"
        title={`A field of the input ${OPERATOR_WORDS.equals} a value`}
        onClick={() => onChange({ ...rule, conditions: [...conditions, { field: 'request.model', operator: 'equals', value: 'auto' }] })}
      >
        Add a condition
      </Button>
      <h4>Then</h4>
      <ActionFields actions={rule.actions} onChange={(actions) => onChange({ ...rule, actions })} />
    </div>
  )
}

function Tick({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className={styles.tick}>
      <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      {label}
    </label>
  )
}
