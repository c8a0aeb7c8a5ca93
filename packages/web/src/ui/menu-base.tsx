import { Menu as Base } from '@base-ui/react/menu'
import type { ComponentProps, ReactElement, ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './popup.module.css'

export interface MenuChoice {
  readonly id: string
  readonly label: string
  readonly detail?: string
  readonly icon?: ReactNode
}

export interface MenuProps {
  trigger: ReactElement<ComponentProps<'button'>>
  open: boolean
  onOpenChange: (open: boolean) => void
  choices: readonly MenuChoice[]
  chosen?: string
  onChoose: (id: string) => void
}

/** With `chosen` the choices are one of several, else things to do. */
export default function MenuBase({ trigger, open, onOpenChange, choices, chosen, onChoose }: MenuProps) {
  const items = choices.map(({ id, label, detail, icon }) => {
    const content = (
      <>
        {icon}
        {label}
        {detail !== undefined && <span className={styles.detail}>{detail}</span>}
      </>
    )
    return chosen === undefined ? (
      <Base.Item key={id} className={styles.item} onClick={() => onChoose(id)}>
        {content}
      </Base.Item>
    ) : (
      <Base.RadioItem key={id} value={id} className={styles.item} closeOnClick>
        {content}
      </Base.RadioItem>
    )
  })
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={6} align="end" collisionPadding={12}>
          <Base.Popup className={classes(styles.popup, styles.list)}>
            {chosen === undefined ? (
              items
            ) : (
              <Base.RadioGroup value={chosen} onValueChange={(id: string) => onChoose(id)}>
                {items}
              </Base.RadioGroup>
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
