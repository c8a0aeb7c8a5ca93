import { Fragment } from 'react'
import { splitStoredWords, type StoredWord } from '../lib/stored-words.ts'
import { classes } from './classes.ts'
import styles from './marks.module.css'

const TITLES: Readonly<Record<StoredWord['kind'], string>> = {
  masked: 'Removed before it was stored',
  hashed: 'Removed before it was stored; equal values have equal marks',
  token: 'Masked: who may can reveal it and says why',
}

/** What stands where something was taken out of a text. */
export function RemovedWord({ word: { name, kind, mark } }: { word: StoredWord }) {
  return (
    <span className={classes(styles.chip, styles.removed, styles.info)} title={TITLES[kind]}>
      {name}
      {mark !== '' && <span className="mono">{mark}</span>}
    </span>
  )
}

/** A text as it is, with a chip for everything that was taken out. */
export function StoredText({ text, words }: { text: string; words: RegExp | undefined }) {
  return splitStoredWords(text, words).map((piece, at) =>
    typeof piece === 'string' ? <Fragment key={at}>{piece}</Fragment> : <RemovedWord key={at} word={piece} />,
  )
}
