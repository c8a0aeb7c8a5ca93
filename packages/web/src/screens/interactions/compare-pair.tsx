import { Fragment } from 'react'
import { formatCount } from '../../lib/format.ts'
import { type DiffSegment, isChange } from '../../lib/word-diff.ts'
import type { ComparedMessage, ComparedPair } from './compare-content.ts'
import styles from './compare.module.css'

/** A common stretch longer than this is shortened to its ends. */
const LONG_CHARACTERS = 600
const END_CHARACTERS = 160
/** So much of one stretch is drawn; a prompt may be many megabytes. */
const MOST_CHARACTERS = 200_000

type Which = 'left' | 'right'

export function ComparePair({ pair, whole }: { pair: ComparedPair; whole: boolean }) {
  return (
    <>
      <div className={styles.two}>
        {(['left', 'right'] as const).map((which) => {
          const message = pair[which]
          return message === undefined ? (
            <p key={which} className={styles.absent}>
              Not in this one
            </p>
          ) : (
            <MessageCell key={which} message={message} pair={pair} which={which} whole={whole} />
          )
        })}
      </div>
      {pair.diff?.by === 'lines' && <p className={styles.note}>Too different for single words: compared by lines</p>}
      {pair.diff?.by === 'whole' && <p className={styles.note}>Too different to be compared in parts</p>}
    </>
  )
}

interface CellProps {
  message: ComparedMessage
  /** Absent: it is compared with nothing. */
  pair?: ComparedPair
  which?: Which
  whole: boolean
}

export function MessageCell({ message, pair, which = 'left', whole }: CellProps) {
  const { diff, firstChange = 0, same = true } = pair ?? {}
  const isAlone = !same && diff === undefined
  const segments: readonly DiffSegment[] = diff?.segments ?? [{ same: message.body }]
  return (
    <article className={styles.cell} data-role={message.role} data-change={isAlone ? firstChange : undefined}>
      <h4>{message.role || 'no role'}</h4>
      <pre className={styles.text}>
        <Segments segments={segments} which={which} whole={whole} firstChange={firstChange} />
      </pre>
    </article>
  )
}

interface SegmentsProps {
  segments: readonly DiffSegment[]
  which: Which
  whole: boolean
  firstChange: number
}

/** Elements that say by themselves what was taken away and what was put in. */
function Segments({ segments, which, whole, firstChange }: SegmentsProps) {
  const Changed = which === 'left' ? 'del' : 'ins'
  let change = firstChange
  return segments.map((segment, at) => {
    if (!isChange(segment)) return <Same key={at} text={segment.same} first={at === 0} last={at === segments.length - 1} whole={whole} />
    const number = change++
    const text = segment[which]
    return text === '' ? null : (
      <Changed key={at} data-change={number}>
        <Cut text={text} most={MOST_CHARACTERS} />
      </Changed>
    )
  })
}

/** What is before the first change is of use at its end only, and what follows the last at its beginning. */
function Same({ text, first, last, whole }: { text: string; first: boolean; last: boolean; whole: boolean }) {
  if (whole || text.length <= LONG_CHARACTERS) return <Cut text={text} most={MOST_CHARACTERS} />
  if (first && last) return <Cut text={text} most={LONG_CHARACTERS} />
  const start = first ? '' : text.slice(0, END_CHARACTERS)
  const end = last ? '' : text.slice(-END_CHARACTERS)
  return (
    <Fragment>
      {start}
      <span className={styles.skipped}>… {formatCount(text.length - start.length - end.length)} characters the same …</span>
      {end}
    </Fragment>
  )
}

function Cut({ text, most }: { text: string; most: number }) {
  if (text.length <= most) return text
  return (
    <Fragment>
      {text.slice(0, most)}
      <span className={styles.skipped}>… {formatCount(text.length - most)} more characters</span>
    </Fragment>
  )
}
