/** Spans as OTLP's protocol buffers. Field numbers are those of opentelemetry/proto/trace/v1/trace.proto. */
import type { Attributes, AttributeValue, Link } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { ByteWriter, sizeOfVarint } from './byte-writer.ts'

const BYTES = 2
const FIXED64 = 1
const FIXED32 = 5
const tag = (field: number, type: number) => (field << 3) | type

const SPAN = {
  traceId: tag(1, BYTES),
  spanId: tag(2, BYTES),
  traceState: tag(3, BYTES),
  parentSpanId: tag(4, BYTES),
  name: tag(5, BYTES),
  kind: tag(6, 0),
  start: tag(7, FIXED64),
  end: tag(8, FIXED64),
  attribute: tag(9, BYTES),
  droppedAttributes: tag(10, 0),
  event: tag(11, BYTES),
  droppedEvents: tag(12, 0),
  link: tag(13, BYTES),
  droppedLinks: tag(14, 0),
  status: tag(15, BYTES),
  flags: tag(16, FIXED32),
}
const HAS_IS_REMOTE = 0x100
const IS_REMOTE = 0x200

/** One writer for all spans: encoding is synchronous and answers a copy. */
const writer = new ByteWriter()

/** A span as field 2 of ScopeSpans: tag, length, message; ready to be put together with others. */
export function encodeSpan(span: ReadableSpan): Uint8Array {
  writer.clear()
  writer.varint(tag(2, BYTES))
  const at = writer.open()
  writeIds(span)
  writeMain(span)
  for (const event of span.events) writeEvent(event)
  writeCount(SPAN.droppedEvents, span.droppedEventsCount)
  for (const link of span.links) writeLink(link)
  writeCount(SPAN.droppedLinks, span.droppedLinksCount)
  writeStatus(span)
  writer.close(at)
  return writer.copy()
}

function writeIds(span: ReadableSpan): void {
  const own = span.spanContext()
  const parent = span.parentSpanContext
  writer.varint(SPAN.traceId)
  writer.hex(own.traceId)
  writer.varint(SPAN.spanId)
  writer.hex(own.spanId)
  const state = own.traceState?.serialize()
  if (state) {
    writer.varint(SPAN.traceState)
    writer.text(state)
  }
  if (parent) {
    writer.varint(SPAN.parentSpanId)
    writer.hex(parent.spanId)
  }
  writer.varint(SPAN.flags)
  writer.fixed32((own.traceFlags & 0xff) | HAS_IS_REMOTE | (parent?.isRemote ? IS_REMOTE : 0))
}

function writeMain(span: ReadableSpan): void {
  writer.varint(SPAN.name)
  writer.text(span.name)
  writer.varint(SPAN.kind)
  writer.varint(span.kind + 1)
  writer.varint(SPAN.start)
  writer.nanoseconds(span.startTime)
  writer.varint(SPAN.end)
  writer.nanoseconds(span.endTime)
  writeAttributes(SPAN.attribute, span.attributes)
  writeCount(SPAN.droppedAttributes, span.droppedAttributesCount)
}

function writeCount(field: number, count: number): void {
  if (count === 0) return
  writer.varint(field)
  writer.varint(count)
}

function writeEvent(event: ReadableSpan['events'][number]): void {
  writer.varint(SPAN.event)
  const at = writer.open()
  writer.varint(tag(1, FIXED64))
  writer.nanoseconds(event.time)
  writer.varint(tag(2, BYTES))
  writer.text(event.name)
  if (event.attributes) writeAttributes(tag(3, BYTES), event.attributes)
  writeCount(tag(4, 0), event.droppedAttributesCount ?? 0)
  writer.close(at)
}

