/**
 * Markdown from strangers. HTML in it is shown as text, only a few elements and attributes pass the sanitiser, and nothing is
 * fetched: a picture would tell its server that, when and where somebody read this.
 */
import { Component, memo } from 'react'
import ReactMarkdown, { type Components, type Options } from 'react-markdown'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import type { StoredWord } from '../lib/stored-words.ts'
import { limitDepth } from './markdown-depth.ts'
import { markStoredWords } from './markdown-words.ts'
import styles from './markdown.module.css'
import { RemovedWord, StoredText } from './stored-text.tsx'

const SCHEMA = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter((name) => !['picture', 'source', 'details', 'summary'].includes(name)),
}
const REMARK: Options['remarkPlugins'] = [remarkGfm, limitDepth]

/** Headings belong to the text and not to the outline of the page. */
function heading(level: number): Components['h1'] {
  return ({ children }) => (
    <p className={styles.heading} data-level={level}>
      {children}
    </p>
  )
}

const COMPONENTS: Components = {
  h1: heading(1),
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  h5: heading(5),
  h6: heading(6),
  a: ({ href, children }) =>
    href ? (
      <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ alt, src }) => (
    <span className={styles.picture} title={typeof src === 'string' ? src : undefined}>
      [picture: {alt || 'without a name'}]
    </span>
  ),
  mark: ({ node }) => <RemovedWord word={node?.properties as unknown as StoredWord} />,
  input: ({ checked }) => <span>{checked ? '☑' : '☐'} </span>,
}

interface Props {
  text: string
  /** What was taken out of it looks like this. */
  words: RegExp | undefined
}

const Read = memo(function Read({ text, words }: Props) {
  return (
    <ReactMarkdown
      remarkPlugins={REMARK}
      rehypePlugins={[
        [rehypeSanitize, SCHEMA],
        [markStoredWords, { words }],
      ]}
      components={COMPONENTS}
    >
      {text}
    </ReactMarkdown>
  )
})

/** Some texts break any reader; they are still shown. */
export default class MarkdownBase extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render() {
    const { text, words } = this.props
    if (!this.state.failed) {
      return (
        <div className={styles.markdown}>
          <Read text={text} words={words} />
        </div>
      )
    }
    return (
      <pre className={styles.plain}>
        <StoredText text={text} words={words} />
      </pre>
    )
  }
}
