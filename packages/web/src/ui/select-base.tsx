import { Select as Base } from '@base-ui/react/select'
import type { ComponentProps, ReactElement, ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './popup.module.css'

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

export default function SelectBase({ trigger, open, onOpenChange, value, choices, onChange }: SelectPopupProps) {
  return (
    <Base.Root
      open={open}
      modal={false}
      onOpenChange={(next) => onOpenChange(next)}
      value={value}
      onValueChange={(next: string | null) => onChange(next ?? '')}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={6} alignItemWithTrigger={false} collisionPadding={12}>
          <Base.Popup className={classes(styles.popup, styles.list)}>
            {choices.map((choice) => (
              <Base.Item key={choice.value} value={choice.value} className={styles.item}>
                {choice.mark}
                <Base.ItemText className="ell">{choice.label}</Base.ItemText>
                {choice.detail !== undefined && <span className={classes(styles.detail, 'num')}>{choice.detail}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
