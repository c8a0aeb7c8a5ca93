/**
 * Logfire's own instrumentation of providers' libraries: the `gen_ai.*` keys, and the provider's usage as it came. A stream
 * is two spans beside each other: one that ends when the stream opens and says nothing of the answer, and one without
 * length when it is over, with the answer and the time it took.
 */
import type { SpanRecord } from '../../../../flows/ingest/records.ts'
import { spanFailure } from '../failures.ts'
import { genAiRole, namesModel, readGenAi } from '../gen-ai.ts'
import { recordOf } from '../json.ts'
import { firstCount, withoutUndefined } from '../tokens.ts'
import { bodyUsageCounts } from '../usage-counts.ts'
import { bodyTokens } from '../usage-record.ts'
import type { Convention } from './convention.ts'

const ANSWER = ['gen_ai.response.id', 'gen_ai.output.messages', 'response_data', 'gen_ai.usage.input_tokens']
const NS_PER_SECOND = 1e9

export const logfire: Convention = {
  name: 'logfire',
  accepts: ({ origin, attributes }) => /^logfire\.(openai|anthropic)/.test(origin.scope) && attributes.has('logfire.span_type'),
  role(span) {
    const role = genAiRole(span)
    return role === 'call' && opensStream(span) ? 'wrapper' : role
  },
  evidence: (span) => (namesModel(span) && !opensStream(span) ? 'model' : ''),
  startNs(span) {
    const took = isStreamEnd(span) ? firstCount(span.attributes, ['duration']) : undefined
    return took === undefined ? span.startNs : span.endNs - BigInt(Math.round(took * NS_PER_SECOND))
  },
  read(span) {
    const reading = readGenAi(span)
    const usage = recordOf(span.attributes.get('gen_ai.usage.raw'))
    return {
      ...reading,
      // The library repeats the model that was asked for where there is no answer.
      servedModel: reading.failure ? undefined : reading.servedModel,
      streaming: isStreamEnd(span) ? true : reading.failure ? undefined : false,
      tokens: { ...withoutUndefined(bodyTokens(usage)), ...withoutUndefined(reading.tokens) },
      usageCounts: bodyUsageCounts(usage),
    }
  },
}

function isStreamEnd({ attributes }: SpanRecord): boolean {
  return attributes.text('logfire.span_type') === 'log'
}

function opensStream(span: SpanRecord): boolean {
  return !isStreamEnd(span) && spanFailure(span) === undefined && !ANSWER.some((key) => span.attributes.has(key))
}
