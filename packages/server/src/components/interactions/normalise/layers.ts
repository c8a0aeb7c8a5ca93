/** Who wrote a span: frameworks above, provider libraries' instrumentations between, the provider's own library or a gateway below. */
import type { Origin } from '../../../flows/ingest/records.ts'
import type { CallPart } from './reading.ts'

const FRAMEWORK =
  /langchain|langgraph|llama-?_?index|crewai|haystack|autogen|semantic[-_.]?kernel|dspy|openai[-_]?agents|agno|smolagents|pydantic|strands|mastra|instructor|langfuse|vercel|^ai$|^gen_ai$/i
const NEAREST = /^com\.anthropic\.sdk|litellm|portkey|bifrost|envoy|kong/i

const ranks = new WeakMap<Origin, CallPart['rank']>()

export function layerRank(origin: Origin): CallPart['rank'] {
  let rank = ranks.get(origin)
  if (rank === undefined) ranks.set(origin, (rank = rankOfScope(origin.scope)))
  return rank
}

export function rankOfScope(scope: string): CallPart['rank'] {
  if (NEAREST.test(scope)) return 3
  return FRAMEWORK.test(scope) ? 1 : 2
}

/**
 * Estimates tokens with a local tokenizer when a stream is read, and writes them under the keys of real counts.
 * Nothing on the span says which of the two it is.
 */
export function mayEstimateTokens(layer: string): boolean {
  return layer === '@traceloop/instrumentation-openai'
}
