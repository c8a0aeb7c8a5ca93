/** OpenAI's responses. */
import type { AnswerFacts, ChunkReader, Part, PartMessage, Protocol, RequestFacts } from './facts.ts'
import { isRecord, jsonText, listOf, recordOf, textOf, type JsonRecord } from './json.ts'
import { openaiHead, openaiSampling, openaiUsage } from './openai.ts'
import { GrowingText, partsOf, resultText, textPart } from './parts.ts'
import { endedMessage, failureOf, oneOrNone, systemAndRest } from './requests.ts'

export const openaiResponses: Protocol = {
  provider: 'openai',
  request(body): RequestFacts {
    const record = recordOf(body)
    return {
      operation: 'chat',
      model: textOf(record.model),
      streaming: record.stream === true,
      attributes: openaiSampling(record, record.max_output_tokens),
      content: () => ({ ...systemAndRest(inputOf(record)), tools: record.tools }),
    }
  },
  answer: answerOf,
  chunks: (maxLength) => new ResponseEvents(maxLength),
}

function inputOf({ instructions, input }: JsonRecord): PartMessage[] {
  const said: PartMessage[] = typeof input === 'string' ? [{ role: 'user', parts: partsOf(input) }] : listOf(input).map(itemOf)
  const text = textOf(instructions)
  return text === undefined ? said : [{ role: 'system', parts: [textPart(text)] }, ...said]
}

function itemOf(value: unknown): PartMessage {
  const item = recordOf(value)
  switch (item.type) {
    case 'function_call':
      return { role: 'assistant', parts: [toolCall(item)] }
    case 'function_call_output':
      return { role: 'tool', parts: [{ type: 'tool_call_response', id: textOf(item.call_id), response: resultText(item.output) }] }
    case 'reasoning':
      return { role: 'assistant', parts: [{ type: 'reasoning', content: resultText(item.summary) }] }
    default:
      return { role: textOf(item.role) ?? 'user', parts: partsOf(item.content) }
  }
}

const toolCall = (item: JsonRecord): Part => ({
  type: 'tool_call',
  id: textOf(item.call_id),
  name: textOf(item.name),
  arguments: jsonText(item.arguments),
})

function answerOf(body: unknown): AnswerFacts {
  const record = recordOf(body)
  const reason = reasonOf(record)
  return {
    ...openaiHead(record),
    usage: openaiUsage(record.usage),
    finishReasons: oneOrNone(reason),
    failure: isRecord(record.error) ? failureOf(record.error) : undefined,
    output: () => outputOf(record, reason),
  }
}

/** The items of one answer are one message: what was thought, said and called. */
function outputOf(record: JsonRecord, reason: string | undefined): PartMessage[] {
  const parts = listOf(record.output).flatMap((item) => itemOf(item).parts)
  return parts.length === 0 ? [] : [endedMessage(parts, reason)]
}

/** In the words of chat completions. */
function reasonOf({ status, incomplete_details: details, output }: JsonRecord): string | undefined {
  if (status === 'incomplete')
    return recordOf(details).reason === 'max_output_tokens' ? 'length' : (textOf(recordOf(details).reason) ?? 'length')
  if (status !== 'completed') return undefined
  return listOf(output).some((item) => recordOf(item).type === 'function_call') ? 'tool_calls' : 'stop'
}

class ResponseEvents implements ChunkReader {
  private response: unknown
  private failure: AnswerFacts['failure']
  private readonly text: GrowingText

  constructor(maxLength: number) {
    this.text = new GrowingText(maxLength)
  }

  read(chunk: unknown): boolean {
    const event = recordOf(chunk)
    // The first and the last events carry the response as it is then.
    if (isRecord(event.response)) this.response = event.response
    if (event.type === 'error') this.failure = failureOf(isRecord(event.error) ? event.error : event)
    const type = textOf(event.type) ?? ''
    if (!type.endsWith('.delta')) return false
    if (type === 'response.output_text.delta' || type === 'response.refusal.delta') this.text.add(event.delta)
    return true
  }

  facts(): AnswerFacts {
    const facts = answerOf(this.response)
    const streamed = (): PartMessage[] => (this.text.text === '' ? [] : [{ role: 'assistant', parts: [textPart(this.text.text)] }])
    return { ...facts, failure: this.failure ?? facts.failure, output: () => orElse(facts.output?.() ?? [], streamed) }
  }
}

const orElse = <T>(list: T[], other: () => T[]): T[] => (list.length > 0 ? list : other())
