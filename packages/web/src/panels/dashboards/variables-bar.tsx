/** What a viewer chooses over a dashboard. Nothing chosen means all. */
import type { DashboardVariable, VariableValues } from '@relayscope/contract'
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useTagValues } from '../../api/metric-tags.ts'
import { Button } from '../../ui/button.tsx'
import { CheckList } from '../../ui/check-list.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Select } from '../../ui/select.tsx'
import styles from './variables-bar.module.css'

export interface VariablesBarProps {
  variables: readonly DashboardVariable[]
  values: VariableValues
  onChange: (name: string, chosen: readonly string[]) => void
}

export function VariablesBar({ variables, values, onChange }: VariablesBarProps) {
  if (variables.length === 0) return null
  return (
    <div className={styles.bar} role="group" aria-label="Variables">
      {variables.map((variable) => (
        <Variable
          key={variable.name}
          variable={variable}
          chosen={values[variable.name] ?? []}
          onChange={(next) => onChange(variable.name, next)}
        />
      ))}
    </div>
  )
}

interface VariableProps {
  variable: DashboardVariable
  chosen: readonly string[]
  onChange: (chosen: readonly string[]) => void
}

function Variable({ variable, chosen, onChange }: VariableProps) {
  const { name, label = name, tag, options, many } = variable
  const found = useTagValues(tag)
  // What was chosen stays choosable where nobody sends it any more.
  const all = [...new Set([...chosen, ...(options ?? found)])]
  if (many) return <Many label={label} all={all} chosen={chosen} onChange={onChange} />
  const [value = ''] = chosen
  return (
    <span className={styles.variable}>
      <span className="t3">{label}</span>
      <Select
        label={label}
        value={value}
        choices={[{ value: '', label: 'All' }, ...all.map((each) => ({ value: each, label: each }))]}
        onChange={(next) => onChange(next === '' ? [] : [next])}
      />
    </span>
  )
}

function Many({ label, all, chosen, onChange }: { label: string; all: readonly string[] } & Omit<VariableProps, 'variable'>) {
  const [open, setOpen] = useState(false)
  const text = chosen.length === 0 ? 'All' : chosen.join(', ')
  const trigger = (
    <Button aria-label={`${label}: ${text}`}>
      <span className={`ell ${styles.text}`}>{text}</span>
      <ChevronDown aria-hidden />
    </Button>
  )
  const toggle = (id: string): void => onChange(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
  return (
    <span className={styles.variable}>
      <span className="t3">{label}</span>
      <Popover label={label} open={open} onOpenChange={setOpen} trigger={trigger}>
        <CheckList
          label={`${label}: none ticked means all`}
          choices={all.map((id) => ({ id, label: id }))}
          chosen={new Set(chosen)}
          onToggle={toggle}
        />
        <div className={styles.foot}>
          <Button size="small" disabled={chosen.length === 0} onClick={() => onChange([])}>
            All
          </Button>
        </div>
      </Popover>
    </span>
  )
}
