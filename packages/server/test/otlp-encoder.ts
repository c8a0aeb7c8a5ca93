/**
 * OTLP/JSON requests as protobuf, for tests: a plain, slow encoder that shares nothing with the decoder.
 * 64-bit numbers are decimal text or numbers; ids are hex.
 */
import { encodeMetric } from './otlp-metric-encoder.ts'

type Json = Record<string, unknown>

const varint = (value: bigint | number | string): Buffer => {
  let left = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
  return Buffer.from([...bytes, Number(left)])
}
export const field = (number: number, wireType: number): Buffer => varint(number * 8 + wireType)
export const bytes = (number: number, value: Uint8Array): Buffer => Buffer.concat([field(number, 2), varint(value.length), value])
export const text = (number: number, value: string): Buffer => bytes(number, Buffer.from(value))
export const integer = (number: number, value: bigint | number | string): Buffer => Buffer.concat([field(number, 0), varint(value)])
export const fixed64 = (number: number, value: bigint | number | string): Buffer => {
  const out = Buffer.alloc(8)
  out.writeBigUInt64LE(BigInt(value))
  return Buffer.concat([field(number, 1), out])
}
export const fixed32 = (number: number, value: number): Buffer => {
  const out = Buffer.alloc(4)
  out.writeUInt32LE(value)
  return Buffer.concat([field(number, 5), out])
}
const double = (number: number, value: number | string): Buffer => {
  const out = Buffer.alloc(8)
  out.writeDoubleLE(Number(value))
  return Buffer.concat([field(number, 1), out])
}

const has = (value: unknown): boolean => value !== undefined && value !== null
/** The caller says what type the part has. */
const maybe = (value: unknown, encode: (value: never) => Buffer): Buffer => (has(value) ? encode(value as never) : Buffer.alloc(0))
const each = (list: unknown, encode: (item: Json) => Buffer): Buffer => Buffer.concat(((list as Json[] | undefined) ?? []).map(encode))
const hex =
  (number: number) =>
  (value: string): Buffer =>
    bytes(number, Buffer.from(value, 'hex'))

export function anyValue(value: Json): Buffer {
  const list = (name: string): unknown => (value[name] as Json).values
  if (has(value.stringValue)) return text(1, value.stringValue as string)
  if (has(value.boolValue)) return integer(2, value.boolValue ? 1 : 0)
  if (has(value.intValue)) return integer(3, value.intValue as string)
  if (has(value.doubleValue)) return double(4, value.doubleValue as number)
  if (has(value.arrayValue))
    return bytes(
      5,
      each(list('arrayValue'), (item) => bytes(1, anyValue(item))),
    )
  if (has(value.kvlistValue))
    return bytes(
      6,
      each(list('kvlistValue'), (item) => bytes(1, keyValue(item))),
    )
  if (has(value.bytesValue)) return bytes(7, Buffer.from(value.bytesValue as string, 'base64'))
  return Buffer.alloc(0)
}

export function keyValue(entry: Json): Buffer {
  return Buffer.concat([text(1, (entry.key as string | undefined) ?? ''), maybe(entry.value, (value: Json) => bytes(2, anyValue(value)))])
}

const attributes = (number: number, list: unknown): Buffer => each(list, (entry) => bytes(number, keyValue(entry)))

