/** LiteLLM, as a library or as a gateway: the `gen_ai.*` keys with its own beside them. */
import { genAiRole, namesModel, readGenAi } from '../gen-ai.ts'
import { firstText } from '../identity.ts'
import type { Convention } from './convention.ts'

export const liteLlm: Convention = {
  name: 'litellm',
  accepts: ({ origin, attributes }) =>
    origin.scope.startsWith('litellm') || attributes.has('litellm.call_id') || attributes.has('litellm.provider.model'),
  role(span) {
    if (span.name === 'raw_gen_ai_request') return undefined
    const role = genAiRole(span)
    return span.name.startsWith('litellm_proxy') || span.name === 'Received Proxy Server Request' ? 'wrapper' : role
  },
  evidence: (span) => (namesModel(span) ? 'model' : ''),
  read(span) {
    const reading = readGenAi(span)
    const cost = firstText(span.attributes, ['litellm.cost.total', 'gen_ai.cost.total_cost'])
    return {
      ...reading,
      servedModel: reading.servedModel ?? span.attributes.text('litellm.provider.model'),
      tags: cost === undefined ? reading.tags : { ...reading.tags, reportedCostUsd: cost },
    }
  },
}
