import type { Message, MessagePart, ToolCall } from '@relayscope/contract'
import { Wrench } from 'lucide-react'
import { FullText } from './full-text.tsx'
import styles from './interactions.module.css'

/** A message as text, for copying. */
export function messageText({ role, parts }: Message): string {
  return `${role}:\n${parts.map(partText).join('\n')}`
}

function partText({ text, toolCall, type }: MessagePart): string {
  if (toolCall) return `${toolCall.name}(${toolCall.arguments})`
  return text ?? `[${type}]`
}

/** Messages by role; what tools were asked and answered is folded. */
export function MessageView({ message, full }: { message: Message; full: boolean }) {
  return (
    <article className={styles.message} data-role={message.role}>
      <h4>{message.role || 'no role'}</h4>
      {message.parts.map((part, at) => (
        <Part key={at} part={part} fromTool={message.role === 'tool'} full={full} />
      ))}
    </article>
  )
}

function Part({ part, fromTool, full }: { part: MessagePart; fromTool: boolean; full: boolean }) {
  const { toolCall, toolCallId, text, type } = part
  if (toolCall) return <FoldedTool title={`Calls ${toolCall.name}`} text={prettyArguments(toolCall)} />
  if (fromTool || (toolCallId !== undefined && text !== undefined))
    return <FoldedTool title={`Answer${toolCallId === undefined ? '' : ` to ${toolCallId}`}`} text={text ?? ''} />
  if (text === undefined) return <p className="t3">[{type}]</p>
  return (
    <>
      {type !== 'text' && <p className={styles.partType}>{type}</p>}
      <FullText text={text} full={full} />
    </>
  )
}

function prettyArguments({ arguments: given }: ToolCall): string {
  try {
    return JSON.stringify(JSON.parse(given), undefined, 2)
  } catch {
    return given
  }
}

function FoldedTool({ title, text }: { title: string; text: string }) {
  return (
    <details className={styles.tool}>
      <summary>
        <Wrench aria-hidden />
        <span className="ell">{title}</span>
      </summary>
      <FullText text={text} full />
    </details>
  )
}
