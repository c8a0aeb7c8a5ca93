/** OpenLLMetry (Traceloop): `gen_ai.*` under its own kinds; earlier versions flatten messages as `gen_ai.prompt.N.*`. */
import type { SpanRecord } from '../../../../flows/ingest/records.ts'
import { genAiRole, namesModel, readGenAi } from '../gen-ai.ts'
import { dataOf } from '../json.ts'
import { mayEstimateTokens } from '../layers.ts'
import { toMessages } from '../messages.ts'
import type { Evidence, Reading } from '../reading.ts'
import { providerOfModel } from '../words.ts'
import type { Convention } from './convention.ts'

const WRAPPER_KINDS = new Set(['workflow', 'agent', 'task'])
/** The decorators an application puts on its own functions; the rest is what libraries' instrumentations add. */
const DECORATORS = new Set(['@traceloop/node-server-sdk', 'traceloop.tracer', 'traceloop-sdk'])

export const traceloop: Convention = {
  name: 'traceloop',
  accepts: ({ origin, attributes }) =>
    origin.scope.startsWith('@traceloop/') ||
    origin.scope.startsWith('traceloop') ||
    attributes.has('traceloop.span.kind') ||
    attributes.has('llm.request.type'),
  role(span) {
    const kind = span.attributes.text('traceloop.span.kind')
    const genAi = genAiRole(span)
    if (genAi === 'tool' || kind === 'tool') return 'tool'
    if (kind !== undefined && WRAPPER_KINDS.has(kind)) return 'wrapper'
    return genAi
  },
  evidence(span): Evidence {
    const kind = span.attributes.text('traceloop.span.kind')
    if (kind === undefined) return namesModel(span) ? 'model' : ''
    return DECORATORS.has(span.origin.scope) && (kind === 'workflow' || kind === 'agent') ? 'app' : ''
  },
  read,
}

function read(span: SpanRecord): Reading {
  const { attributes, origin } = span
  // Its JavaScript library passes Anthropic's own counts on, which leave cached tokens out of the input.
  const reading = readGenAi(span, origin.scope === '@traceloop/instrumentation-anthropic')
  const provider = reading.provider || providerOfModel(reading.requestedModel)
  const tokens = { ...reading.tokens }
  if (reading.streaming === true && mayEstimateTokens(origin.scope)) tokens.estimated = true
  return {
    ...reading,
    provider,
    tokens,
    input: reading.input ?? entity(span, 'traceloop.entity.input', 'user'),
    output: reading.output ?? entity(span, 'traceloop.entity.output', 'assistant'),
    requestId: reading.requestId ?? attributes.text('traceloop.correlation.id'),
  }
}

/** What a decorated function took and gave; its empty argument list is nothing. */
function entity({ attributes }: SpanRecord, key: string, role: string): Reading['input'] {
  const text = attributes.text(key)
  if (text === undefined || text === '{"args":[],"kwargs":{}}') return undefined
  const messages = toMessages(dataOf(text), role)
  return messages.length > 0 ? messages : undefined
}
