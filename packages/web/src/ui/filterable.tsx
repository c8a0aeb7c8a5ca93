import { Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import styles from './filterable.module.css'

export interface FilterableProps {
  /** What it is a value of, for the names of the buttons: `user`. */
  what: string
  value: string
  onFilter: (choice: 'include' | 'exclude') => void
  children: ReactNode
}

/** A value with what can be done with it: look for others that have it, leave them out, copy it. Seen on hover and by keyboard. */
export function Filterable({ what, value, onFilter, children }: FilterableProps) {
  return (
    <span className={styles.value}>
      {children}
      <span className={styles.actions}>
        <IconButton look="ghost" size="small" label={`Filter for this ${what}`} onClick={() => onFilter('include')}>
          <Plus />
        </IconButton>
        <IconButton look="ghost" size="small" label={`Filter out this ${what}`} onClick={() => onFilter('exclude')}>
          <Minus />
        </IconButton>
        <CopyButton text={value} label={`Copy the ${what}`} />
      </span>
    </span>
  )
}
