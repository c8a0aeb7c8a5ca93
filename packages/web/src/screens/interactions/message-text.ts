/** What was said, as messages and as text, whichever of the two was reported. */
import type { AIInteraction, Message, MessagePart, ToolCall } from '@relayscope/contract'
import { firstLine } from '../../lib/format.ts'
import { plainStoredWords, storedWordPattern } from '../../lib/stored-words.ts'

export type ContentSide = 'prompt' | 'response'

/** Text without messages is one message of its side. */
export function messagesOf(interaction: AIInteraction, side: ContentSide): readonly Message[] {
  const messages = side === 'prompt' ? interaction.inputMessages : interaction.outputMessages
  if (messages && messages.length > 0) return messages
  const text = side === 'prompt' ? (interaction.prompt ?? interaction.promptPreview) : (interaction.response ?? interaction.responsePreview)
  return text === undefined || text === '' ? [] : [{ role: side === 'prompt' ? 'user' : 'assistant', parts: [{ type: 'text', text }] }]
}

/** What stands in the texts where something was taken out of them. */
export function wordsOf({ redactions = [] }: AIInteraction): RegExp | undefined {
  return storedWordPattern(redactions.map((one) => one.class))
}

/** Of several messages stored as one text, a line says whose the next is. */
const ROLE_LINE = /^\s*(?:system|developer|user|assistant|tool):\s*\n/

/** The beginning of the prompt, for places with one line. */
export function promptLine(interaction: AIInteraction, most: number): string {
  const text = (interaction.promptPreview ?? interaction.prompt ?? '').replace(ROLE_LINE, '')
  return firstLine(plainStoredWords(text, wordsOf(interaction)), most)
}

/** A message with its role, for copying. */
export function messageText(message: Message): string {
  return `${message.role}:\n${bodyText(message)}`
}

export function bodyText({ parts }: Message): string {
  return parts.map(partText).join('\n')
}

function partText({ text, toolCall, type }: MessagePart): string {
  if (toolCall) return `${toolCall.name}(${prettyArguments(toolCall)})`
  return text ?? `[${type}]`
}

export function prettyArguments({ arguments: given }: ToolCall): string {
  return asJson(given) ?? given
}

/** An object or a list in JSON, with its structure shown; undefined for anything else. */
export function asJson(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return undefined
  }
}
