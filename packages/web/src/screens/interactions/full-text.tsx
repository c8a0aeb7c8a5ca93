import { useState } from 'react'
import { formatCompact, formatCount } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Markdown } from '../../ui/markdown.tsx'
import { StoredText } from '../../ui/stored-text.tsx'
import styles from './content.module.css'
import { asJson } from './message-text.ts'

/** So much text is drawn at a time; a prompt may be many megabytes. */
const STEP_CHARACTERS = 100_000
/** Markdown is read in one go, some texts in quadratic time (half a second at this length): what is longer stays as it is. */
const MOST_MARKDOWN_CHARACTERS = 12_000
const FOLDED_CHARACTERS = 1600
const FOLDED_LINES = 16

/** Whether a text is folded before the whole is asked for. */
export function isLong(text: string): boolean {
  return text.length > FOLDED_CHARACTERS || text.split('\n', FOLDED_LINES + 1).length > FOLDED_LINES
}

export interface FullTextProps {
  text: string
  full: boolean
  /** With a button of its own to see the rest: where there are other messages that may stay folded. */
  unfolds?: boolean
  format: 'raw' | 'code' | 'markdown'
  /** What was taken out of it looks like this. */
  words: RegExp | undefined
}

export function FullText({ text, full, unfolds = false, format, words }: FullTextProps) {
  const [unfolded, setUnfolded] = useState(false)
  const [limit, setLimit] = useState(STEP_CHARACTERS)
  if (!full && !unfolded && isLong(text)) {
    return (
      <>
        <div className={styles.cut}>
          <Formatted text={text.slice(0, FOLDED_CHARACTERS)} format={format} words={words} />
        </div>
        {unfolds && (
          <Button size="small" look="ghost" onClick={() => setUnfolded(true)}>
            Show all {formatCompact(text.length)} characters
          </Button>
        )}
      </>
    )
  }
  return (
    <>
      <Formatted text={text.slice(0, limit)} format={format} words={words} />
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

/** Raw is the text as it is: never read as anything else. */
function Formatted({ text, format, words }: Pick<FullTextProps, 'text' | 'format' | 'words'>) {
  if (format !== 'markdown' || text.length > MOST_MARKDOWN_CHARACTERS) return <Plain text={text} code={format === 'code'} words={words} />
  const json = asJson(text)
  if (json !== undefined) return <Plain text={json} code words={words} />
  return (
    <div data-text>
      <Markdown text={text} words={words} />
    </div>
  )
}

function Plain({ text, code, words }: { text: string; code: boolean; words: RegExp | undefined }) {
  return (
    <pre data-text className={classes(styles.text, code && styles.code)}>
      <StoredText text={text} words={words} />
    </pre>
  )
}
