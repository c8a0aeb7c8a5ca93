/** Estimates of many texts at once, for a thread of their own: they arrive as the engine wrote them, and are read there too. */
import { estimateMessages, estimateTokens } from './estimate-tokens.ts'

export interface TextEstimate {
  id: string
  promptTokens: number
  responseTokens: number
}

/** The columns of `contentStatement`, each a list. */
type Columns = [ids: string[], prompts: string[], responses: string[], inputMessages: string[]]

export function estimateTexts(columns: string): TextEstimate[] {
  const [ids, prompts, responses, inputMessages] = JSON.parse(columns) as Columns
  return ids.map((id, at) => ({
    id,
    promptTokens: estimateMessages(textsIn(inputMessages[at] ?? '', prompts[at] ?? '')),
    responseTokens: estimateTokens(responses[at] ?? ''),
  }))
}

/** Text of every message; our own JSON. Messages that say no more than their text are not stored beside it. */
function textsIn(json: string, prompt: string): string[] {
  if (json === '') return [prompt]
  try {
    const messages = JSON.parse(json) as { parts?: { text?: string; toolCall?: { arguments?: string } }[] }[]
    return messages.map(({ parts = [] }) => parts.map(({ text, toolCall }) => text ?? toolCall?.arguments ?? '').join('\n'))
  } catch {
    return [prompt]
  }
}
