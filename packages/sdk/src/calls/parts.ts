/** Message content in OpenAI's and Anthropic's words to the parts of OpenTelemetry's conventions. */
import type { Part } from './facts.ts'
import { isRecord, jsonText, listOf, recordOf, textOf, type JsonRecord } from './json.ts'

export const MAX_PARTS = 1024

export const textPart = (content: string): Part => ({ type: 'text', content })

export function partsOf(content: unknown): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)]
  if (!Array.isArray(content)) return isRecord(content) ? [partOf(content)] : []
  return content.slice(0, MAX_PARTS).map((item) => (typeof item === 'string' ? textPart(item) : partOf(recordOf(item))))
}

/** In another provider's words than OpenAI's and Anthropic's. */
export const partsBy = (list: unknown, partOf: (record: JsonRecord) => Part): Part[] =>
  listOf(list)
    .slice(0, MAX_PARTS)
    .map((item) => partOf(recordOf(item)))

function partOf(record: JsonRecord): Part {
  switch (record.type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return textPart(textOf(record.text) ?? '')
    case 'refusal':
      return textPart(textOf(record.refusal) ?? '')
    case 'thinking':
      return { type: 'reasoning', content: textOf(record.thinking) ?? '' }
    case 'redacted_thinking':
      return { type: 'reasoning', content: '' }
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return { type: 'tool_call', id: textOf(record.id), name: textOf(record.name), arguments: jsonText(record.input) }
    case 'tool_result':
      return { type: 'tool_call_response', id: textOf(record.tool_use_id), response: resultText(record.content) }
    default:
      return mediaPart(record) ?? { type: textOf(record.type)?.slice(0, 100) ?? 'unknown', content: jsonText(record) }
  }
}

/** What a tool answered: its text, else as JSON. */
export function resultText(content: unknown): string {
  if (!Array.isArray(content)) return jsonText(content)
  return content.map((item) => textOf(recordOf(item).text) ?? (typeof item === 'string' ? item : jsonText(item))).join('\n')
}

/** Pictures, sounds and files: where they are, not their bytes. */
function mediaPart(record: JsonRecord): Part | undefined {
  const source = recordOf(record.source)
  const image = record.image_url
  const address = textOf(image) ?? textOf(recordOf(image).url) ?? textOf(source.url) ?? textOf(record.file_url)
  const modality = modalityOf(textOf(record.type) ?? '')
  if (address !== undefined && !address.startsWith('data:')) return { type: 'uri', modality, uri: address }
  if (address !== undefined) return { type: 'blob', modality, mime_type: /^data:([^;,]{1,100})/.exec(address)?.[1] }
  const kept = textOf(record.file_id) ?? textOf(source.file_id) ?? textOf(recordOf(record.file).file_id)
  if (kept !== undefined) return { type: 'file', modality, id: kept }
  if (isRecord(record.input_audio) || isRecord(record.file) || source.type === 'base64' || record.file_data !== undefined)
    return { type: 'blob', modality, mime_type: textOf(source.media_type) ?? textOf(recordOf(record.input_audio).format) }
  return undefined
}

function modalityOf(type: string): string {
  if (type.includes('image')) return 'image'
  if (type.includes('audio')) return 'audio'
  return type.includes('video') ? 'video' : 'document'
}

/** Text that grows chunk by chunk, up to a length. */
export class GrowingText {
  text = ''
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  add(piece: unknown): boolean {
    if (typeof piece !== 'string' || piece === '') return false
    if (this.text.length < this.most) this.text += piece.length > this.most ? piece.slice(0, this.most) : piece
    return true
  }
}
