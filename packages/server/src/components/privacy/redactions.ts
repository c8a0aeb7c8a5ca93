/** What was taken out of a record, as it stands beside it. */
import type { Message, Redaction, ToolCall } from '@relayscope/contract'
import { type Counts, STORED_WORD } from '@relayscope/privacy'
import type { InteractionRecord } from '../../flows/ingest/interaction-record.ts'

export function redactionsOf(counts: Counts, rule = ''): Redaction[] {
  return [...counts].map(([name, count]) => ({ class: name, count, ...(name === 'CONTENT' && rule !== '' && { policy: rule }) }))
}

export function redactionsText(counts: Counts, rule = ''): string {
  return JSON.stringify(redactionsOf(counts, rule))
}

/**
 * Of an interaction read out of spans and logs: counted in what it says, because the same text came in several parts and
 * may have come in an earlier request.
 */
export function countRemoved(record: InteractionRecord, words: ReadonlySet<string>): Counts {
  const counts: Counts = new Map()
  const look = counter(counts, words)
  lookAt(look, record.inputMessages, record.prompt)
  lookAt(look, record.outputMessages, record.response)
  look(record.errorMessage)
  if (!record.outputMessages) for (const call of record.toolCalls) lookAtCall(look, call)
  return counts
}

/** Of what spans told of a decision, for the same reasons. */
export function countRemovedFrom(value: unknown, words: ReadonlySet<string>): Counts {
  const counts: Counts = new Map()
  const look = counter(counts, words)
  const walk = (inner: unknown): void => {
    if (typeof inner === 'string') return look(inner)
    if (typeof inner !== 'object' || inner === null) return
    if (!Array.isArray(inner)) for (const name of Object.keys(inner)) look(name)
    for (const each of Object.values(inner)) walk(each)
  }
  walk(value)
  return counts
}

function counter(counts: Counts, words: ReadonlySet<string>): (text: string | undefined) => void {
  return (text) => {
    if (text === undefined || !text.includes('[')) return
    for (const [, name] of text.matchAll(STORED_WORD)) if (words.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
}

function lookAt(look: (text: string | undefined) => void, messages: readonly Message[] | undefined, text: string | undefined): void {
  if (!messages) return look(text)
  for (const { parts } of messages) {
    for (const part of parts) {
      look(part.text)
      if (part.toolCall) lookAtCall(look, part.toolCall)
    }
  }
}

function lookAtCall(look: (text: string | undefined) => void, call: ToolCall): void {
  look(call.name)
  look(call.arguments)
}
