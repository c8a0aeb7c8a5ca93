/** OpenAI's chat completions, which most compatible servers speak too. */
import type { CallUsage } from '../types.ts'
import type { AnswerFacts, ChunkReader, PartMessage, Protocol, RequestFacts } from './facts.ts'
import { countOf, isRecord, jsonText, listOf, recordOf, textOf, type JsonRecord } from './json.ts'
import { GrowingText, partsOf, resultText, textPart } from './parts.ts'
import { openaiHead, openaiSampling, openaiUsage } from './openai.ts'
import { endedMessage, failureOf, systemAndRest } from './requests.ts'

export const openaiChat: Protocol = {
  provider: 'openai',
  request(body): RequestFacts {
    const record = recordOf(body)
    return {
      operation: 'chat',
      model: textOf(record.model),
      streaming: record.stream === true,
      attributes: openaiSampling(record, record.max_completion_tokens ?? record.max_tokens),
      content: () => ({ ...systemAndRest(listOf(record.messages).map(messageOf)), tools: record.tools }),
    }
  },
  answer(body): AnswerFacts {
    const record = recordOf(body)
    const choices = listOf(record.choices).map(recordOf)
    return {
      ...openaiHead(record),
      usage: openaiUsage(record.usage),
      finishReasons: choices.flatMap((choice) => textOf(choice.finish_reason) ?? []),
      output: () => choices.map(choiceMessage),
    }
  },
  chunks: (maxLength) => new ChatChunks(maxLength),
}

function messageOf(value: unknown): PartMessage {
  const message = recordOf(value)
  const role = textOf(message.role) ?? 'assistant'
  if (role === 'tool')
    return { role, parts: [{ type: 'tool_call_response', id: textOf(message.tool_call_id), response: resultText(message.content) }] }
  const refusal = textOf(message.refusal)
  const calls = listOf(message.tool_calls).map((call) => {
    const { id, function: called } = recordOf(call)
    return { type: 'tool_call', id: textOf(id), name: textOf(recordOf(called).name), arguments: jsonText(recordOf(called).arguments) }
  })
  return { role, parts: [...partsOf(message.content), ...(refusal === undefined ? [] : [textPart(refusal)]), ...calls] }
}

/** The role is the one the provider gives. */
function choiceMessage({ message, finish_reason: reason }: JsonRecord): PartMessage {
  const { role, parts } = messageOf(message)
  return { ...endedMessage(parts, textOf(reason)), role }
}

interface Choice {
  text: GrowingText
  calls: Map<number, { id?: string; name?: string; text: GrowingText }>
  finishReason?: string
}

const MAX_CHOICES = 128

class ChatChunks implements ChunkReader {
  private head: AnswerFacts = {}
  private usage: CallUsage | undefined
  private failure: AnswerFacts['failure']
  private readonly choices = new Map<number, Choice>()
  private readonly maxLength: number

  constructor(maxLength: number) {
    this.maxLength = maxLength
  }

  read(chunk: unknown): boolean {
    const record = recordOf(chunk)
    if (isRecord(record.error)) this.failure = failureOf(record.error)
    if (this.head.responseId === undefined && record.choices !== undefined) this.head = openaiHead(record)
    // Azure leaves the model out of the first chunk.
    else this.head.model ??= textOf(record.model)
    this.usage = openaiUsage(record.usage) ?? this.usage
    let brings = false
    for (const item of listOf(record.choices)) if (this.readChoice(recordOf(item))) brings = true
    return brings
  }

  private readChoice(item: JsonRecord): boolean {
    const choice = this.choiceAt(countOf(item.index) ?? 0)
    if (choice === undefined) return false
    choice.finishReason = textOf(item.finish_reason) ?? choice.finishReason
    const delta = recordOf(item.delta)
    let brings = choice.text.add(delta.content) || choice.text.add(delta.refusal)
    for (const value of listOf(delta.tool_calls)) {
      const part = recordOf(value)
      const at = countOf(part.index) ?? 0
      let call = choice.calls.get(at)
      if (!call) choice.calls.set(at, (call = { text: new GrowingText(this.maxLength) }))
      const called = recordOf(part.function)
      call.id ??= textOf(part.id)
      call.name ??= textOf(called.name)
      call.text.add(called.arguments)
      brings = true
    }
    return brings
  }

  private choiceAt(index: number): Choice | undefined {
    let choice = this.choices.get(index)
    if (!choice && this.choices.size < MAX_CHOICES) {
      choice = { text: new GrowingText(this.maxLength), calls: new Map() }
      this.choices.set(index, choice)
    }
    return choice
  }

  facts(): AnswerFacts {
    const choices = [...this.choices.values()]
    return {
      ...this.head,
      usage: this.usage,
      failure: this.failure,
      finishReasons: choices.flatMap(({ finishReason }) => finishReason ?? []),
      output: () => choices.map(streamedMessage),
    }
  }
}

function streamedMessage({ text, calls, finishReason }: Choice): PartMessage {
  const said = text.text === '' ? [] : [textPart(text.text)]
  const called = [...calls.values()].map((call) => ({ type: 'tool_call', id: call.id, name: call.name, arguments: call.text.text }))
  return endedMessage([...said, ...called], finishReason)
}
