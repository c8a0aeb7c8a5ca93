import { useMemo } from 'react'
import { textOption } from '../options.ts'
import type { WidgetViewProps } from '../widget-type.ts'
import { type Block, type Inline, readBlocks } from './blocks.ts'
import styles from './text.module.css'

export function TextView({ options }: WidgetViewProps) {
  const text = textOption(options, 'text') ?? ''
  const blocks = useMemo(() => readBlocks(text), [text])
  return (
    <div className={styles.text}>
      {blocks.map((block, at) => (
        <BlockView key={at} block={block} />
      ))}
    </div>
  )
}

function BlockView({ block: { kind, lines } }: { block: Block }) {
  if (kind === 'heading') return <h3>{lines[0]?.map(inline)}</h3>
  if (kind === 'paragraph')
    return (
      <p>
        {lines.map((line, at) => (
          <span key={at}>
            {at > 0 && <br />}
            {line.map(inline)}
          </span>
        ))}
      </p>
    )
  const items = lines.map((line, at) => <li key={at}>{line.map(inline)}</li>)
  return kind === 'list' ? <ul>{items}</ul> : <ol>{items}</ol>
}

function inline(part: Inline, at: number) {
  switch (part.kind) {
    case 'bold':
      return <b key={at}>{part.text}</b>
    case 'italic':
      return <i key={at}>{part.text}</i>
    case 'code':
      return (
        <code key={at} className="mono">
          {part.text}
        </code>
      )
    case 'link':
      return (
        <a key={at} href={part.address} target="_blank" rel="noreferrer">
          {part.text}
        </a>
      )
    case 'plain':
      return part.text
  }
}
