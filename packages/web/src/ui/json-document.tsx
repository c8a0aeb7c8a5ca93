/** A small JSON document in the flow of a page: it folds, and fields that matter are marked. JsonTree is for large ones, in a pane of their own. */
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { classes } from './classes.ts'
import styles from './json-document.module.css'

export interface JsonDocumentProps {
  label: string
  value: unknown
  /** Paths of fields to mark, with dots between the names. */
  marked?: ReadonlySet<string>
  /** Levels that are open at first. */
  openDepth?: number
}

const PART = 100
const LONG_TEXT = 400

export function JsonDocument({ label, value, marked, openDepth = 3 }: JsonDocumentProps) {
  return (
    <div className={styles.tree} role="group" aria-label={label}>
      <Value name={undefined} path="" value={value} marked={marked} open={openDepth} />
    </div>
  )
}

interface ValueProps {
  name: string | undefined
  path: string
  value: unknown
  marked: ReadonlySet<string> | undefined
  open: number
}

function Value(props: ValueProps) {
  const { value, name, path, marked } = props
  const isMarked = marked?.has(path) === true
  if (typeof value === 'object' && value !== null) return <Branch {...props} value={value} isMarked={isMarked} />
  return (
    <div className={classes(styles.row, isMarked && styles.marked)}>
      <Name name={name} isMarked={isMarked} />
      <Leaf value={value} />
    </div>
  )
}

function Branch({ name, path, value, marked, open, isMarked }: ValueProps & { value: object; isMarked: boolean }) {
  const isList = Array.isArray(value)
  const entries = Object.entries(value)
  const [isOpen, setOpen] = useState(open > 0)
  const [shown, setShown] = useState(PART)
  const [first, last] = isList ? ['[', ']'] : ['{', '}']
  if (entries.length === 0) {
    return (
      <div className={classes(styles.row, isMarked && styles.marked)}>
        <Name name={name} isMarked={isMarked} />
        <span className={styles.quiet}>
          {first}
          {last}
        </span>
      </div>
    )
  }
  return (
    <div>
      <button
        type="button"
        className={classes(styles.row, styles.fold, isMarked && styles.marked)}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight aria-hidden className={styles.chevron} data-open={isOpen || undefined} />
        <Name name={name} isMarked={isMarked} />
        <span className={styles.quiet}>{isOpen ? first : `${first} ${entries.length} ${isList ? 'items' : 'fields'} ${last}`}</span>
      </button>
      {isOpen && (
        <>
          <div className={styles.inside}>
            {entries.slice(0, shown).map(([key, inner]) => (
              <Value key={key} name={key} path={path === '' ? key : `${path}.${key}`} value={inner} marked={marked} open={open - 1} />
            ))}
            {entries.length > shown && (
              <button type="button" className={styles.more} onClick={() => setShown(shown + PART)}>
                {Math.min(PART, entries.length - shown)} more of {entries.length}
              </button>
            )}
          </div>
          <div className={classes(styles.row, styles.quiet)}>{last}</div>
        </>
      )}
    </div>
  )
}

function Name({ name, isMarked }: { name: string | undefined; isMarked: boolean }) {
  if (name === undefined) return null
  return (
    <span className={styles.name} title={isMarked ? 'A rule read this' : undefined}>
      {name}
      <span className={styles.quiet}>: </span>
    </span>
  )
}

function Leaf({ value }: { value: unknown }) {
  const [whole, setWhole] = useState(false)
  const text = value === undefined ? 'undefined' : JSON.stringify(value)
  if (typeof value !== 'string') return <span className={styles.plain}>{text}</span>
  if (text.length <= LONG_TEXT || whole) return <span className={styles.text}>{text}</span>
  return (
    <span className={styles.text}>
      {text.slice(0, LONG_TEXT)}…{' '}
      <button type="button" className={styles.more} onClick={() => setWhole(true)}>
        all {text.length} characters
      </button>
    </span>
  )
}
