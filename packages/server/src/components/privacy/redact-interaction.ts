/** One interaction, as its policy has it: submitted as such, or read out of spans whose texts were redacted before. */
import type { Message, ToolCall } from '@relayscope/contract'
import type { Counts } from '@relayscope/privacy'
import type { InteractionRecord } from '../../flows/ingest/interaction-record.ts'
import { redactionsText } from './redactions.ts'
import { add, type ValueRedactor } from './redact-values.ts'

export function redactInteraction(redactor: ValueRedactor, record: InteractionRecord): void {
  const counts: Counts = new Map()
  const { policy } = redactor
  redactNames(redactor, record, counts)
  redactContent(redactor, record, counts)
  record.toolCalls = record.toolCalls.map((call) => redactCall(redactor, call, counts))
  record.errorMessage = policy.content === 'metadata' ? '' : redactor.named(record.errorMessage, '', counts, 'error')
  record.tags = redactTags(redactor, record.tags, counts)
  if (counts.size > 0) record.redactions = redactionsText(counts, policy.rule)
}

function redactNames(redactor: ValueRedactor, record: InteractionRecord, counts: Counts): void {
  record.id = redactor.identity(record.id, counts)
  record.requestId = redactor.identity(record.requestId, counts)
  record.userId = redactor.identity(record.userId, counts)
  record.organizationId = redactor.identity(record.organizationId, counts)
  record.sessionId = redactor.identity(record.sessionId, counts)
  record.spanId = redactor.identity(record.spanId, counts)
  record.parentSpanId = redactor.identity(record.parentSpanId, counts)
  record.responseId = redactor.identity(record.responseId, counts)
  for (const name of NAMES) record[name] = redactor.text(record[name], counts)
}

const NAMES = [
  'service',
  'operation',
  'provider',
  'requestedModel',
  'servedModel',
  'errorType',
  'errorCode',
  'finishReason',
  'serviceTier',
  'region',
  'currency',
  'priceVersion',
] as const

/** A text and its messages say the same, so what is in both counts once. */
function redactContent(redactor: ValueRedactor, record: InteractionRecord, counts: Counts): void {
  for (const [text, messages, place] of SIDES) {
    const list = record[messages]
    const own: Counts = list ? new Map() : counts
    const value = record[text]
    if (value !== undefined) record[text] = redactor.content(value, own, place)
    if (list) record[messages] = redactMessages(redactor, list, counts)
  }
}

const SIDES = [
  ['prompt', 'inputMessages', 'prompt'],
  ['response', 'outputMessages', 'response'],
] as const

function redactMessages(redactor: ValueRedactor, messages: Message[], counts: Counts): Message[] | undefined {
  const { policy } = redactor
  const decision = policy.hasPlaces ? policy.at('messages') : policy
  if (decision.content !== 'store') {
    add(counts, 'CONTENT')
    return undefined
  }
  return messages.map(({ role, parts }) => ({
    role: redactor.text(role, counts),
    parts: parts.map((part) => ({
      type: redactor.text(part.type, counts),
      ...(part.text !== undefined && { text: redactor.said(part.text, counts, 'messages') }),
      ...(part.toolCall && { toolCall: redactCall(redactor, part.toolCall, counts) }),
      ...(part.toolCallId !== undefined && { toolCallId: redactor.identity(part.toolCallId, counts) }),
    })),
  }))
}

function redactCall(redactor: ValueRedactor, call: ToolCall, counts: Counts): ToolCall {
  return {
    ...(call.id !== undefined && { id: redactor.identity(call.id, counts) }),
    name: redactor.text(call.name, counts),
    arguments: redactor.content(call.arguments, counts, 'toolCalls') ?? '',
  }
}

export function redactTags(redactor: ValueRedactor, tags: Record<string, string>, counts: Counts): Record<string, string> {
  const kept: Record<string, string> = Object.create(null)
  for (const [key, value] of Object.entries(tags)) {
    const text = redactor.tag(key, value, counts)
    if (text !== undefined) kept[redactor.name(key, counts)] = text
  }
  return kept
}
