/** Traces as the seed's model has them, sent to POST /api/v1/telemetry/traces, into the records of the write flow. */
import {
  DERIVED_SPAN_FIELDS,
  DERIVED_TRACE_FIELDS,
  type SubmittedSpan,
  type SubmittedTrace,
  submittedSpan,
  submittedTrace,
} from '@relayscope/contract'
import { Attributes } from '../../flows/ingest/attributes.ts'
import {
  emptyFacts,
  type EventRecord,
  type LinkRecord,
  type Origin,
  type SpanFacts,
  type SpanRecord,
  STATUS,
  type StatusCode,
  type TraceRecord,
} from '../../flows/ingest/records.ts'
import { type Budget, PART_UNITS, RECORD_UNITS } from './otlp/limits.ts'
import { submittedDecoder, type TakeRecord } from './submitted-decoder.ts'
import { attributeOf, attributesOf, extraFields, spanOfTime, timeNs, withoutNulls } from './submitted-values.ts'

const KNOWN_TRACE_FIELDS: ReadonlySet<string> = new Set([...Object.keys(submittedTrace.shape), ...DERIVED_TRACE_FIELDS])
const KNOWN_SPAN_FIELDS: ReadonlySet<string> = new Set([...Object.keys(submittedSpan.shape), ...DERIVED_SPAN_FIELDS])
const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']
const TIME_NAMES = { end: 'endTime', duration: 'duration' }

export const decodeSubmittedTraces = submittedDecoder(submittedTrace, takeTraces, { clear: clearNulls })

function takeTraces(): TakeRecord<SubmittedTrace> {
  const origins = new Origins()
  return (batch, { sent, budget }) => {
    const spans = (sent.spans ?? []).map((span, at) => spanOf(span, sent, `spans[${at}].`, budget, origins))
    batch.traces.push(traceOf(sent, spans))
    for (const span of spans) batch.spans.push(span)
  }
}

function clearNulls(value: unknown): void {
  withoutNulls(value)
  const { spans } = (value ?? {}) as { spans?: unknown }
  if (Array.isArray(spans)) for (const span of spans) withoutNulls(span)
}

function traceOf(sent: SubmittedTrace, spans: readonly SpanRecord[]): TraceRecord {
  const { errorDetails } = sent
  const extras = extraFields(sent, KNOWN_TRACE_FIELDS)
  // A trace has these through its spans; without spans they are kept where nothing is lost.
  if (spans.length === 0 && sent.requestId) extras.push(['requestId', sent.requestId])
  if (spans.length === 0 && sent.sessionId) extras.push(['sessionId', sent.sessionId])
  const tags = [...Object.entries(sent.tags ?? {}), ...extras]
  return {
    traceId: sent.traceId,
    name: sent.name,
    ...spanOfTime(sent.startTime, sent.endTime, sent.duration, TIME_NAMES),
    status: statusOf(sent.status, errorDetails !== undefined || spans.some((span) => span.status >= STATUS.error)),
    userId: sent.userId ?? '',
    organizationId: sent.organizationId ?? '',
    requestPath: sent.requestPath ?? '',
    requestMethod: sent.requestMethod ?? '',
    errorDetails: errorDetails === undefined ? '' : JSON.stringify(errorDetails),
    tags: tags.length === 0 ? '' : JSON.stringify(Object.fromEntries(tags)),
  }
}

