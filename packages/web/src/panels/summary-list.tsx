import type { ReactNode } from 'react'
import styles from './summary-list.module.css'

export interface SummaryRow {
  readonly id: string
  readonly title: ReactNode
  readonly detail: ReactNode
  readonly end: string
}

const MOST_ROWS = 50

export function SummaryList({ rows, none = 'None' }: { rows: readonly SummaryRow[]; none?: string }) {
  if (rows.length === 0) return <p className="t3">{none}</p>
  return (
    <ul className={styles.list}>
      {rows.slice(0, MOST_ROWS).map(({ id, title, detail, end }) => (
        <li key={id}>
          <span className={styles.title}>{title}</span>
          <span className="num t3">{end}</span>
          {detail !== '' && <span className={styles.detail}>{detail}</span>}
        </li>
      ))}
      {rows.length > MOST_ROWS && <li className="t3">and {rows.length - MOST_ROWS} more</li>}
    </ul>
  )
}
