/** Span of opentelemetry/proto/trace/v1/trace.proto. Its flags are not kept: they repeat that it was sampled. */
import { Attributes } from '../../../flows/ingest/attributes.ts'
import type { Batch } from '../../../flows/ingest/batch.ts'
import type { EventRecord, LinkRecord, Origin, SpanRecord } from '../../../flows/ingest/records.ts'
import { PART_UNITS, RECORD_UNITS, TooDeepError } from './limits.ts'
import { readEnvelope } from './protobuf-envelope.ts'
import { readKeyValue } from './protobuf-values.ts'
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
import { WireReader } from './wire.ts'

const KNOWN_OF_SPAN = 0b1_1111_1111_1111_1110
const KNOWN_OF_EVENT = 0b1_1110
const KNOWN_OF_LINK = 0b111_1110
const KNOWN_OF_STATUS = 0b1100
/** Fixed 32-bit flags: field 16 of a span, 6 of a link. */
const SPAN_FLAGS = 0x85
const LINK_FLAGS = 0x35

export function decodeTracesProtobuf(batch: Batch, body: Uint8Array): void {
  const place = new RecordPlace(TRACES)
  const extras = new SpanExtras()
  readEnvelope(new WireReader(body), place, (reader, end, origin) => {
    extras.clear()
    const span = readSpanWithin(reader, end, origin, extras)
    if (span && finishSpan(span, extras)) {
      batch.spans.push(span)
      batch.accepted++
    } else place.reject(batch, extras.problemPath, extras.problem)
  })
}

function readSpanWithin(reader: WireReader, end: number, origin: Origin, extras: SpanExtras): SpanRecord | undefined {
  reader.budget.spend(RECORD_UNITS)
  try {
    return readSpan(reader, end, origin, extras)
  } catch (error) {
    if (!(error instanceof TooDeepError)) throw error
    reader.at = end
    extras.problem = error.message
    extras.problemPath = ''
    return undefined
  }
}

function readSpan(reader: WireReader, end: number, origin: Origin, extras: SpanExtras): SpanRecord {
  const span = emptySpan(origin)
  while (reader.at < end) {
    const tag = reader.tag(end)
    switch (tag) {
      case 0x0a:
        span.traceId = reader.id(end, 16) ?? wrong(extras, 'traceId', BAD_TRACE_ID)
        break
      case 0x12:
        span.spanId = reader.id(end, 8) ?? wrong(extras, 'spanId', BAD_SPAN_ID)
        break
      case 0x1a:
        extras.traceState = reader.text(end)
        break
      case 0x22:
        span.parentSpanId = reader.id(end, 8) ?? wrong(extras, 'parentSpanId', BAD_LENGTH_8)
        break
      case 0x2a:
        span.name = reader.text(end)
        break
      case 0x30:
        span.kind = kindOf(reader.varint32(end))
        break
      case 0x39:
        span.startNs = reader.fixed64(end)
        break
      case 0x41:
        span.endNs = reader.fixed64(end)
        break
      case 0x4a:
        if (!readKeyValue(reader, end, span.attributes)) extras.droppedAttributes++
        break
      default:
        readRarePart(reader, tag, end, span, extras)
    }
  }
  return span
}

function readRarePart(reader: WireReader, tag: number, end: number, span: SpanRecord, extras: SpanExtras): void {
  switch (tag) {
    case 0x50:
      extras.droppedAttributes += reader.varint32(end)
      break
    case 0x5a:
      span.events.push(readEvent(reader, reader.messageEnd(end), span.events.length, extras))
      break
    case 0x60:
      extras.droppedEvents = reader.varint32(end)
      break
    case 0x6a:
      span.links.push(readLink(reader, reader.messageEnd(end), span.links.length, extras))
      break
    case 0x70:
      extras.droppedLinks = reader.varint32(end)
      break
    case 0x7a:
      readStatus(reader, reader.messageEnd(end), span)
      break
    default:
      reader.skip(tag, end, tag === SPAN_FLAGS ? 0 : KNOWN_OF_SPAN)
  }
}

function readEvent(reader: WireReader, end: number, index: number, extras: SpanExtras): EventRecord {
  reader.budget.spend(PART_UNITS)
  const event: EventRecord = { timeNs: 0n, name: '', attributes: new Attributes() }
  let dropped = 0
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x09) event.timeNs = reader.fixed64(end)
    else if (tag === 0x12) event.name = reader.text(end)
    else if (tag === 0x1a) {
      if (!readKeyValue(reader, end, event.attributes)) dropped++
    } else if (tag === 0x20) dropped += reader.varint32(end)
    else reader.skip(tag, end, KNOWN_OF_EVENT)
  }
  if (event.timeNs >= LATEST_NS) extras.fail(`events[${index}].timeUnixNano`, TOO_LATE)
  if (dropped > 0) event.attributes.push('otel.dropped_attributes_count', dropped)
  return event
}

function readLink(reader: WireReader, end: number, index: number, extras: SpanExtras): LinkRecord {
  reader.budget.spend(PART_UNITS)
  const link: LinkRecord = { traceId: '', spanId: '', attributes: new Attributes() }
  let traceState = ''
  let dropped = 0
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) link.traceId = reader.id(end, 16) ?? wrong(extras, `links[${index}].traceId`, BAD_LENGTH_16)
    else if (tag === 0x12) link.spanId = reader.id(end, 8) ?? wrong(extras, `links[${index}].spanId`, BAD_LENGTH_8)
    else if (tag === 0x1a) traceState = reader.text(end)
    else if (tag === 0x22) {
      if (!readKeyValue(reader, end, link.attributes)) dropped++
    } else if (tag === 0x28) dropped += reader.varint32(end)
    else reader.skip(tag, end, tag === LINK_FLAGS ? 0 : KNOWN_OF_LINK)
  }
  if (traceState !== '') link.attributes.push('w3c.tracestate', traceState)
  if (dropped > 0) link.attributes.push('otel.dropped_attributes_count', dropped)
  return link
}

function readStatus(reader: WireReader, end: number, span: SpanRecord): void {
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x12) span.statusMessage = reader.text(end)
    else if (tag === 0x18) span.status = statusOf(reader.varint32(end))
    else reader.skip(tag, end, KNOWN_OF_STATUS)
  }
}

function wrong(extras: SpanExtras, path: string, problem: string): '' {
  extras.fail(path, problem)
  return ''
}
