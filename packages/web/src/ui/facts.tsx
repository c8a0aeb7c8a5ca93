import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './facts.module.css'

export interface Fact {
  readonly label: string
  readonly value: ReactNode
  readonly tone?: 'critical' | 'warning'
  readonly title?: string
}

/** A row of figures under a title. */
export function FactsRow({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes(styles.row, 'num')}>
      {facts.map(({ label, value, tone, title }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className={classes('ell', tone && styles[tone])} title={title}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Names and values under each other. */
export function FactsList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles.list}>
      {facts.map(({ label, value, tone, title }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className={classes(tone && styles[tone])} title={title}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** A part of a detail pane under its own small heading. */
export function Section({ title, count, actions, children }: { title?: string; count?: number; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section}>
      {title !== undefined && (
        <h3>
          {title}
          {count !== undefined && <span className={styles.count}>{count}</span>}
          <span className="grow" />
          {actions}
        </h3>
      )}
      {children}
    </section>
  )
}
