/**
 * Messages of any provider or library to one shape: OpenAI Chat and Responses, Anthropic, Gemini, LangChain's serialised
 * classes, the AI SDK, OpenTelemetry's parts, OpenInference's. Whole request and answer bodies count too.
 */
import type { Message, MessagePart } from '@relayscope/contract'
import { className, get, isRecord, type JsonRecord, word } from './json.ts'
import { MAX_PARTS, toParts, toToolCall } from './message-parts.ts'

const MAX_MESSAGES = 4096
const MAX_DEPTH = 8

const ROLES: Record<string, string> = {
  human: 'user',
  ai: 'assistant',
  model: 'assistant',
  assistant: 'assistant',
  bot: 'assistant',
  chatbot: 'assistant',
  developer: 'system',
  function: 'tool',
}

/** Items of OpenAI's Responses that stand in the list of messages without a role. */
const ITEM_ROLES: Record<string, string> = {
  function_call: 'assistant',
  custom_tool_call: 'assistant',
  reasoning: 'assistant',
  function_call_output: 'tool',
  custom_tool_call_output: 'tool',
}

const CLASS_ROLES: readonly (readonly [RegExp, string])[] = [
  [/^Human/, 'user'],
  [/^AI/, 'assistant'],
  [/^System/, 'system'],
  [/^(Tool|Function)/, 'tool'],
]

/** Every message that a value holds. `role` is for text that does not say whose it is. */
export function toMessages(value: unknown, role: string): Message[] {
  const found: Message[] = []
  collect(value, role, found, 0)
  return found
}

export function textMessage(role: string, text: string): Message {
  return { role, parts: [{ type: 'text', text }] }
}

/** System text before the messages, unless they start with it already. */
export function withSystem(system: readonly Message[], messages: readonly Message[]): Message[] {
  const told = new Set(messages.filter((message) => message.role === 'system').flatMap((message) => message.parts.map((part) => part.text)))
  const missing = system.filter((message) => message.parts.some((part) => part.text !== undefined && !told.has(part.text)))
  return [...missing, ...messages]
}

function collect(value: unknown, role: string, found: Message[], depth: number): void {
  if (value === undefined || value === null || value === '' || depth > MAX_DEPTH || found.length >= MAX_MESSAGES) return
  if (Array.isArray(value)) collectList(value, role, found, depth)
  else if (isRecord(value)) collectRecord(value, role, found, depth)
  else add(found, role, toParts(value))
}

function collectList(list: unknown[], role: string, found: Message[], depth: number): void {
  if (isPair(list)) return add(found, roleWord(list[0], role), toParts(list[1]))
  if (list.length > 0 && list.every((item) => isRecord(item) && !isMessage(item))) return add(found, role, toParts(list))
  for (const item of list) {
    if (found.length >= MAX_MESSAGES) return
    collect(item, role, found, depth + 1)
  }
}

/** ["user", "text"], as LangChain takes messages. */
function isPair(list: unknown[]): list is [string, string] {
  return (
    list.length === 2 &&
    typeof list[0] === 'string' &&
    typeof list[1] === 'string' &&
    /^(system|user|human|ai|assistant|tool|developer)$/.test(list[0])
  )
}

function isMessage(item: JsonRecord): boolean {
  if (typeof item.role === 'string' || item.lc !== undefined || isRecord(item.message) || isRecord(item.kwargs)) return true
  if (Array.isArray(item.messages) || Array.isArray(item.parts) || Array.isArray(item.tool_calls) || item.type === 'message') return true
  if (item.type === 'human' || item.type === 'ai' || item.type === 'system') return true
  if (typeof item.type === 'string' && Object.hasOwn(ITEM_ROLES, item.type)) return item.type !== 'reasoning' || item.summary !== undefined
  return false
}

function collectRecord(record: JsonRecord, role: string, found: Message[], depth: number): void {
  if (isRecord(record.kwargs)) return collectMessage(record.kwargs, classRole(record, role), found)
  if (isRecord(record.message) && record.role === undefined) return collect(record.message, role, found, depth + 1)
  if (isMessage(record) && !Array.isArray(record.messages)) return collectMessage(record, roleWord(record.role ?? record.type, role), found)
  if (collectBody(record, role, found, depth)) return
  if (record.content !== undefined || record.contents !== undefined) return collectMessage(record, role, found)
  add(found, role, toParts(record))
}

