/** LiteLLM, as a library or as a gateway: the `gen_ai.*` keys with its own beside them. */
import { genAiRole, namesModel, readGenAi } from '../gen-ai.ts'
import { firstText } from '../identity.ts'
import type { Tokens } from '../reading.ts'
import { withoutUndefined } from '../tokens.ts'
import type { Convention } from './convention.ts'

const MAX_USAGE = 4096
const countNamed = (name: string): RegExp => new RegExp(`'${name}': (\\d{1,15})\\b`)
const CACHED = countNamed('cached_tokens')
const CACHE_WRITE = countNamed('cache_creation_tokens')
const CACHE_WRITE_INPUT = countNamed('cache_creation_input_tokens')
const REASONING = countNamed('reasoning_tokens')

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
    const counted = usageObject(span.attributes.text('metadata.usage_object'))
    const cost = firstText(span.attributes, ['litellm.cost.total', 'gen_ai.cost.total_cost'])
    return {
      ...reading,
      tokens: { ...counted, ...withoutUndefined(reading.tokens) },
      servedModel: reading.servedModel ?? span.attributes.text('litellm.provider.model'),
      tags: cost === undefined ? reading.tags : { ...reading.tags, reportedCostUsd: cost },
    }
  },
}

/**
 * The details of cached and reasoning tokens are only in here, and it is Python's way of writing a record, not JSON. LiteLLM's
 * own input count includes cached tokens, whoever the provider is.
 */
function usageObject(text: string | undefined): Tokens {
  if (text === undefined) return {}
  const start = text.slice(0, MAX_USAGE)
  const counted = (pattern: RegExp) => {
    const digits = pattern.exec(start)?.[1]
    return digits === undefined ? undefined : Number(digits)
  }
  return withoutUndefined({
    cached: counted(CACHED),
    cacheWrite: counted(CACHE_WRITE) ?? counted(CACHE_WRITE_INPUT),
    reasoning: counted(REASONING),
  })
}
