/** One record of telemetry to a part of a call, or undefined when it is none. Pure; a record that says nothing costs next to nothing. */
import { type AttributeValue, Attributes, plain } from '../../../flows/ingest/attributes.ts'
import type { LogRecord, Origin, SpanRecord } from '../../../flows/ingest/records.ts'
import { conventionOf } from './conventions/index.ts'
import { spanFailure } from './failures.ts'
import { readEvent } from './gen-ai-events.ts'
import { readIdentity } from './identity.ts'
import { layerRank } from './layers.ts'
import { endpointRole } from './model-endpoint.ts'
import type { CallPart, Reading } from './reading.ts'
import { spanHints } from './span-hints.ts'
import { readUsageCounts } from './usage-counts.ts'
import { providerId } from '../../../flows/ingest/provider-id.ts'

/** What one part weighs in memory beside its text. */
const BASE_BYTES = 600

let logsRead = 0

export function readSpanPart(span: SpanRecord): CallPart | undefined {
  if (span.traceId === '' || span.spanId === '') return undefined
  const hints = spanHints(span)
  const part = hints.ai ? aiPart(span) : undefined
  if (part) return part
  const role = hints.http ? endpointRole(span) : undefined
  return role === undefined ? undefined : partOf(span, role, 'http', { tokens: {}, failure: spanFailure(span) })
}

function aiPart(span: SpanRecord): CallPart | undefined {
  const convention = conventionOf(span)
  const role = convention?.role(span)
  if (!convention || role === undefined) return undefined
  if (role === 'tool') return partOf(span, role, convention.name, { tokens: {} })
  const reading = convention.read(span)
  reading.usageCounts = { ...reading.usageCounts, ...readUsageCounts(span.attributes) }
  const part = partOf(span, role, convention.name, reading)
  if (convention.startNs) part.startNs = convention.startNs(span)
  if (role === 'wrapper') part.evidence = convention.evidence?.(span) ?? ''
  return part
}

function partOf(span: SpanRecord, role: CallPart['role'], source: string, reading: Reading): CallPart {
  return {
    role,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    startNs: span.startNs,
    endNs: span.endNs < span.startNs ? span.startNs : span.endNs,
    service: span.origin.service,
    source,
    layer: span.origin.scope,
    rank: layerRank(span.origin),
    evidence: '',
    reading,
    sequence: 0,
    digest: '',
    bytes: BASE_BYTES + weight(reading),
  }
}

/** Logs hold what some libraries say of a call's text. They are joined to their span by its id. */
export function readLogPart(log: LogRecord): CallPart | undefined {
  if (log.traceId === '' || log.spanId === '') return undefined
  const name = eventName(log)
  if (name === undefined) return undefined
  const body = log.body === null ? undefined : plain(log.body)
  const event = readEvent(name, log.attributes, body)
  if (!event) return undefined
  const { attributes } = log
  const reading: Reading = {
    ...readIdentity(attributes),
    ...event,
    provider: providerId(attributes.text('gen_ai.provider.name')) || providerId(attributes.text('gen_ai.system')),
    requestedModel: attributes.text('gen_ai.request.model'),
    servedModel: attributes.text('gen_ai.response.model'),
    responseId: attributes.text('gen_ai.response.id'),
    tokens: {},
  }
  return logPart(log, name, reading)
}

function logPart(log: LogRecord, name: string, reading: Reading): CallPart {
  const origin: Origin = log.origin
  return {
    role: 'log',
    traceId: log.traceId,
    spanId: log.spanId,
    parentSpanId: '',
    startNs: log.timeNs,
    endNs: log.timeNs,
    service: origin.service,
    source: 'otel',
    layer: origin.scope,
    rank: layerRank(origin),
    evidence: '',
    reading,
    // Libraries write a whole prompt within one tick of their clock; the order in which they came is what is left.
    sequence: ++logsRead,
    digest: `${log.spanId}/${log.timeNs}/${name}/${JSON.stringify([reading.input, reading.output, reading.finishReason])}`,
    bytes: BASE_BYTES + 2 * weight(reading),
  }
}

/** In the record's own field, in an attribute as earlier SDKs have it, or inside the body. */
function eventName(log: LogRecord): string | undefined {
  if (log.eventName !== '') return log.eventName.startsWith('gen_ai.') ? log.eventName : undefined
  const named: AttributeValue | undefined =
    log.attributes.get('event.name') ?? (log.body instanceof Attributes ? log.body.get('event.name') : undefined)
  return typeof named === 'string' && named.startsWith('gen_ai.') ? named : undefined
}

function weight({ input, output, toolCalls, failure }: Reading): number {
  let bytes = failure ? failure.message.length : 0
  for (const messages of [input, output]) {
    for (const message of messages ?? []) {
      for (const part of message.parts) bytes += 80 + 2 * ((part.text?.length ?? 0) + (part.toolCall?.arguments.length ?? 0))
    }
  }
  return bytes + (toolCalls?.length ?? 0) * 80
}
