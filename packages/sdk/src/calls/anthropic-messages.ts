/** Anthropic's messages. */
import type { CallUsage } from '../types.ts'
import type { AnswerFacts, ChunkReader, Part, Protocol, RequestFacts } from './facts.ts'
import { countOf, isRecord, listOf, recordOf, textOf, type JsonRecord } from './json.ts'
import { GrowingText, partsOf } from './parts.ts'
import { compact, endedMessage, failureOf, headOf, oneOrNone, samplingOf, withSystem } from './requests.ts'

export const anthropicMessages: Protocol = {
  provider: 'anthropic',
  request(body): RequestFacts {
    const record = recordOf(body)
    return {
      operation: 'chat',
      model: textOf(record.model),
      streaming: record.stream === true,
      attributes: samplingOf(record, record.max_tokens),
      content: () => {
        const system = partsOf(record.system)
        const input = listOf(record.messages).map((message) => ({
          role: textOf(recordOf(message).role) ?? 'user',
          parts: partsOf(recordOf(message).content),
        }))
        return { ...withSystem(system, input), tools: record.tools }
      },
    }
  },
  answer(body): AnswerFacts {
    const record = recordOf(body)
    const reason = textOf(record.stop_reason)
    return {
      ...anthropicHead(record),
      usage: usageOf(recordOf(record.usage)),
      finishReasons: oneOrNone(reason),
      output: () => [endedMessage(partsOf(record.content), reason)],
    }
  },
  chunks: (maxLength) => new MessageEvents(maxLength),
}

/** Anthropic counts cached and cache-write tokens beside the input; here they are part of it. */
function usageOf(usage: JsonRecord): CallUsage | undefined {
  const input = countOf(usage.input_tokens)
  const cached = countOf(usage.cache_read_input_tokens)
  const written = countOf(usage.cache_creation_input_tokens)
  return compact({
    inputTokens: input === undefined ? undefined : input + (cached ?? 0) + (written ?? 0),
    outputTokens: countOf(usage.output_tokens),
    cachedTokens: cached,
    cacheWriteTokens: written,
    cacheWrite1hTokens: countOf(recordOf(usage.cache_creation).ephemeral_1h_input_tokens),
    reasoningTokens: countOf(recordOf(usage.output_tokens_details).thinking_tokens),
    searches: countOf(recordOf(usage.server_tool_use).web_search_requests),
  })
}

const anthropicHead = (record: JsonRecord): AnswerFacts =>
  headOf(record, 'anthropic.response.service_tier', recordOf(record.usage).service_tier)

interface Block {
  start: JsonRecord
  text: GrowingText
}

const MAX_BLOCKS = 1024

class MessageEvents implements ChunkReader {
  private head: AnswerFacts = {}
  private usage: JsonRecord = {}
  private reason: string | undefined
  private failure: AnswerFacts['failure']
  private readonly blocks = new Map<number, Block>()
  private readonly maxLength: number

  constructor(maxLength: number) {
    this.maxLength = maxLength
  }

  read(chunk: unknown): boolean {
    const event = recordOf(chunk)
    switch (event.type) {
      case 'message_start':
        this.head = anthropicHead(recordOf(event.message))
        this.usage = recordOf(recordOf(event.message).usage)
        return false
      case 'content_block_start':
        if (this.blocks.size < MAX_BLOCKS)
          this.blocks.set(countOf(event.index) ?? 0, { start: recordOf(event.content_block), text: new GrowingText(this.maxLength) })
        return false
      case 'content_block_delta':
        return this.grow(this.blocks.get(countOf(event.index) ?? 0), recordOf(event.delta))
      case 'message_delta':
        this.reason = textOf(recordOf(event.delta).stop_reason) ?? this.reason
        // Counts of a later event replace those of an earlier one; those it leaves out stay.
        if (isRecord(event.usage)) this.usage = { ...this.usage, ...withoutNull(event.usage) }
        return false
      case 'error':
        this.failure = failureOf(event.error)
        return false
      default:
        return false
    }
  }

  private grow(block: Block | undefined, delta: JsonRecord): boolean {
    if (block === undefined || delta.type === 'signature_delta') return false
    return block.text.add(delta.text) || block.text.add(delta.thinking) || block.text.add(delta.partial_json)
  }

  facts(): AnswerFacts {
    const { reason } = this
    const parts = () => [...this.blocks.values()].flatMap(partsOfBlock)
    return {
      ...this.head,
      usage: usageOf(this.usage),
      failure: this.failure,
      finishReasons: oneOrNone(reason),
      output: () => [endedMessage(parts(), reason)],
    }
  }
}

function partsOfBlock({ start, text }: Block): Part[] {
  const [part] = partsOf([start])
  if (text.text === '') return [part]
  return [part.type === 'tool_call' ? { ...part, arguments: text.text } : { ...part, content: text.text }]
}

function withoutNull(record: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined))
}
