/** Amazon Bedrock: Anthropic's messages through `invoke`, and `converse`. The model stands in the address. Its streams are no events: they are not read. */
import type { CallUsage } from '../types.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import type { AnswerFacts, Part, Protocol, RequestFacts } from './facts.ts'
import { countOf, isRecord, jsonText, listOf, recordOf, textOf, type JsonRecord } from './json.ts'
import { partsBy, resultText, textPart } from './parts.ts'
import { compact, endedMessage, oneOrNone, samplingOf, withSystem } from './requests.ts'

export const BEDROCK_PATH = /\/model\/([^/]+)\/(invoke|converse)$/

export function bedrock(pathname: string): Protocol {
  const [, model, verb] = BEDROCK_PATH.exec(pathname) ?? []
  const { request, answer, chunks } = verb === 'converse' ? converse : anthropicMessages
  return { provider: 'aws.bedrock', request: (body) => ({ ...request(body), model: decoded(model) }), answer, chunks }
}

function decoded(model: string | undefined): string | undefined {
  try {
    return model && decodeURIComponent(model)
  } catch {
    return model
  }
}

const converse: Omit<Protocol, 'provider'> = {
  request(body): RequestFacts {
    const record = recordOf(body)
    const config = recordOf(record.inferenceConfig)
    return {
      operation: 'chat',
      model: undefined,
      streaming: false,
      attributes: samplingOf({ ...config, top_p: config.topP }, config.maxTokens),
      content: () => {
        const system = partsOfBlocks(record.system)
        const input = listOf(record.messages)
          .map(recordOf)
          .map(({ role, content }) => ({ role: textOf(role) ?? 'user', parts: partsOfBlocks(content) }))
        return { ...withSystem(system, input), tools: recordOf(record.toolConfig).tools }
      },
    }
  },
  answer(body): AnswerFacts {
    const { output, stopReason, usage } = recordOf(body)
    const reason = textOf(stopReason)
    return {
      usage: usageOf(recordOf(usage)),
      finishReasons: oneOrNone(reason),
      output: () => [endedMessage(partsOfBlocks(recordOf(recordOf(output).message).content), reason)],
    }
  },
  chunks: (maxLength) => anthropicMessages.chunks(maxLength),
}

/** Tokens read from and written to the cache are counted beside the input; here they are part of it. */
function usageOf(usage: JsonRecord): CallUsage | undefined {
  const [input, cached, written] = [usage.inputTokens, usage.cacheReadInputTokens, usage.cacheWriteInputTokens].map(countOf)
  return compact({
    inputTokens: input === undefined ? undefined : input + (cached ?? 0) + (written ?? 0),
    outputTokens: countOf(usage.outputTokens),
    cachedTokens: cached,
    cacheWriteTokens: written,
  })
}

const partsOfBlocks = (blocks: unknown): Part[] => partsBy(blocks, partOf)

function partOf(block: JsonRecord): Part {
  if (typeof block.text === 'string') return textPart(block.text)
  const { toolUse: use, toolResult: result, reasoningContent: reasoning } = block
  if (isRecord(use)) return { type: 'tool_call', id: textOf(use.toolUseId), name: textOf(use.name), arguments: jsonText(use.input) }
  if (isRecord(result)) return { type: 'tool_call_response', id: textOf(result.toolUseId), response: resultText(result.content) }
  if (isRecord(reasoning)) return { type: 'reasoning', content: textOf(recordOf(reasoning.reasoningText).text) ?? '' }
  for (const modality of ['image', 'document', 'video', 'audio']) {
    const media = recordOf(block[modality])
    if (block[modality] !== undefined) return { type: 'blob', modality, mime_type: textOf(media.format) }
  }
  return { type: 'unknown', content: jsonText(block) }
}
