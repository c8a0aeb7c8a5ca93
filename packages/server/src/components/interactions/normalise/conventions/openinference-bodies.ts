/** What OpenInference keeps of a call as JSON: the request in `input.value`, the answer in `output.value`. */
import type { Attributes } from '../../../../flows/ingest/attributes.ts'
import { className, get, isRecord, type JsonRecord, recordOf } from '../json.ts'

/** The request and the answer as JSON, where the library keeps them. */
export interface Bodies {
  request: JsonRecord
  parameters: JsonRecord
  answer: JsonRecord
  /** LangChain's record of an answer: the message of generations[0][0]. */
  message: JsonRecord
  /** What LangChain keeps of the provider's answer beside the message, under the provider's own names. */
  told: JsonRecord
  /** LangChain puts a stream's pieces together to a message of another class. */
  chunked: boolean
}

export function bodiesOf(attributes: Attributes): Bodies {
  const answer = recordOf(attributes.get('output.value'))
  const generation = record(get(answer, 'generations', 0, 0) ?? get(answer, 'generations', 0))
  const message = record(get(generation, 'message', 'kwargs'))
  return {
    request: recordOf(attributes.get('input.value')),
    parameters: recordOf(attributes.get('llm.invocation_parameters')),
    answer,
    message,
    chunked: className(generation.message).endsWith('MessageChunk'),
    // Which of them is filled depends on the provider, on streaming and on the language; the later ones know more.
    told: {
      ...record(answer.llmOutput ?? answer.llm_output),
      ...record(message.additional_kwargs),
      ...record(message.response_metadata),
      ...record(generation.generationInfo ?? generation.generation_info),
    },
  }
}

/** The provider's usage record, as it came. */
export function usageIn({ answer, message }: Pick<Bodies, 'answer' | 'message'>): unknown {
  return answer.usage ?? get(message, 'usage_metadata')
}

function record(value: unknown): JsonRecord {
  return isRecord(value) ? value : {}
}
