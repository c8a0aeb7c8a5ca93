import { Select as Base } from '@base-ui/react/select'
import { classes } from './classes.ts'
import type { SelectPopupProps } from './select.tsx'
import styles from './popup.module.css'

export default function SelectBase({ trigger, open, onOpenChange, value, choices, onChange }: SelectPopupProps) {
  return (
    <Base.Root
      open={open}
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
