/** OpenAI's embeddings. The vectors are nobody's to read. */
import type { AnswerFacts, Protocol, RequestFacts } from './facts.ts'
import { countOf, jsonText, listOf, recordOf, textOf } from './json.ts'
import { openaiUsage } from './openai.ts'
import { textPart } from './parts.ts'

const MAX_INPUTS = 256

export const openaiEmbeddings: Protocol = {
  provider: 'openai',
  request(body): RequestFacts {
    const record = recordOf(body)
    const dimensions = countOf(record.dimensions)
    const inputs = () => (Array.isArray(record.input) ? listOf(record.input).slice(0, MAX_INPUTS) : [record.input])
    return {
      operation: 'embeddings',
      model: textOf(record.model),
      streaming: false,
      attributes: dimensions === undefined ? {} : { 'gen_ai.embeddings.dimension.count': dimensions },
      content: () => ({ input: [{ role: 'user', parts: inputs().map((input) => textPart(jsonText(input))) }] }),
    }
  },
  answer(body): AnswerFacts {
    const record = recordOf(body)
    return { model: textOf(record.model), usage: openaiUsage(record.usage) }
  },
  chunks: () => ({ read: () => false, facts: () => ({}) }),
}
