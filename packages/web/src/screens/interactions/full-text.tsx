import { useState } from 'react'
import { formatCount } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import styles from './interactions.module.css'

/** So much text is drawn at a time; a prompt may be many megabytes. */
const STEP_CHARACTERS = 100_000
const FOLDED_CHARACTERS = 1200
const FOLDED_LINES = 12

/** Whether a text is folded before the whole is asked for. */
export function isLong(text: string): boolean {
  return text.length > FOLDED_CHARACTERS || text.split('\n', FOLDED_LINES + 1).length > FOLDED_LINES
}

/** Text as it is: never read as anything else. */
export function FullText({ text, full }: { text: string; full: boolean }) {
  const [limit, setLimit] = useState(STEP_CHARACTERS)
  if (!full && isLong(text)) {
    return (
      <pre className={styles.text} data-cut>
        {text.slice(0, FOLDED_CHARACTERS)}
      </pre>
    )
  }
  return (
    <>
      <pre className={styles.text}>{text.slice(0, limit)}</pre>
      {text.length > limit && (
        <p className={styles.more}>
          Showing {formatCount(limit)} of {formatCount(text.length)} characters.
          <Button size="small" onClick={() => setLimit(limit + STEP_CHARACTERS)}>
            Show more
          </Button>
        </p>
      )}
    </>
  )
}
