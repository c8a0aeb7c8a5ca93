/**
 * Content that comes as events: one per message (`gen_ai.user.message`, `gen_ai.choice`), or one per call with all of it
 * (`gen_ai.client.inference.operation.details`). The same names are used for span events and for log records.
 */
import type { Attributes } from '../../../flows/ingest/attributes.ts'
import { dataOf, get, isRecord, type JsonRecord, word } from './json.ts'
import { toolCallsOf } from './message-text.ts'
import { toMessages, withSystem } from './messages.ts'
import type { Reading } from './reading.ts'
import { finishWord } from './words.ts'

const MESSAGE_ROLES: Record<string, string> = {
  'gen_ai.system.message': 'system',
  'gen_ai.user.message': 'user',
  'gen_ai.assistant.message': 'assistant',
  'gen_ai.tool.message': 'tool',
}
const WHOLE_CALL = new Set(['gen_ai.client.inference.operation.details', 'gen_ai.client.inference', 'gen_ai.operation.details'])

export type EventReading = Pick<Reading, 'input' | 'output' | 'finishReason' | 'toolCalls'>

/** What an event says; undefined for events that are not about a call's content. `body`: of a log record. */
export function readEvent(name: string, attributes: Attributes, body: unknown): EventReading | undefined {
  if (!name.startsWith('gen_ai.')) return undefined
  const role = MESSAGE_ROLES[name]
  if (role !== undefined) return { input: toMessages(messageOf(attributes, body, role), role) }
  if (name === 'gen_ai.choice' || name === 'gen_ai.assistant.choice') return readChoice(attributes, body)
  if (name === 'gen_ai.content.prompt') return { input: toMessages(dataOf(attributes.get('gen_ai.prompt')) ?? body, 'user') }
  if (name === 'gen_ai.content.completion') return output(dataOf(attributes.get('gen_ai.completion')) ?? body, undefined)
  if (WHOLE_CALL.has(name)) return readWhole(attributes, body)
  return undefined
}

function readWhole(attributes: Attributes, body: unknown): EventReading {
  const part = (key: string) => dataOf(attributes.get(key)) ?? get(body, key)
  const system = toMessages(part('gen_ai.system_instructions'), 'system')
  const input = withSystem(system, toMessages(part('gen_ai.input.messages'), 'user'))
  const answer = part('gen_ai.output.messages')
  const reason = Array.isArray(answer) ? get(answer, 0, 'finish_reason') : undefined
  return { ...(input.length > 0 ? { input } : {}), ...output(answer, reason) }
}

function readChoice(attributes: Attributes, body: unknown): EventReading {
  const content = messageOf(attributes, body, 'assistant')
  const choice = isRecord(content) ? content : {}
  return output(choice.message ?? content, choice.finish_reason ?? choice.finishReason)
}

function output(value: unknown, reason: unknown): EventReading {
  const messages = toMessages(value, 'assistant')
  const toolCalls = toolCallsOf(messages)
  return {
    ...(messages.length > 0 ? { output: messages } : {}),
    ...(toolCalls.length > 0 ? { toolCalls } : {}),
    ...(word(reason) ? { finishReason: finishWord(reason) } : {}),
  }
}

/** The message is the log's body, or one attribute with JSON, or the attributes themselves. */
function messageOf(attributes: Attributes, body: unknown, role: string): unknown {
  if (
    isRecord(body) &&
    (body.content !== undefined ||
      body.message !== undefined ||
      body.tool_calls !== undefined ||
      body.parts !== undefined ||
      body.finish_reason !== undefined)
  )
    return withRole(body, role)
  const content = dataOf(attributes.get('gen_ai.event.content'))
  if (content !== undefined) return isRecord(content) ? withRole(content, role) : content
  const direct: JsonRecord = {}
  for (const key of ['role', 'content', 'message', 'tool_calls', 'id', 'finish_reason', 'parts']) {
    const value = attributes.get(key)
    if (value !== undefined) direct[key] = dataOf(value)
  }
  if (direct.content !== undefined || direct.message !== undefined || direct.tool_calls !== undefined || direct.parts !== undefined)
    return withRole(direct, role)
  if (isRecord(body)) return Object.keys(body).length === 0 ? undefined : withRole(body, role)
  return body
}

function withRole(record: JsonRecord, role: string): JsonRecord {
  if (record.message !== undefined) return isRecord(record.message) ? { ...record, message: withRole(record.message, role) } : record
  return typeof record.role === 'string' ? record : { ...record, role }
}
