import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { classes } from './classes.ts'

export interface ButtonProps extends ComponentProps<'button'> {
  look?: 'normal' | 'ghost' | 'primary' | 'critical'
  size?: 'normal' | 'small'
  /** A button that stays down. */
  pressed?: boolean
}

export function buttonClass(look: ButtonProps['look'] = 'normal', size: ButtonProps['size'] = 'normal', square = false): string {
  return classes(styles.button, styles[look], size === 'small' && styles.small, square && styles.square)
}

/** Down: the attribute readers hear, and the look. A button that shows its state by itself sets only `aria-pressed`. */
function down(pressed: boolean | undefined) {
  return pressed === undefined ? {} : { 'aria-pressed': pressed, 'data-down': pressed || undefined }
}

export function Button({ look, size, pressed, className, ...rest }: ButtonProps) {
  return <button type="button" {...rest} {...down(pressed)} className={classes(buttonClass(look, size), className)} />
}

/** A button that is only a picture; the label is what is read out and shown on hover. */
export function IconButton({ look, size, pressed, className, label, ...rest }: ButtonProps & { label: string }) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      {...rest}
      {...down(pressed)}
      className={classes(buttonClass(look, size, true), className)}
    />
  )
}

export function ButtonGroup({ children }: { children: ReactNode }) {
  return <div className={styles.group}>{children}</div>
}