/** A request or an answer as a whole. Says whether the record was one. */
function collectBody(record: JsonRecord, role: string, found: Message[], depth: number): boolean {
  const inner =
    record.messages ??
    record.prompt ??
    bodyInput(record) ??
    (Array.isArray(record.contents) && record.contents.some(isRecord) && !isRecord(get(record.contents, 0, 'message_content'))
      ? record.contents
      : undefined)
  if (inner !== undefined) {
    collect(record.system ?? record.instructions ?? record.systemInstruction ?? record.system_instruction, 'system', found, depth + 1)
    collect(inner, role, found, depth + 1)
    return true
  }
  if (Array.isArray(record.choices))
    return each(record.choices, (choice) =>
      collect(get(choice, 'message') ?? get(choice, 'delta') ?? get(choice, 'text'), 'assistant', found, depth + 1),
    )
  if (Array.isArray(record.candidates))
    return each(record.candidates, (candidate) => collect(get(candidate, 'content'), 'assistant', found, depth + 1))
  if (Array.isArray(record.generations))
    return each(record.generations.flat(), (one) => collect(get(one, 'message') ?? get(one, 'text'), 'assistant', found, depth + 1))
  if (Array.isArray(record.output)) {
    // The items of one answer are one message.
    const items: Message[] = []
    collect(record.output, 'assistant', items, depth + 1)
    add(
      found,
      'assistant',
      items.flatMap((message) => message.parts),
    )
    return true
  }
  return false
}

/** `input` of a Responses or embeddings body; elsewhere the word may mean anything. */
function bodyInput(record: JsonRecord): unknown {
  return record.model !== undefined || record.instructions !== undefined ? record.input : undefined
}

function each(list: unknown[], visit: (item: unknown) => void): true {
  for (const item of list.slice(0, MAX_MESSAGES)) visit(item)
  return true
}

function collectMessage(record: JsonRecord, role: string, found: Message[]): void {
  if (typeof record.type === 'string' && Object.hasOwn(ITEM_ROLES, record.type)) return add(found, ITEM_ROLES[record.type], toParts(record))
  const content = record.parts ?? record.contents ?? record.content ?? record.refusal ?? record.text
  const toolCallId = word(record.tool_call_id) ?? word(record.toolCallId)
  const parts = role === 'tool' ? toolParts(content, toolCallId ?? word(record.id)) : toParts(content)
  const known = new Set(parts.map((part) => part.toolCall?.id))
  for (const call of callsOf(record)) {
    if (call.id === undefined || !known.has(call.id)) parts.push({ type: 'tool_call', toolCall: call })
  }
  add(found, role, parts)
}

function callsOf(record: JsonRecord): ReturnType<typeof toToolCall>[] {
  const lists = [record.tool_calls, record.toolCalls, get(record, 'additional_kwargs', 'tool_calls')]
  const list = lists.find((candidate) => Array.isArray(candidate) && candidate.length > 0)
  if (Array.isArray(list))
    return list
      .slice(0, MAX_PARTS)
      .filter(isRecord)
      .map((item) => toToolCall(item))
  const single = record.function_call ?? get(record, 'additional_kwargs', 'function_call')
  return isRecord(single) ? [toToolCall(single)] : []
}

/** What a tool answered: one part, whatever the content's form. */
function toolParts(content: unknown, toolCallId: string | undefined): MessagePart[] {
  const parts = toParts(content)
  return parts.map((part) =>
    part.type === 'text' ? { type: 'tool_call_response', text: part.text, ...(toolCallId === undefined ? {} : { toolCallId }) } : part,
  )
}

function add(found: Message[], role: string, parts: MessagePart[]): void {
  if (parts.length > 0 && found.length < MAX_MESSAGES) found.push({ role, parts: parts.slice(0, MAX_PARTS) })
}

function roleWord(given: unknown, fallback: string): string {
  if (typeof given !== 'string' || given === '' || given === 'message') return fallback
  const lower = given.toLowerCase().slice(0, 50)
  return ROLES[lower] ?? lower
}

function classRole(record: JsonRecord, fallback: string): string {
  return CLASS_ROLES.find(([pattern]) => pattern.test(className(record)))?.[1] ?? fallback
}
