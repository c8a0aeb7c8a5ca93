import { ChevronDown } from 'lucide-react'
import { type ComponentProps, type ReactElement, type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { onDemand } from './on-demand.tsx'
import styles from './select.module.css'

export interface SelectChoice {
  /** Empty: no choice made. */
  readonly value: string
  readonly label: string
  readonly detail?: string
  readonly mark?: ReactNode
}

export interface SelectProps {
  label: string
  value: string
  choices: readonly SelectChoice[]
  onChange: (value: string) => void
}

export interface SelectPopupProps extends SelectProps {
  trigger: ReactElement<ComponentProps<'button'>>
  open: boolean
  onOpenChange: (open: boolean) => void
}

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