export function span(from: Json): Buffer {
  return Buffer.concat([
    maybe(from.traceId, hex(1)),
    maybe(from.spanId, hex(2)),
    maybe(from.traceState, (value: string) => text(3, value)),
    maybe(from.parentSpanId, hex(4)),
    maybe(from.flags, (value: number) => fixed32(16, value)),
    maybe(from.name, (value: string) => text(5, value)),
    maybe(from.kind, (value: number) => integer(6, value)),
    maybe(from.startTimeUnixNano, (value: string) => fixed64(7, value)),
    maybe(from.endTimeUnixNano, (value: string) => fixed64(8, value)),
    attributes(9, from.attributes),
    maybe(from.droppedAttributesCount, (value: number) => integer(10, value)),
    each(from.events, (event) => bytes(11, spanEvent(event))),
    maybe(from.droppedEventsCount, (value: number) => integer(12, value)),
    each(from.links, (link) => bytes(13, spanLink(link))),
    maybe(from.droppedLinksCount, (value: number) => integer(14, value)),
    maybe(from.status, (status: Json) =>
      bytes(
        15,
        Buffer.concat([maybe(status.message, (value: string) => text(2, value)), maybe(status.code, (value: number) => integer(3, value))]),
      ),
    ),
  ])
}

function spanEvent(from: Json): Buffer {
  return Buffer.concat([
    maybe(from.timeUnixNano, (value: string) => fixed64(1, value)),
    maybe(from.name, (value: string) => text(2, value)),
    attributes(3, from.attributes),
    maybe(from.droppedAttributesCount, (value: number) => integer(4, value)),
  ])
}

function spanLink(from: Json): Buffer {
  return Buffer.concat([
    maybe(from.traceId, hex(1)),
    maybe(from.spanId, hex(2)),
    maybe(from.traceState, (value: string) => text(3, value)),
    attributes(4, from.attributes),
    maybe(from.droppedAttributesCount, (value: number) => integer(5, value)),
    maybe(from.flags, (value: number) => fixed32(6, value)),
  ])
}

export function logRecord(from: Json): Buffer {
  return Buffer.concat([
    maybe(from.timeUnixNano, (value: string) => fixed64(1, value)),
    maybe(from.observedTimeUnixNano, (value: string) => fixed64(11, value)),
    maybe(from.severityNumber, (value: number) => integer(2, value)),
    maybe(from.severityText, (value: string) => text(3, value)),
    maybe(from.body, (value: Json) => bytes(5, anyValue(value))),
    attributes(6, from.attributes),
    maybe(from.droppedAttributesCount, (value: number) => integer(7, value)),
    maybe(from.flags, (value: number) => fixed32(8, value)),
    maybe(from.traceId, hex(9)),
    maybe(from.spanId, hex(10)),
    maybe(from.eventName, (value: string) => text(12, value)),
  ])
}

function request(from: Json, names: [string, string, string], record: (from: Json) => Buffer): Buffer {
  return each(from[names[0]], (resource) =>
    bytes(
      1,
      Buffer.concat([
        maybe(resource.resource, (value: Json) =>
          bytes(
            1,
            Buffer.concat([attributes(1, value.attributes), maybe(value.droppedAttributesCount, (count: number) => integer(2, count))]),
          ),
        ),
        each(resource[names[1]], (scope) =>
          bytes(
            2,
            Buffer.concat([
              maybe(scope.scope, (value: Json) => bytes(1, scopeParts(value))),
              each(scope[names[2]], (item) => bytes(2, record(item))),
              maybe(scope.schemaUrl, (value: string) => text(3, value)),
            ]),
          ),
        ),
        maybe(resource.schemaUrl, (value: string) => text(3, value)),
      ]),
    ),
  )
}

function scopeParts(value: Json): Buffer {
  return Buffer.concat([
    maybe(value.name, (name: string) => text(1, name)),
    maybe(value.version, (version: string) => text(2, version)),
    attributes(3, value.attributes),
    maybe(value.droppedAttributesCount, (count: number) => integer(4, count)),
  ])
}

export const encodeTraces = (from: Json): Buffer => request(from, ['resourceSpans', 'scopeSpans', 'spans'], span)
export const encodeLogs = (from: Json): Buffer => request(from, ['resourceLogs', 'scopeLogs', 'logRecords'], logRecord)
export const encodeMetrics = (from: Json): Buffer => request(from, ['resourceMetrics', 'scopeMetrics', 'metrics'], encodeMetric)
