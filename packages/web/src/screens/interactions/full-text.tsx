import { useState } from 'react'
import { formatCount } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import styles from './interactions.module.css'

/** So much text is drawn at a time; a prompt may be many megabytes. */
const STEP_CHARACTERS = 100_000

/** Text as it is: never read as anything else. */
export function FullText({ text, mostCharacters }: { text: string; mostCharacters?: number }) {
  const [limit, setLimit] = useState(STEP_CHARACTERS)
  const most = mostCharacters ?? limit
  return (
    <>
      <pre className={styles.text} data-folded={mostCharacters !== undefined || undefined}>
        {text.length > most ? `${text.slice(0, most)}…` : text}
      </pre>
      {mostCharacters === undefined && text.length > limit && (
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
