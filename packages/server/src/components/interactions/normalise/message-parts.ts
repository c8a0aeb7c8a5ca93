/** Content of one message, in any provider's shape, to parts: text, reasoning, tool_call, tool_call_response, and what else there is by its own name. */
import type { MessagePart, ToolCall } from '@relayscope/contract'
import { get, isRecord, type JsonRecord, parseJson, textOf, word } from './json.ts'

export const MAX_PARTS = 1024
const MAX_DEPTH = 6
const MEDIA_TEXT = 2048

const TOOL_CALL = new Set([
  'tool_call',
  'function_call',
  'tool-call',
  'tool_use',
  'server_tool_use',
  'mcp_tool_use',
  'function',
  'custom_tool_call',
])
const TOOL_RESPONSE = new Set([
  'tool_call_response',
  'tool_result',
  'tool-result',
  'function_call_output',
  'tool_response',
  'custom_tool_call_output',
])
const REASONING = new Set(['reasoning', 'thinking', 'redacted_thinking', 'thought'])
const TEXT = new Set(['text', 'input_text', 'output_text', 'refusal', 'text_delta', ''])

export function toParts(content: unknown, depth = 0): MessagePart[] {
  if (content === undefined || content === null || content === '' || depth > MAX_DEPTH) return []
  if (typeof content === 'string') return textParts(content, depth)
  if (Array.isArray(content))
    return content
      .slice(0, MAX_PARTS)
      .flatMap((item) => toParts(item, depth + 1))
      .slice(0, MAX_PARTS)
  if (isRecord(content)) return recordParts(content, depth)
  return [{ type: 'text', text: String(content) }]
}

/** Some libraries write a list of parts as one string. */
function textParts(text: string, depth: number): MessagePart[] {
  if (depth <= MAX_DEPTH && /^\s*\[\s*\{\s*"type"\s*:/.test(text)) {
    const list = parseJson(text)
    if (Array.isArray(list)) return toParts(list, depth + 1)
  }
  return [{ type: 'text', text }]
}

function recordParts(record: JsonRecord, depth: number): MessagePart[] {
  // OpenInference wraps each part: {message_content: {type, text}}.
  if (isRecord(record.message_content)) return recordParts(record.message_content, depth + 1)
  const type = kindOf(record)
  if (TEXT.has(type)) return toTextPart(record, depth)
  if (REASONING.has(type)) return [{ type: 'reasoning', text: reasoningText(record) }]
  if (TOOL_CALL.has(type)) return toCallPart(record)
  if (TOOL_RESPONSE.has(type)) return [toToolResponse(record)]
  return [{ type, ...mediaText(record) }]
}

function kindOf(record: JsonRecord): string {
  const type = word(record.type) ?? word(record.kind)
  if (type !== undefined) return type
  if (isRecord(record.functionCall) || isRecord(record.function_call) || isRecord(record.function)) return 'tool_call'
  if (isRecord(record.functionResponse)) return 'tool_result'
  if (isRecord(record.inlineData) || isRecord(record.fileData)) return 'media'
  return ''
}

function toTextPart(record: JsonRecord, depth: number): MessagePart[] {
  const text = record.text ?? record.content ?? record.refusal ?? record.value
  if (text === undefined) return Object.keys(record).length === 0 ? [] : [{ type: 'text', text: textOf(record) }]
  if (isRecord(text) || Array.isArray(text)) return toParts(text, depth + 1)
  if (record.thought === true) return [{ type: 'reasoning', text: textOf(text) }]
  return typeof text === 'string' && text !== ''
    ? textParts(text, depth)
    : text === '' || text === null
      ? []
      : [{ type: 'text', text: textOf(text) }]
}

/** OpenInference names the kind of the part and keeps the call itself elsewhere. */
function toCallPart(record: JsonRecord): MessagePart[] {
  const toolCall = toToolCall(record)
  return toolCall.name === '' && toolCall.arguments === '' ? [] : [{ type: 'tool_call', toolCall }]
}

function reasoningText(record: JsonRecord): string {
  const direct = record.text ?? record.thinking ?? record.content ?? record.reasoning
  if (direct !== undefined && !Array.isArray(direct)) return textOf(direct)
  const list = direct ?? record.summary
  if (!Array.isArray(list)) return textOf(list)
  return list.map((item) => (isRecord(item) ? textOf(item.text ?? item) : textOf(item))).join('\n')
}

export function toToolCall(record: JsonRecord): ToolCall {
  const inner = [record.function, record.functionCall, record.function_call, record.tool_call].find(isRecord)
  const named = inner && isRecord(inner.function) ? inner.function : inner
  // OpenAI Responses has both: the item's own id and the id that the answer refers to.
  const id = word(record.call_id) ?? word(record.id) ?? word(record.toolCallId) ?? word(record.tool_call_id) ?? word(inner?.id)
  const name = word(named?.name) ?? word(record.name) ?? word(record.toolName) ?? ''
  const given = named?.arguments ?? named?.args ?? record.arguments ?? record.args ?? record.input ?? record.partialJson
  return { ...(id === undefined ? {} : { id }), name, arguments: textOf(given) }
}

function toToolResponse(record: JsonRecord): MessagePart {
  const inner = isRecord(record.functionResponse) ? record.functionResponse : record
  const id = word(record.call_id) ?? word(record.tool_use_id) ?? word(record.toolCallId) ?? word(record.tool_call_id) ?? word(record.id)
  const given = inner.response ?? inner.result ?? inner.output ?? inner.content
  const value = get(given, 'value') ?? given
  const text = Array.isArray(value)
    ? toParts(value)
        .map((part) => part.text ?? '')
        .join('\n')
    : textOf(value)
  return { type: 'tool_call_response', text, ...(id === undefined ? {} : { toolCallId: id }) }
}

/** An address is kept, the bytes of a picture are not: they stay in the span's attribute. */
function mediaText(record: JsonRecord): { text?: string } {
  const address =
    record.text ??
    get(record, 'image_url', 'url') ??
    record.image_url ??
    record.url ??
    record.uri ??
    record.file_id ??
    get(record, 'source', 'url')
  const text = word(address) ?? word(get(record, 'image', 'url'))
  if (text === undefined || text.startsWith('data:')) return {}
  return { text: text.slice(0, MEDIA_TEXT) }
}
