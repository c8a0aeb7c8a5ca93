import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import styles from './tabs.module.css'

export interface Tab {
  readonly id: string
  readonly label: string
  readonly icon?: ReactNode
}

/** A row of tabs alone; what they show lies elsewhere, in `TabPanel`s within the same `Tabs`. */
export function TabList({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <Base.List className={styles.list} aria-label={label} activateOnFocus>
      {tabs.map((tab) => (
        <Base.Tab key={tab.id} value={tab.id} className={styles.tab}>
          {tab.icon}
          {tab.label}
        </Base.Tab>
      ))}
    </Base.List>
  )
}

export function Tabs({
  value,
  onChange,
  className,
  children,
}: {
  value: string
  onChange: (id: string) => void
  className?: string
  children: ReactNode
}) {
  return (
    <Base.Root value={value} onValueChange={(id: string) => onChange(id)} className={className}>
      {children}
    </Base.Root>
  )
}

export function TabPanel({ id, className, children }: { id: string; className?: string; children: ReactNode }) {
  return (
    <Base.Panel value={id} className={className} tabIndex={-1}>
      {children}
    </Base.Panel>
  )
}
