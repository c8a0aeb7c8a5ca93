/** The noun of the gateway: a question on its way to an answer. */
import type { KeyHolder } from './config.ts'

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export interface ChatRequest {
  model: string
  messages: ChatMessage[]
  stream: boolean
  maxTokens: number
  /** The caller's own name for who asks. */
  user: string | undefined
  app: string | undefined
  sessionId: string | undefined
}

export interface ChatAnswer {
  text: string
  /** As the provider names it. */
  model: string
  finishReason: string
  inputTokens: number
  outputTokens: number
}

export interface Asked {
  request: ChatRequest
  holder: KeyHolder
}

/** A request that ends without an answer, and why. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export const lastQuestion = ({ messages }: ChatRequest): string => messages.findLast(({ role }) => role === 'user')?.content ?? ''

/** All that was said: the same follow-up after another question is another question. */
export const conversationText = ({ messages }: ChatRequest): string => messages.map(({ role, content }) => `${role}: ${content}`).join('\n')

const MAX_MESSAGES = 200
const MAX_CHARACTERS = 400_000

/** Reads OpenAI's form of a request; a `Refusal` says what is wrong with it. */
export function readChatRequest(body: unknown, headers: Readonly<Record<string, unknown>>): ChatRequest {
  const record = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  if (!Array.isArray(record.messages) || record.messages.length > MAX_MESSAGES) throw invalid('messages must be a list of at most 200')
  const messages = record.messages.map(readMessage)
  if (messages.reduce((sum, { content }) => sum + content.length, 0) > MAX_CHARACTERS) throw invalid('the conversation is too long')
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined)
  const most = record.max_completion_tokens ?? record.max_tokens
  return {
    model: text(record.model) ?? 'auto',
    messages,
    stream: record.stream === true,
    maxTokens: typeof most === 'number' && most > 0 ? Math.min(Math.floor(most), 8192) : 1024,
    user: text(record.user),
    app: text(headers['x-app']),
    sessionId: text(headers['x-session-id']),
  }
}

function readMessage(value: unknown): ChatMessage {
  const { role, content } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  if ((role !== 'system' && role !== 'user' && role !== 'assistant') || typeof content !== 'string')
    throw invalid('a message needs a role (system, user, assistant) and its content as text')
  return { role, content }
}

const invalid = (message: string) => new Refusal(400, 'invalid_request', message)
