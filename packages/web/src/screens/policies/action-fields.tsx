import type { SteeringAction } from '@relayscope/contract'
import { X } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { TextInput } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { ACTION_TYPES, newAction, replaceAt, withoutAt } from './edit-policy.ts'
import styles from './policies.module.css'

interface Props {
  actions: readonly SteeringAction[]
  onChange: (actions: SteeringAction[]) => void
}

const TYPES = ACTION_TYPES.map((value) => ({ value, label: value }))

export function ActionFields({ actions, onChange }: Props) {
  return (
    <>
      {actions.map((action, at) => (
        <div key={at} className={styles.row}>
          <Select
            label="Action"
            value={action.type}
            choices={TYPES}
            onChange={(name) => onChange(replaceAt(actions, at, newAction(ACTION_TYPES.find((each) => each === name) ?? action.type)))}
          />
          <Parameters key={action.type} action={action} onChange={(next) => onChange(replaceAt(actions, at, next))} />
          <IconButton look="ghost" label="Remove action" onClick={() => onChange(withoutAt(actions, at))}>
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button size="small" onClick={() => onChange([...actions, newAction('route')])}>
        Add an action
      </Button>
    </>
  )
}

interface OneProps {
  action: SteeringAction
  onChange: (action: SteeringAction) => void
}

function Parameters({ action, onChange }: OneProps) {
  if (action.type === 'route') {
    const { provider = '', model = '', ...rest } = action.params
    const change = (next: { provider: string; model: string }) =>
      onChange({
        type: 'route',
        params: {
          ...rest,
          ...(next.provider === '' ? {} : { provider: next.provider }),
          ...(next.model === '' ? {} : { model: next.model }),
        },
      })
    return (
      <>
        <TextInput
          compact
          aria-label="Provider"
          placeholder="provider"
          value={provider}
          width={160}
          onChange={({ target }) => change({ provider: target.value, model })}
        />
        <TextInput
          compact
          aria-label="Model"
          placeholder="model"
          value={model}
          width={200}
          onChange={({ target }) => change({ provider, model: target.value })}
        />
      </>
    )
  }
  if (action.type === 'reject') {
    const { params } = action
    return (
      <>
        <TextInput
          compact
          aria-label="Status"
          type="number"
          value={params.status}
          width={90}
          onChange={({ target }) => onChange({ type: 'reject', params: { ...params, status: target.valueAsNumber || 0 } })}
        />
        <TextInput
          compact
          aria-label="Message"
          value={params.message}
          width={320}
          onChange={({ target }) => onChange({ type: 'reject', params: { ...params, message: target.value } })}
        />
      </>
    )
  }
  return <JsonParameters action={action} onChange={onChange} />
}

/** The rarer ones as JSON. What is no object stays in the field until it is. */
function JsonParameters({ action, onChange }: OneProps) {
  const [typed, setTyped] = useState(() => JSON.stringify(action.params))
  const [isWrong, setWrong] = useState(false)
  return (
    <TextInput
      compact
      aria-label={`Parameters of ${action.type}, as JSON`}
      aria-invalid={isWrong}
      value={typed}
      width={460}
      onChange={({ target }) => {
        setTyped(target.value)
        const params = objectOf(target.value)
        setWrong(params === undefined)
        // The server says what the action wants and does not have.
        if (params) onChange({ type: action.type, params } as SteeringAction)
      }}
    />
  )
}

function objectOf(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
