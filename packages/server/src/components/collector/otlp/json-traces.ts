/** Spans in OTLP/JSON. */
import { Attributes } from '../../../flows/ingest/attributes.ts'
import type { Batch } from '../../../flows/ingest/batch.ts'
import type { EventRecord, LinkRecord, Origin, SpanRecord } from '../../../flows/ingest/records.ts'
import { isObject, type JsonObject } from './json-body.ts'
import { readJsonEnvelope } from './json-envelope.ts'
import { countField, enumField, idField, listField, objectField, textField, timeField, type Trail } from './json-fields.ts'
import { readAttributes } from './json-values.ts'
import { RecordPlace, TRACES } from './record-place.ts'
import {
  BAD_LENGTH_8,
  BAD_LENGTH_16,
  BAD_SPAN_ID,
  BAD_TRACE_ID,
  emptySpan,
  finishSpan,
  kindOf,
  LATEST_NS,
  SpanExtras,
  statusOf,
  TOO_LATE,
} from './span-rules.ts'

export function decodeTracesJson(batch: Batch, body: Uint8Array): void {
  const place = new RecordPlace(TRACES)
  const extras = new SpanExtras()
  readJsonEnvelope(batch, body, place, (record, origin, trail) => {
    extras.clear()
    const span = readSpan(record, origin, extras, trail)
    if (finishSpan(span, extras)) {
      batch.spans.push(span)
      batch.accepted++
    } else place.reject(batch, extras.problemPath, extras.problem)
  })
}

function readSpan(from: JsonObject, origin: Origin, extras: SpanExtras, trail: Trail): SpanRecord {
  const span = emptySpan(origin)
  span.traceId = idField(from, 'traceId', 16, trail) ?? wrong(extras, 'traceId', BAD_TRACE_ID)
  span.spanId = idField(from, 'spanId', 8, trail) ?? wrong(extras, 'spanId', BAD_SPAN_ID)
  span.parentSpanId = idField(from, 'parentSpanId', 8, trail) ?? wrong(extras, 'parentSpanId', BAD_LENGTH_8)
  span.name = textField(from, 'name', trail)
  span.kind = kindOf(enumField(from, 'kind', trail))
  span.startNs = timeField(from, 'startTimeUnixNano', trail)
  span.endNs = timeField(from, 'endTimeUnixNano', trail)
  extras.traceState = textField(from, 'traceState', trail)
  extras.droppedAttributes = countField(from, 'droppedAttributesCount', trail) + readAttributes(from, 'attributes', span.attributes, trail)
  extras.droppedEvents = countField(from, 'droppedEventsCount', trail)
  extras.droppedLinks = countField(from, 'droppedLinksCount', trail)
  span.events = readParts(from, 'events', trail, (event, index) => readEvent(event, index, extras, trail))
  span.links = readParts(from, 'links', trail, (link, index) => readLink(link, index, extras, trail))
  const status = objectField(from, 'status', trail)
  if (status) {
    trail.enter('status')
    span.statusMessage = textField(status, 'message', trail)
    span.status = statusOf(enumField(status, 'code', trail))
    trail.leave()
  }
  return span
}

function readParts<Part>(from: JsonObject, name: string, trail: Trail, read: (part: JsonObject, index: number) => Part): Part[] {
  const list = listField(from, name, trail)
  if (list.length === 0) return []
  trail.enter(name)
  const parts = list.map((part, index) => {
    trail.enter(index)
    const made = isObject(part) ? read(part, index) : trail.fail('', 'must be an object')
    trail.leave()
    return made
  })
  trail.leave()
  return parts
}

function readEvent(from: JsonObject, index: number, extras: SpanExtras, trail: Trail): EventRecord {
  const event: EventRecord = {
    timeNs: timeField(from, 'timeUnixNano', trail),
    name: textField(from, 'name', trail),
    attributes: new Attributes(),
  }
  const dropped = countField(from, 'droppedAttributesCount', trail) + readAttributes(from, 'attributes', event.attributes, trail)
  if (event.timeNs >= LATEST_NS) extras.fail(`events[${index}].timeUnixNano`, TOO_LATE)
  if (dropped > 0) event.attributes.push('otel.dropped_attributes_count', dropped)
  return event
}

function readLink(from: JsonObject, index: number, extras: SpanExtras, trail: Trail): LinkRecord {
  const link: LinkRecord = {
    traceId: idField(from, 'traceId', 16, trail) ?? wrong(extras, `links[${index}].traceId`, BAD_LENGTH_16),
    spanId: idField(from, 'spanId', 8, trail) ?? wrong(extras, `links[${index}].spanId`, BAD_LENGTH_8),
    attributes: new Attributes(),
  }
  const traceState = textField(from, 'traceState', trail)
  const dropped = countField(from, 'droppedAttributesCount', trail) + readAttributes(from, 'attributes', link.attributes, trail)
  if (traceState !== '') link.attributes.push('w3c.tracestate', traceState)
  if (dropped > 0) link.attributes.push('otel.dropped_attributes_count', dropped)
  return link
}

function wrong(extras: SpanExtras, path: string, problem: string): '' {
  extras.fail(path, problem)
  return ''
}
