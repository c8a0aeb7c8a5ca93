/**
 * OTLP as a client writes it, in protobuf and JSON from one description, so that tests, bench and demo do not encode with the
 * code they test. Field numbers are those of opentelemetry-proto 1.x (trace/v1/trace.proto, common/v1/common.proto).
 *
 * @typedef {string | number | boolean | string[]} Value
 * @typedef {{traceId: string, spanId: string, parentSpanId?: string, name: string, kind?: number, startMs: number, endMs: number,
 *   attributes?: Record<string, Value>, events?: {name: string, timeMs: number, attributes?: Record<string, Value>}[],
 *   error?: string | true}} WireSpan  times are epoch milliseconds, fractions allowed
 * @typedef {{resource?: Record<string, Value>, scope?: string, spans: WireSpan[]}} WireGroup
 */

/** As times are encoded. */
export const nanos = (ms) => BigInt(Math.round(ms * 1000)) * 1000n

function varint(value) {
  const bytes = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  bytes.push(Number(rest))
  return Buffer.from(bytes)
}

const tag = (field, type) => varint((field << 3) | type)
export const bytesField = (field, bytes) => Buffer.concat([tag(field, 2), varint(bytes.length), bytes])
export const textField = (field, text) => bytesField(field, Buffer.from(text))
const intField = (field, value) => Buffer.concat([tag(field, 0), varint(value)])
const doubleField = (field, value) => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([tag(field, 1), bytes])
}
const fixed64Field = (field, value) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return Buffer.concat([tag(field, 1), bytes])
}

function valueBytes(value) {
  if (typeof value === 'boolean') return intField(2, value ? 1 : 0)
  if (typeof value === 'number') return Number.isInteger(value) ? intField(3, value) : doubleField(4, value)
  if (Array.isArray(value)) return bytesField(5, Buffer.concat(value.map((each) => bytesField(1, valueBytes(each)))))
  return textField(1, value)
}

export const attributeFields = (field, attributes = {}) =>
  Buffer.concat(
    Object.entries(attributes).map(([key, value]) =>
      bytesField(field, Buffer.concat([textField(1, key), bytesField(2, valueBytes(value))])),
    ),
  )

const eventBytes = (event) =>
  Buffer.concat([fixed64Field(1, nanos(event.timeMs)), textField(2, event.name), attributeFields(3, event.attributes)])

function statusBytes(error) {
  return Buffer.concat([...(typeof error === 'string' ? [textField(2, error)] : []), intField(3, error === undefined ? 0 : 2)])
}

function spanBytes(span) {
  return Buffer.concat([
    bytesField(1, Buffer.from(span.traceId, 'hex')),
    bytesField(2, Buffer.from(span.spanId, 'hex')),
    ...(span.parentSpanId ? [bytesField(4, Buffer.from(span.parentSpanId, 'hex'))] : []),
    textField(5, span.name),
    intField(6, span.kind ?? 1),
    fixed64Field(7, nanos(span.startMs)),
    fixed64Field(8, nanos(span.endMs)),
    attributeFields(9, span.attributes),
    ...(span.events ?? []).map((event) => bytesField(11, eventBytes(event))),
    bytesField(15, statusBytes(span.error)),
  ])
}

/** @param {WireGroup[]} groups @returns {Buffer} an ExportTraceServiceRequest */
export function encodeTraces(groups) {
  return Buffer.concat(
    groups.map(({ resource, scope = 'relayscope.traffic', spans }) => {
      const scopeSpans = Buffer.concat([bytesField(1, textField(1, scope)), ...spans.map((span) => bytesField(2, spanBytes(span)))])
      return bytesField(1, Buffer.concat([bytesField(1, attributeFields(1, resource)), bytesField(2, scopeSpans)]))
    }),
  )
}

function jsonValue(value) {
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(jsonValue) } }
  return { stringValue: value }
}

const jsonAttributes = (attributes = {}) => Object.entries(attributes).map(([key, value]) => ({ key, value: jsonValue(value) }))

/** @param {WireGroup[]} groups the same request as an object in OTLP's JSON form */
export function tracesAsJson(groups) {
  return {
    resourceSpans: groups.map(({ resource, scope = 'relayscope.traffic', spans }) => ({
      resource: { attributes: jsonAttributes(resource) },
      scopeSpans: [
        {
          scope: { name: scope },
          spans: spans.map((span) => ({
            traceId: span.traceId,
            spanId: span.spanId,
            parentSpanId: span.parentSpanId ?? '',
            name: span.name,
            kind: span.kind ?? 1,
            startTimeUnixNano: String(nanos(span.startMs)),
            endTimeUnixNano: String(nanos(span.endMs)),
            attributes: jsonAttributes(span.attributes),
            events: (span.events ?? []).map((event) => ({
              timeUnixNano: String(nanos(event.timeMs)),
              name: event.name,
              attributes: jsonAttributes(event.attributes),
            })),
            status: span.error === undefined ? {} : { code: 2, ...(typeof span.error === 'string' ? { message: span.error } : {}) },
          })),
        },
      ],
    })),
  }
}

/** Sends one request and reads the answer to its end. */
export async function sendTraces(otlpHttp, body, headers = {}) {
  const answer = await fetch(`${otlpHttp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', ...headers },
    body,
  })
  const bytes = new Uint8Array(await answer.arrayBuffer())
  return { status: answer.status, headers: answer.headers, bytes }
}
