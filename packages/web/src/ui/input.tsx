import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './input.module.css'

export interface TextInputProps extends ComponentProps<'input'> {
  icon?: ReactNode
  /** Behind the text: a key, a count, a button. */
  end?: ReactNode
  compact?: boolean
  width?: number
}

export function TextInput({ icon, end, compact, width, className, ...rest }: TextInputProps) {
  return (
    <div className={classes(styles.box, compact && styles.compact, className)} style={width === undefined ? undefined : { width }}>
      {icon}
      <input {...rest} autoComplete="off" spellCheck={false} />
      {end}
    </div>
  )
}

/** A label above a control. */
export function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      {children}
    </label>
  )
}
