/** Google's generateContent, of Gemini's API and Vertex. The model and whether it streams stand in the address. */
import type { CallUsage } from '../types.ts'
import type { AnswerFacts, ChunkReader, Part, PartMessage, Protocol, RequestFacts } from './facts.ts'
import { countOf, isRecord, jsonText, listOf, recordOf, textOf, type JsonRecord } from './json.ts'
import { GrowingText, MAX_PARTS, partsBy, textPart } from './parts.ts'
import { compact, endedMessage, oneOrNone, samplingOf, withSystem } from './requests.ts'

export const GEMINI_PATH = /\/models\/([^/:]+):(generateContent|streamGenerateContent)$/

export function geminiContent(pathname: string): Protocol {
  const [, model, verb] = GEMINI_PATH.exec(pathname) ?? []
  return {
    provider: 'gcp.gemini',
    request: (body) => requestFacts(recordOf(body), model, verb === 'streamGenerateContent'),
    // A stream that is not asked for as events comes as one list.
    answer: (body) => (Array.isArray(body) ? chunksOf(body) : answerOf(recordOf(body))),
    chunks: (maxLength) => new ContentChunks(maxLength),
  }
}

function requestFacts(record: JsonRecord, model: string | undefined, streaming: boolean): RequestFacts {
  const config = recordOf(record.generationConfig)
  const sampling = { ...config, top_p: config.topP, top_k: config.topK }
  return {
    operation: 'generate_content',
    model,
    streaming,
    attributes: samplingOf(sampling, config.maxOutputTokens),
    content: () => {
      const system = partsOfContent(recordOf(record.systemInstruction ?? record.system_instruction))
      const input = listOf(record.contents).map((content) => messageOf(recordOf(content)))
      return { ...withSystem(system, input), tools: record.tools }
    },
  }
}

const MAX_CHUNKS = 4096
const WHOLE = 1_000_000

function chunksOf(list: readonly unknown[]): AnswerFacts {
  const reader = new ContentChunks(WHOLE)
  for (const chunk of list.slice(0, MAX_CHUNKS)) reader.read(chunk)
  return reader.facts()
}

function answerOf(record: JsonRecord): AnswerFacts {
  const candidates = listOf(record.candidates).map(recordOf)
  return {
    ...headOfAnswer(record),
    usage: usageOf(record.usageMetadata),
    finishReasons: candidates.flatMap(({ finishReason }) => textOf(finishReason) ?? []),
    output: () => candidates.map(({ content, finishReason }) => endedMessage(partsOfContent(recordOf(content)), textOf(finishReason))),
  }
}

const headOfAnswer = (record: JsonRecord): AnswerFacts => ({
  model: textOf(record.modelVersion),
  responseId: textOf(record.responseId),
  attributes: {},
})

/** Thoughts are counted beside the answer; here they are part of it. */
function usageOf(usage: unknown): CallUsage | undefined {
  if (!isRecord(usage)) return undefined
  const [answer, thoughts] = [countOf(usage.candidatesTokenCount), countOf(usage.thoughtsTokenCount)]
  return compact({
    inputTokens: countOf(usage.promptTokenCount),
    outputTokens: answer === undefined && thoughts === undefined ? undefined : (answer ?? 0) + (thoughts ?? 0),
    cachedTokens: countOf(usage.cachedContentTokenCount),
    reasoningTokens: thoughts,
    audioInputTokens: tokensOf('AUDIO', usage.promptTokensDetails),
    cachedAudioTokens: tokensOf('AUDIO', usage.cacheTokensDetails),
    audioOutputTokens: tokensOf('AUDIO', usage.candidatesTokensDetails),
    imageInputTokens: tokensOf('IMAGE', usage.promptTokensDetails),
    imageOutputTokens: tokensOf('IMAGE', usage.candidatesTokensDetails),
  })
}

function tokensOf(modality: string, details: unknown): number | undefined {
  return listOf(details)
    .map(recordOf)
    .filter((detail) => detail.modality === modality)
    .map((detail) => countOf(detail.tokenCount))[0]
}

function messageOf(content: JsonRecord): PartMessage {
  const role = textOf(content.role)
  return { role: role === 'model' ? 'assistant' : (role ?? 'user'), parts: partsOfContent(content) }
}

const partsOfContent = (content: JsonRecord): Part[] => partsBy(content.parts, partOf)

function partOf(part: JsonRecord): Part {
  if (part.thought === true) return { type: 'reasoning', content: textOf(part.text) ?? '' }
  if (typeof part.text === 'string') return textPart(part.text)
  const [call, result, blob, file] = [part.functionCall, part.functionResponse, part.inlineData, part.fileData].map(recordOf)
  if (part.functionCall !== undefined)
    return { type: 'tool_call', id: textOf(call?.id), name: textOf(call?.name), arguments: jsonText(call?.args) }
  if (part.functionResponse !== undefined)
    return { type: 'tool_call_response', id: textOf(result?.id), response: jsonText(result?.response) }
  if (part.inlineData !== undefined) return { type: 'blob', mime_type: textOf(blob?.mimeType) }
  if (part.fileData !== undefined) return { type: 'uri', mime_type: textOf(file?.mimeType), uri: textOf(file?.fileUri) }
  return { type: 'unknown', content: jsonText(part) }
}

/** Counts of a later chunk replace those of an earlier one. */
class ContentChunks implements ChunkReader {
  private head: AnswerFacts = {}
  private usage: JsonRecord = {}
  private reason: string | undefined
  private readonly text: GrowingText
  private readonly thoughts: GrowingText
  private readonly others: Part[] = []

  constructor(maxLength: number) {
    this.text = new GrowingText(maxLength)
    this.thoughts = new GrowingText(maxLength)
  }

  read(chunk: unknown): boolean {
    const record = recordOf(chunk)
    const head = headOfAnswer(record)
    this.head = { ...this.head, ...compact({ model: head.model, responseId: head.responseId }) }
    if (isRecord(record.usageMetadata)) this.usage = { ...this.usage, ...record.usageMetadata }
    const [first] = listOf(record.candidates)
    const candidate = recordOf(first)
    this.reason = textOf(candidate.finishReason) ?? this.reason
    let brings = false
    for (const part of partsOfContent(recordOf(candidate.content))) if (this.add(part)) brings = true
    return brings
  }

  private add(part: Part): boolean {
    if (part.type === 'text') return this.text.add(part.content)
    if (part.type === 'reasoning') return this.thoughts.add(part.content)
    if (this.others.length < MAX_PARTS) this.others.push(part)
    return true
  }

  facts(): AnswerFacts {
    const said = this.text.text === '' ? [] : [textPart(this.text.text)]
    const thought: Part[] = this.thoughts.text === '' ? [] : [{ type: 'reasoning', content: this.thoughts.text }]
    return {
      attributes: {},
      ...this.head,
      usage: usageOf(this.usage),
      finishReasons: oneOrNone(this.reason),
      output: () => [endedMessage([...thought, ...said, ...this.others], this.reason)],
    }
  }
}
