/** Messages as text for people and for search. */
import type { Message, MessagePart, ToolCall } from '@relayscope/contract'

/** One message: its text. Several: a block each, under the name of the role. */
export function promptText(messages: readonly Message[] | undefined): string | undefined {
  if (messages === undefined || messages.length === 0) return undefined
  const text =
    messages.length === 1 ? messageText(messages[0]) : messages.map((message) => `${message.role}:\n${messageText(message)}`).join('\n\n')
  return text === '' ? undefined : text
}

/** The answer's text; where there is none, the tool calls as JSON. Several choices follow one another. */
export function responseText(messages: readonly Message[] | undefined, toolCalls: readonly ToolCall[]): string | undefined {
  const texts = (messages ?? []).map((message) =>
    partsText(message.parts.filter((part) => part.type !== 'reasoning' && part.toolCall === undefined)),
  )
  const text = texts.filter((one) => one !== '').join('\n\n')
  if (text !== '') return text
  return toolCalls.length > 0 ? JSON.stringify(toolCalls) : undefined
}

export function toolCallsOf(messages: readonly Message[] | undefined): ToolCall[] {
  return (messages ?? []).flatMap((message) => message.parts.flatMap((part) => (part.toolCall ? [part.toolCall] : [])))
}

/** What the user said last: the same in every layer that reports a call, whatever they do with the rest. */
export function userText(messages: readonly Message[] | undefined): string {
  return (messages ?? [])
    .filter((message) => message.role === 'user')
    .map((message) => partsText(message.parts.filter((part) => part.type === 'text')))
    .join('\n')
}

function messageText(message: Message): string {
  return partsText(message.parts)
}

function partsText(parts: readonly MessagePart[]): string {
  return parts
    .map(partText)
    .filter((text) => text !== '')
    .join('\n')
}

function partText(part: MessagePart): string {
  if (part.toolCall) return `${part.toolCall.name}(${part.toolCall.arguments})`
  if (part.text !== undefined) return part.text
  return part.type === 'text' ? '' : `[${part.type}]`
}
