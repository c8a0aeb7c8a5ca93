import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button.tsx'
import { onDemand } from './on-demand.tsx'
import type { SelectPopupProps, SelectProps } from './select-base.tsx'
import styles from './select.module.css'

export type { SelectChoice } from './select-base.tsx'

const Popup = onDemand<SelectPopupProps>('listbox', () => import('./select-base.tsx'))

export function Select(props: SelectProps) {
  const { label, value, choices } = props
  const [open, setOpen] = useState(false)
  const shown = choices.find((choice) => choice.value === value)
  const text = shown?.label ?? value
  const trigger = (
    <Button className={styles.trigger} aria-label={`${label}: ${text}`}>
      {shown?.mark}
      <span className="ell">{text}</span>
      <ChevronDown aria-hidden />
    </Button>
  )
  return <Popup {...props} trigger={trigger} open={open} onOpenChange={setOpen} />
}
