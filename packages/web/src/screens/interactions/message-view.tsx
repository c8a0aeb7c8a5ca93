import type { Message, MessagePart } from '@relayscope/contract'
import { Brain, Wrench } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { firstLine, formatCompact } from '../../lib/format.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type ContentView, contains } from './content-view.ts'
import styles from './content.module.css'
import { FullText } from './full-text.tsx'
import { asJson, bodyText } from './message-text.ts'

interface Props {
  message: Message
  /** Its share of the reported tokens, where there are any. */
  tokens: number | undefined
  full: boolean
  /** There is no other message on its side. */
  only: boolean
  view: ContentView
}

/** A message by its role; what tools were asked and answered, and what was thought aloud, is folded. */
export function MessageView({ message, tokens, full, only, view }: Props) {
  return (
    <article className={styles.message} data-role={message.role}>
      <header>
        <h4>{message.role || 'no role'}</h4>
        {tokens !== undefined && (
          <span className="num" title="Its share of the tokens that were reported for the whole, by length">
            ≈ {formatCompact(tokens)} tokens
          </span>
        )}
        <span className="grow" />
        <CopyButton text={() => bodyText(message)} label="Copy the message" />
      </header>
      {message.parts.map((part, at) => (
        <Part key={at} part={part} fromTool={message.role === 'tool'} full={full} only={only} view={view} />
      ))}
    </article>
  )
}

interface PartProps extends Pick<Props, 'full' | 'only' | 'view'> {
  part: MessagePart
  fromTool: boolean
}

function Part({ part, fromTool, full, only, view }: PartProps) {
  const { toolCall, toolCallId, text, type } = part
  const asWritten = (written: string): string => (view.format === 'raw' ? written : (asJson(written) ?? written))
  if (toolCall) {
    return <Folded icon={<Wrench aria-hidden />} title={`Calls ${toolCall.name}`} text={asWritten(toolCall.arguments)} code view={view} />
  }
  if (text === undefined) return <p className="t3">[{type}]</p>
  if (fromTool || toolCallId !== undefined) {
    const title = `Answer${toolCallId === undefined ? '' : ` to ${toolCallId}`}`
    return <Folded icon={<Wrench aria-hidden />} title={title} text={asWritten(text)} code view={view} />
  }
  if (type === 'reasoning') return <Folded icon={<Brain aria-hidden />} title="Reasoning" text={text} view={view} />
  return (
    <>
      {type !== 'text' && <p className={styles.partType}>{type}</p>}
      <FullText text={text} full={full} unfolds={!only} format={view.format} words={view.words} />
    </>
  )
}

interface FoldedProps {
  icon: ReactNode
  title: string
  text: string
  code?: boolean
  view: ContentView
}

function Folded({ icon, title, text, code, view }: FoldedProps) {
  const [open, setOpen] = useState(false)
  const shown = open || contains(text, view.find)
  return (
    <details className={styles.fold} open={shown}>
      <summary
        onClick={(event) => {
          event.preventDefault()
          setOpen(!shown)
        }}
      >
        {icon}
        <b className="ell">{title}</b>
        {!shown && <span className="ell">{firstLine(text.replace(/\s+/g, ' '), 120)}</span>}
      </summary>
      {shown && (
        <div>
          <FullText text={text} full format={code ? 'code' : view.format} words={view.words} />
        </div>
      )}
    </details>
  )
}
