/** Stored rows back into records: the other half of row-writer.ts, for the parts of a trace that have to be read again. */
import type { StoredEvent } from '../../planes/telemetry/stored-json.ts'
import { Attributes, type AttributeValue } from './attributes.ts'
import type { EventRecord, LogRecord, Origin, SpanRecord, StatusCode } from './records.ts'
import type { StoredContent, StoredLog, StoredSpan, StoredTraces } from './reload.ts'
import { emptyFacts } from './records.ts'

/**
 * The records as the normaliser needs them. What was a number or a list comes back as text (JSON for lists and maps),
 * so a reader of attributes has to take both.
 */
export function restore(stored: StoredTraces): { spans: SpanRecord[]; logs: LogRecord[] } {
  const content = new Map<string, StoredContent[]>()
  for (const row of stored.content) {
    const key = contentKey(row.trace_id, row.span_id, row.source, row.position)
    content.set(key, [...(content.get(key) ?? []), row])
  }
  return {
    spans: stored.spans.map((row) => restoreSpan(row, content)),
    logs: stored.logs.map((row) => restoreLog(row, content)),
  }
}

function restoreSpan(row: StoredSpan, content: Map<string, StoredContent[]>): SpanRecord {
  const startNs = BigInt(row.start_ns)
  const attributes = attributesOf(row.attrs)
  for (const heavy of content.get(contentKey(row.trace_id, row.span_id, 'attribute', 0)) ?? []) attributes.set(heavy.key, heavy.value)
  return {
    origin: originOf(row),
    traceId: row.trace_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    name: row.name,
    kind: row.kind,
    startNs,
    endNs: startNs + BigInt(row.duration_ns),
    status: row.status as StatusCode,
    statusMessage: row.status_message,
    attributes,
    events: restoreEvents(row, content),
    links: [],
    facts: emptyFacts(),
  }
}

function restoreEvents(row: StoredSpan, content: Map<string, StoredContent[]>): EventRecord[] {
  if (row.events === '') return []
  return (JSON.parse(row.events) as StoredEvent[]).map((event, position) => {
    const attributes = attributesOf(event.attributes)
    for (const heavy of content.get(contentKey(row.trace_id, row.span_id, 'event', position)) ?? []) attributes.set(heavy.key, heavy.value)
    return { timeNs: BigInt(event.timeNs), name: event.name, attributes }
  })
}

function restoreLog(row: StoredLog, content: Map<string, StoredContent[]>): LogRecord {
  const attributes = attributesOf(row.attrs)
  let body = row.body
  const position = Number(BigInt(row.log_hash) & 0xffffffffn)
  for (const heavy of content.get(contentKey(row.trace_id, row.span_id, 'log', position)) ?? []) {
    if (heavy.key === 'body') body = heavy.value
    else attributes.set(heavy.key, heavy.value)
  }
  return {
    origin: originOf(row),
    traceId: row.trace_id,
    spanId: row.span_id,
    timeNs: BigInt(row.time_ns),
    severity: row.severity,
    eventName: row.event_name,
    body: fromJson(body),
    attributes,
  }
}

function originOf(row: { service: string; scope: string; resource: string }): Origin {
  const resource = row.resource === '' ? {} : (JSON.parse(row.resource) as Record<string, unknown>)
  return { service: row.service, scope: row.scope, scopeVersion: '', resource: attributesOf(resource) }
}

function attributesOf(data: Record<string, unknown>): Attributes {
  return Attributes.of(Object.entries(data).map(([key, value]) => [key, attributeOf(value)] as const))
}

function attributeOf(value: unknown): AttributeValue {
  if (Array.isArray(value)) return value.map(attributeOf)
  if (typeof value === 'object' && value !== null) return attributesOf(value as Record<string, unknown>)
  return value as string | number | boolean | null
}

/** A log's body is a map more often than text; only a JSON object or list is read as such. */
function fromJson(text: string): AttributeValue {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return attributeOf(JSON.parse(text))
  } catch {
    return text
  }
}

function contentKey(traceId: string, spanId: string, source: string, position: number): string {
  return `${traceId}/${spanId}/${source}/${position}`
}
