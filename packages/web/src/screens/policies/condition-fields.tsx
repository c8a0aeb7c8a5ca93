import { CONDITION_OPERATORS, OPERATOR_WORDS, type SteeringCondition } from '@relayscope/contract'
import { X } from 'lucide-react'
import { useState } from 'react'
import { readValue, valueText } from '../../lib/typed-value.ts'
import { IconButton } from '../../ui/button.tsx'
import { TextInput } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import styles from './policies.module.css'

interface Props {
  condition: SteeringCondition
  onChange: (condition: SteeringCondition) => void
  onRemove: () => void
}

const OPERATORS = CONDITION_OPERATORS.map((value) => ({ value, label: OPERATOR_WORDS[value], detail: value }))
const asksForValue = (operator: SteeringCondition['operator']): boolean => operator !== 'exists' && operator !== 'not_exists'

export function ConditionFields({ condition, onChange, onRemove }: Props) {
  const { field, operator, value } = condition
  const choose = (name: string): void => {
    const chosen = CONDITION_OPERATORS.find((each) => each === name) ?? operator
    onChange(asksForValue(chosen) ? { field, operator: chosen, value: value ?? '' } : { field, operator: chosen })
  }
  return (
    <div className={styles.row}>
      <TextInput
        compact
        aria-label="Field of the input"
        value={field}
        maxLength={512}
        width={220}
        onChange={({ target }) => onChange({ ...condition, field: target.value })}
      />
      <Select label="Operator" value={operator} onChange={choose} choices={OPERATORS} />
      {asksForValue(operator) && (
        <ValueInput
          value={value}
          isList={operator === 'in' || operator === 'not_in'}
          onChange={(next) => onChange({ ...condition, value: next })}
        />
      )}
      <IconButton look="ghost" label="Remove condition" onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </div>
  )
}

interface ValueProps {
  value: SteeringCondition['value']
  isList: boolean
  onChange: (value: NonNullable<SteeringCondition['value']>) => void
}

/** What is typed stays as it is typed: `1.0` on the way to `1.05` is already a number. */
function ValueInput({ value, isList, onChange }: ValueProps) {
  const [typed, setTyped] = useState(() => valueText(value))
  return (
    <TextInput
      compact
      aria-label="Value"
      value={typed}
      width={220}
      placeholder={isList ? '["auto", "best"]' : 'auto, 12, true, "12"'}
      onChange={({ target }) => {
        setTyped(target.value)
        onChange(readValue(target.value) ?? '')
      }}
    />
  )
}
