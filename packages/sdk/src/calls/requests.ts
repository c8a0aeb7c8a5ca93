/** What requests and answers of all providers have in common. */
import type { Attributes } from '@opentelemetry/api'
import type { AnswerFacts, Part, PartMessage } from './facts.ts'
import { countOf, recordOf, textOf, type JsonRecord } from './json.ts'

/** Parameters of the request under their names in the GenAI conventions. */
export function samplingOf(record: JsonRecord, maxTokens: unknown): Attributes {
  const attributes: Attributes = {}
  const add = (name: string, value: unknown) => {
    if (typeof value === 'number' && Number.isFinite(value)) attributes[`gen_ai.request.${name}`] = value
  }
  add('max_tokens', countOf(maxTokens))
  add('temperature', record.temperature)
  add('top_p', record.top_p)
  add('top_k', record.top_k)
  add('frequency_penalty', record.frequency_penalty)
  add('presence_penalty', record.presence_penalty)
  add('seed', record.seed)
  if (typeof record.n === 'number' && record.n > 1) add('choice.count', record.n)
  return attributes
}

/** Instructions apart from the conversation, as the conventions want them. */
export function systemAndRest(messages: PartMessage[]): { system?: Part[]; input: PartMessage[] } {
  const isSystem = ({ role }: PartMessage) => role === 'system' || role === 'developer'
  const system = messages.filter(isSystem).flatMap(({ parts }) => parts)
  const input = messages.filter((message) => !isSystem(message))
  return withSystem(system, input)
}

export const withSystem = (system: Part[], input: PartMessage[]): { system?: Part[]; input: PartMessage[] } =>
  system.length === 0 ? { input } : { system, input }

/** Without what is not known; nothing when nothing is. */
export function compact<T extends object>(counts: T): T | undefined {
  const known = Object.entries(counts).filter(([, value]) => value !== undefined)
  return known.length === 0 ? undefined : (Object.fromEntries(known) as T)
}

/** A message with why it ended, where that is known. */
export function endedMessage(parts: Part[], reason: string | undefined): PartMessage {
  return { role: 'assistant', parts, ...(reason === undefined ? {} : { finish_reason: reason }) }
}

/** A list of what there is. */
export const oneOrNone = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value])

/** Which model answered under which id; `tierName`: the attribute of the tier that served it. */
export function headOf(record: JsonRecord, tierName: string, tier: unknown): AnswerFacts {
  const text = textOf(tier)
  return { model: textOf(record.model), responseId: textOf(record.id), attributes: text === undefined ? {} : { [tierName]: text } }
}

/** A provider's error object. */
export function failureOf(error: unknown): AnswerFacts['failure'] {
  const record = recordOf(error)
  return { type: textOf(record.type) ?? textOf(record.code) ?? 'error', message: textOf(record.message) ?? '' }
}
