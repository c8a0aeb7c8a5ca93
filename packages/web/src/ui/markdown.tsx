import { createElement, useDeferredValue } from 'react'
import { part, useLoaded } from '../lib/use-loaded.ts'
import styles from './markdown.module.css'
import { StoredText } from './stored-text.tsx'

const source = part(() => import('./markdown-base.tsx').then((module) => module.default))

/** Text read as Markdown. Until it has been read, which never holds up the page, and where reading fails: the text as it is. */
export function Markdown({ text, words }: { text: string; words: RegExp | undefined }) {
  const loaded = useLoaded(source, true)
  const wanted = useDeferredValue<string | undefined>(text, undefined)
  return loaded && wanted !== undefined ? createElement(loaded, { text: wanted, words }) : <Plain text={text} words={words} />
}

function Plain({ text, words }: { text: string; words: RegExp | undefined }) {
  return (
    <pre className={styles.plain}>
      <StoredText text={text} words={words} />
    </pre>
  )
}