function spanOf(sent: SubmittedSpan, trace: SubmittedTrace, path: string, budget: Budget, origins: Origins): SpanRecord {
  budget.spend(RECORD_UNITS)
  const attributes = attributesOf(sent.tags ?? {})
  for (const [key, value] of extraFields(sent, KNOWN_SPAN_FIELDS)) attributes.set(key, attributeOf(value))
  const { errorDetails } = sent
  if (errorDetails?.stack) attributes.set('exception.stacktrace', errorDetails.stack)
  if (errorDetails?.code) attributes.set('error.code', errorDetails.code)
  budget.spend(PART_UNITS * (attributes.size + (sent.events?.length ?? 0) + (sent.links?.length ?? 0)))
  return {
    origin: origins.of(sent),
    traceId: trace.traceId,
    spanId: sent.spanId,
    parentSpanId: sent.parentSpanId ?? '',
    name: sent.name,
    kind: Math.max(0, KINDS.indexOf(sent.kind ?? '')),
    ...spanOfTime(sent.startTime, sent.endTime, sent.duration, TIME_NAMES, path),
    status: statusOf(sent.status, errorDetails !== undefined),
    statusMessage: errorDetails?.message ?? '',
    attributes,
    events: (sent.events ?? []).map((event, at) => eventOf(event, `${path}events[${at}].timestamp`)),
    links: (sent.links ?? []).map(linkOf),
    facts: factsOf(sent, trace, attributes),
  }
}

function statusOf(sent: 'success' | 'error' | 'timeout' | undefined, failed: boolean): StatusCode {
  if (sent === undefined) return failed ? STATUS.error : STATUS.unset
  return sent === 'success' ? STATUS.ok : STATUS[sent]
}

function eventOf(sent: NonNullable<SubmittedSpan['events']>[number], path: string): EventRecord {
  return { timeNs: timeNs(sent.timestamp, path), name: sent.name, attributes: attributesOf(sent.attributes ?? {}) }
}

function linkOf(sent: NonNullable<SubmittedSpan['links']>[number]): LinkRecord {
  return { traceId: sent.traceId, spanId: sent.spanId, attributes: attributesOf(sent.attributes ?? {}) }
}

/** What a span says itself, then its tags by the names in use, then what the trace says of all of its spans. */
function factsOf(sent: SubmittedSpan, trace: SubmittedTrace, tags: Attributes): SpanFacts {
  const tag = (...keys: string[]): string => {
    for (const key of keys) {
      const text = tags.text(key)
      if (text !== undefined) return text
    }
    return ''
  }
  return {
    ...emptyFacts(),
    component: sent.component || tag('component'),
    operation: sent.operation || tag('operation'),
    provider: sent.provider || tag('provider'),
    model: sent.model || tag('model'),
    userId: tag('userId', 'user_id', 'user', 'user.id') || (trace.userId ?? ''),
    organizationId: tag('organizationId', 'organization_id', 'organization', 'organization.id') || (trace.organizationId ?? ''),
    requestId: tag('requestId', 'request_id', 'request.id') || (trace.requestId ?? ''),
    sessionId: tag('sessionId', 'session_id', 'session', 'session.id') || (trace.sessionId ?? ''),
    requestPath: tag('requestPath', 'http.route', 'url.path') || (sent.parentSpanId ? '' : (trace.requestPath ?? '')),
    requestMethod: tag('requestMethod', 'http.request.method', 'http.method') || (sent.parentSpanId ? '' : (trace.requestMethod ?? '')),
    httpStatus: httpStatusOf(tags),
    errorType: sent.errorDetails?.type ?? tag('error.type'),
  }
}

function httpStatusOf(tags: Attributes): number {
  const status = tags.number('http.response.status_code') ?? tags.number('http.status_code') ?? tags.number('httpStatus') ?? 0
  return Number.isInteger(status) && status >= 100 && status <= 599 ? status : 0
}

const NO_RESOURCE = new Attributes()

/** One origin per sender in a request. A span without a service is placed by its component, so that the service map shows something. */
class Origins {
  private readonly known = new Map<string, Origin>()

  of(sent: SubmittedSpan): Origin {
    const service = sent.service || serviceName(sent.resource) || sent.component || ''
    const scope = sent.scope ?? ''
    const key = JSON.stringify([service, scope, sent.resource])
    let origin = this.known.get(key)
    if (!origin) {
      origin = { service, scope, scopeVersion: '', resource: sent.resource ? attributesOf(sent.resource) : NO_RESOURCE }
      this.known.set(key, origin)
    }
    return origin
  }
}

function serviceName(resource: Record<string, unknown> | undefined): string {
  const name = resource?.['service.name']
  return typeof name === 'string' ? name : ''
}
