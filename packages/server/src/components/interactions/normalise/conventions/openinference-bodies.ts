/** What OpenInference keeps of a call as JSON: the request in `input.value`, the answer in `output.value`. */
import type { Attributes } from '../../../../flows/ingest/attributes.ts'
import { get, isRecord, type JsonRecord, recordOf } from '../json.ts'

/** The request and the answer as JSON, where the library keeps them. */
export interface Bodies {
  request: JsonRecord
  parameters: JsonRecord
  answer: JsonRecord
  /** LangChain's record of an answer: generations[0][0], and its message. */
  generation: JsonRecord
  message: JsonRecord
}

export function bodiesOf(attributes: Attributes): Bodies {
  const answer = recordOf(attributes.get('output.value'))
  const generation = record(get(answer, 'generations', 0, 0) ?? get(answer, 'generations', 0))
  return {
    request: recordOf(attributes.get('input.value')),
    parameters: recordOf(attributes.get('llm.invocation_parameters')),
    answer,
    generation,
    message: record(get(generation, 'message', 'kwargs')),
  }
}

/** The provider's usage record, as it came. */
export function usageIn({ answer, message }: Pick<Bodies, 'answer' | 'message'>): unknown {
  return answer.usage ?? get(message, 'usage_metadata')
}

function record(value: unknown): JsonRecord {
  return isRecord(value) ? value : {}
}
