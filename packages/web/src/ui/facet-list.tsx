import { Check, ChevronDown, ChevronRight, Minus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { formatCount } from '../lib/format.ts'
import { classes } from './classes.ts'
import styles from './facet-list.module.css'

export interface FacetRow {
  readonly value: string
  readonly label: string
  readonly count: number
  readonly mark?: ReactNode
  readonly state: 'off' | 'included' | 'excluded'
}

export interface FacetListProps {
  title: string
  rows: readonly FacetRow[]
  more: boolean
  onChoose: (value: string, choice: 'include' | 'exclude' | 'only') => void
}

const CHECKED = { off: false, included: true, excluded: 'mixed' } as const

/** The values of one field with how often each occurs; a bar behind each shows its share of the most frequent one. */
export function FacetList({ title, rows, more, onChoose }: FacetListProps) {
  const [open, setOpen] = useState(true)
  const most = rows.reduce((largest, { count }) => Math.max(largest, count), 1)
  return (
    <section className={styles.facet} aria-label={title}>
      <h2>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
          {title}
        </button>
      </h2>
      {open && rows.map((row) => <Row key={row.value} row={row} share={row.count / most} onChoose={onChoose} />)}
      {open && more && <p className={styles.more}>There are more: type in the search box</p>}
    </section>
  )
}

function Row({ row, share, onChoose }: { row: FacetRow; share: number; onChoose: FacetListProps['onChoose'] }) {
  const { value, label, count, mark, state } = row
  return (
    <div className={styles.row}>
      <button
        type="button"
        role="checkbox"
        aria-checked={CHECKED[state]}
        aria-label={`${label}, ${formatCount(count)}${state === 'excluded' ? ', left out' : ''}`}
        title={label}
        className={styles.value}
        onClick={() => onChoose(value, state === 'excluded' ? 'exclude' : 'include')}
      >
        <span className={classes(styles.box, styles[state])}>
          {state === 'included' ? <Check /> : state === 'excluded' ? <Minus /> : null}
        </span>
        <span className={styles.name}>
          <i className={styles.share} style={{ width: `${Math.max(1, share * 100)}%` }} />
          {mark}
          <span className="ell">{label}</span>
        </span>
        <span className={classes(styles.number, 'num')}>{formatCount(count)}</span>
      </button>
      <span className={styles.actions}>
        <button type="button" onClick={() => onChoose(value, 'only')} aria-label={`Only ${label}`}>
          only
        </button>
        <button type="button" onClick={() => onChoose(value, 'exclude')} aria-label={`Leave out ${label}`}>
          not
        </button>
      </span>
    </div>
  )
}