function writeLink(link: Link): void {
  writer.varint(SPAN.link)
  const at = writer.open()
  writer.varint(tag(1, BYTES))
  writer.hex(link.context.traceId)
  writer.varint(tag(2, BYTES))
  writer.hex(link.context.spanId)
  if (link.attributes) writeAttributes(tag(4, BYTES), link.attributes)
  writer.varint(tag(6, FIXED32))
  writer.fixed32((link.context.traceFlags & 0xff) | HAS_IS_REMOTE | (link.context.isRemote ? IS_REMOTE : 0))
  writer.close(at)
}

function writeStatus({ status }: ReadableSpan): void {
  if (status.code === 0 && !status.message) return
  writer.varint(SPAN.status)
  const at = writer.open()
  if (status.message) {
    writer.varint(tag(2, BYTES))
    writer.text(status.message)
  }
  writer.varint(tag(3, 0))
  writer.varint(status.code)
  writer.close(at)
}

function writeAttributes(field: number, attributes: Attributes): void {
  for (const key in attributes) {
    const value = attributes[key]
    if (value === undefined) continue
    writer.varint(field)
    const at = writer.open()
    writer.varint(tag(1, BYTES))
    writer.text(key)
    writer.varint(tag(2, BYTES))
    writeValue(value)
    writer.close(at)
  }
}

/** AnyValue, with its length before it. */
function writeValue(value: AttributeValue | null): void {
  const at = writer.open()
  if (typeof value === 'string') {
    writer.varint(tag(1, BYTES))
    writer.text(value)
  } else if (typeof value === 'number') writeNumber(value)
  else if (typeof value === 'boolean') {
    writer.varint(tag(2, 0))
    writer.varint(value ? 1 : 0)
  } else if (Array.isArray(value)) {
    writer.varint(tag(5, BYTES))
    const list = writer.open()
    for (const item of value) {
      writer.varint(tag(1, BYTES))
      writeValue(item ?? null)
    }
    writer.close(list)
  }
  writer.close(at)
}

function writeNumber(value: number): void {
  if (Number.isSafeInteger(value)) {
    writer.varint(tag(3, 0))
    writer.integer(value)
  } else {
    writer.varint(tag(4, FIXED64))
    writer.double(value)
  }
}

/** The resource as field 1 of ResourceSpans. */
export function encodeResource(resource: Resource): Uint8Array {
  writer.clear()
  writer.varint(tag(1, BYTES))
  const at = writer.open()
  writeAttributes(tag(1, BYTES), resource.attributes)
  writer.close(at)
  return writer.copy()
}

/** The scope as field 1 of ScopeSpans. */
export function encodeScope(scope: ReadableSpan['instrumentationScope']): Uint8Array {
  writer.clear()
  writer.varint(tag(1, BYTES))
  const at = writer.open()
  writer.varint(tag(1, BYTES))
  writer.text(scope.name)
  if (scope.version) {
    writer.varint(tag(2, BYTES))
    writer.text(scope.version)
  }
  writer.close(at)
  return writer.copy()
}

export interface ScopedSpan {
  scope: Uint8Array
  bytes: Uint8Array
}

/** ExportTraceServiceRequest of encoded parts. Spans of one scope share the array that `encodeScope` made. */
export function encodeRequest(resource: Uint8Array, spans: readonly ScopedSpan[]): Uint8Array {
  const scopes = new Map<Uint8Array, Uint8Array[]>()
  for (const { scope, bytes } of spans) {
    const list = scopes.get(scope)
    if (list) list.push(bytes)
    else scopes.set(scope, [bytes])
  }
  const groups = [...scopes].map(([scope, list]) => ({
    scope,
    list,
    size: list.reduce((sum, bytes) => sum + bytes.length, scope.length),
  }))
  const inner = groups.reduce((sum, { size }) => sum + 1 + sizeOfVarint(size) + size, resource.length)
  const body = new ByteWriter(inner + 16)
  body.varint(tag(1, BYTES))
  body.varint(inner)
  body.raw(resource)
  for (const { scope, list, size } of groups) {
    body.varint(tag(2, BYTES))
    body.varint(size)
    body.raw(scope)
    for (const bytes of list) body.raw(bytes)
  }
  return body.taken()
}
