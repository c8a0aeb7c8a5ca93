/** OTLP/JSON to records, for tests that start behind the decoder. */
import { Attributes, type AttributeValue } from '../src/flows/ingest/attributes.ts'
import { emptyFacts, type LogRecord, type Origin, type SpanRecord, type StatusCode } from '../src/flows/ingest/records.ts'

interface AnyValue {
  stringValue?: string
  boolValue?: boolean
  intValue?: string | number
  doubleValue?: number
  arrayValue?: { values?: AnyValue[] }
  kvlistValue?: { values?: KeyValue[] }
  bytesValue?: string
}
interface KeyValue {
  key: string
  value?: AnyValue
}
interface JsonSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name?: string
  kind?: number
  startTimeUnixNano?: string
  endTimeUnixNano?: string
  attributes?: KeyValue[]
  events?: { timeUnixNano?: string; name?: string; attributes?: KeyValue[] }[]
  status?: { code?: number; message?: string }
}
interface JsonLog {
  timeUnixNano?: string
  observedTimeUnixNano?: string
  severityNumber?: number
  eventName?: string
  body?: AnyValue
  attributes?: KeyValue[]
  traceId?: string
  spanId?: string
}
interface JsonResource {
  resource?: { attributes?: KeyValue[] }
}
export interface OtlpJson {
  resourceSpans?: (JsonResource & { scopeSpans?: { scope?: { name?: string; version?: string }; spans?: JsonSpan[] }[] })[]
  resourceLogs?: (JsonResource & { scopeLogs?: { scope?: { name?: string; version?: string }; logRecords?: JsonLog[] }[] })[]
}

export function recordsOf(request: OtlpJson): { spans: SpanRecord[]; logs: LogRecord[] } {
  const spans = (request.resourceSpans ?? []).flatMap((resource) =>
    (resource.scopeSpans ?? []).flatMap(({ scope, spans: list = [] }) => list.map((span) => spanOf(span, originOf(resource, scope)))),
  )
  const logs = (request.resourceLogs ?? []).flatMap((resource) =>
    (resource.scopeLogs ?? []).flatMap(({ scope, logRecords = [] }) => logRecords.map((log) => logOf(log, originOf(resource, scope)))),
  )
  return { spans, logs }
}

function originOf({ resource }: JsonResource, scope: { name?: string; version?: string } = {}): Origin {
  const attributes = attributesOf(resource?.attributes)
  return {
    service: attributes.text('service.name') ?? '',
    scope: scope.name ?? '',
    scopeVersion: scope.version ?? '',
    resource: attributes,
  }
}

function spanOf(span: JsonSpan, origin: Origin): SpanRecord {
  return {
    origin,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    name: span.name ?? '',
    kind: span.kind ?? 0,
    startNs: BigInt(span.startTimeUnixNano ?? 0),
    endNs: BigInt(span.endTimeUnixNano ?? 0),
    status: (span.status?.code ?? 0) as StatusCode,
    statusMessage: span.status?.message ?? '',
    attributes: attributesOf(span.attributes),
    events: (span.events ?? []).map((event) => ({
      timeNs: BigInt(event.timeUnixNano ?? 0),
      name: event.name ?? '',
      attributes: attributesOf(event.attributes),
    })),
    links: [],
    facts: emptyFacts(),
  }
}

function logOf(log: JsonLog, origin: Origin): LogRecord {
  return {
    origin,
    traceId: log.traceId ?? '',
    spanId: log.spanId ?? '',
    timeNs: BigInt(log.timeUnixNano ?? log.observedTimeUnixNano ?? 0),
    severity: log.severityNumber ?? 0,
    eventName: log.eventName ?? '',
    body: valueOf(log.body),
    attributes: attributesOf(log.attributes),
  }
}

function attributesOf(list: KeyValue[] = []): Attributes {
  return Attributes.of(list.map(({ key, value }) => [key, valueOf(value)] as const))
}

function valueOf(value: AnyValue | undefined): AttributeValue {
  if (value?.stringValue !== undefined) return value.stringValue
  if (value?.boolValue !== undefined) return value.boolValue
  if (value?.intValue !== undefined) return Number(value.intValue)
  if (value?.doubleValue !== undefined) return value.doubleValue
  if (value?.arrayValue) return (value.arrayValue.values ?? []).map(valueOf)
  if (value?.kvlistValue) return attributesOf(value.kvlistValue.values)
  return null
}
