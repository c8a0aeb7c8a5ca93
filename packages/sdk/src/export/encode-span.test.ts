import { context, createTraceState, SpanKind, SpanStatusCode, TraceFlags, trace, type Attributes } from '@opentelemetry/api'
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteWriter } from './byte-writer.ts'
import { encodeRequest, encodeResource, encodeScope, encodeSpan } from './encode-span.ts'

interface Made {
  name: string
  attributes: Attributes
  event: Attributes
  message: string
}

/** A span of OpenTelemetry's SDK with everything a span can have. */
function spanOf({ name, attributes, event, message }: Made): ReadableSpan {
  let ended: ReadableSpan | undefined
  const processor = {
    onStart: () => {},
    onEnd: (span: ReadableSpan) => void (ended = span),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  }
  const resource = resourceFromAttributes({ 'service.name': 'encode-test', list: ['a', 'b'] })
  const tracer = new TracerProvider({ spanProcessors: [processor], resource }).getTracer('scope', '1.2.3')
  const parent = trace.setSpanContext(context.active(), {
    traceId: 'ab'.repeat(16),
    spanId: '0123456789abcdef',
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
    traceState: createTraceState('vendor=x'),
  })
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent)
  span.addEvent('happened', event)
  span.addLink({ context: { traceId: 'cd'.repeat(16), spanId: 'ef'.repeat(8), traceFlags: 0 }, attributes: event })
  if (message !== '') span.setStatus({ code: SpanStatusCode.ERROR, message })
  span.end()
  if (ended === undefined) throw new Error('the span did not end')
  return ended
}

const ours = (span: ReadableSpan) =>
  encodeRequest(encodeResource(span.resource), [{ scope: encodeScope(span.instrumentationScope), bytes: encodeSpan(span) }])

interface Field {
  number: number
  type: number
  value: string
}

/** Fields of a message in the order of their numbers, so that two encoders' habits do not matter. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const take = (size: number) => Buffer.from(bytes.subarray(at, (at += size))).toString('hex')
  while (at < bytes.length) {
    const tag = Number(varint())
    const type = tag & 7
    const value = type === 0 ? String(varint()) : take(type === 1 ? 8 : type === 5 ? 4 : Number(varint()))
    fields.push({ number: tag >> 3, type, value })
  }
  return fields.sort((left, right) => left.number - right.number)
}

/** Messages in a span whose counts of zero may be written or not. */
const NESTED: Readonly<Record<number, boolean>> = { 11: true, 13: true, 15: true }

const bytesOf = (fields: Field[], number: number) => Buffer.from(fields.find((field) => field.number === number)?.value ?? '', 'hex')
const withoutZeros = (fields: Field[]) => fields.filter(({ type, value }) => type !== 0 || value !== '0')

/** ResourceSpans, ScopeSpans and Span of a request with one of each. */
function levels(request: Uint8Array) {
  const resourceSpans = fieldsOf(bytesOf(fieldsOf(request), 1))
  const scopeSpans = fieldsOf(bytesOf(resourceSpans, 2))
  const span = withoutZeros(fieldsOf(bytesOf(scopeSpans, 2))).map(({ number, type, value }) => ({
    number,
    type,
    value: NESTED[number] ? withoutZeros(fieldsOf(Buffer.from(value, 'hex'))) : value,
  }))
  return {
    resource: withoutZeros(fieldsOf(bytesOf(resourceSpans, 1))),
    scope: fieldsOf(bytesOf(scopeSpans, 1)),
    // A status that says nothing is one that is not there.
    span: span.filter(({ value }) => value.length > 0),
  }
}

const text = fc.string({ unit: 'binary', maxLength: 300 })
/** Whole numbers past 2^53 are floating-point numbers in ours, since that is what they are. */
const double = fc.double({ noNaN: true }).filter((made) => !Number.isInteger(made) || Number.isSafeInteger(made))
const value = fc.oneof(text, fc.integer(), double, fc.boolean(), fc.array(text, { maxLength: 3 }), fc.maxSafeInteger())
const attributes = fc.dictionary(fc.string({ minLength: 1, maxLength: 40 }), value, { maxKeys: 8, noNullPrototype: true })

describe('spans as protocol buffers', () => {
  it("say field by field what OpenTelemetry's own encoder says", () => {
    fc.assert(
      fc.property(fc.record({ name: text, attributes, event: attributes, message: text }), (made) => {
        const span = spanOf(made)
        const theirs = ProtobufTraceSerializer.serializeRequest([span])
        if (theirs === undefined) throw new Error('not serialised')
        expect(levels(ours(span))).toEqual(levels(theirs))
      }),
    )
  })

  it('keep the order and the scope of many spans', () => {
    const span = spanOf({ name: 'one', attributes: {}, event: {}, message: '' })
    const [first, second] = [encodeScope({ name: 'a' }), encodeScope({ name: 'b' })]
    const bytes = encodeSpan(span)
    const request = encodeRequest(encodeResource(span.resource), [
      { scope: first, bytes },
      { scope: second, bytes },
      { scope: first, bytes },
    ])
    const [resourceSpans] = fieldsOf(request)
    const scopes = fieldsOf(Buffer.from(resourceSpans.value, 'hex')).filter(({ number }) => number === 2)
    expect(scopes.map(({ value }) => fieldsOf(Buffer.from(value, 'hex')).filter(({ number }) => number === 2).length)).toEqual([2, 1])
  })
})

describe('the writer', () => {
  it('writes seconds and nanoseconds as one number, exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 33 }), fc.integer({ min: 0, max: 999_999_999 }), (seconds, nanoseconds) => {
        const writer = new ByteWriter()
        writer.nanoseconds([seconds, nanoseconds])
        expect(Buffer.from(writer.copy()).readBigUInt64LE()).toBe(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds))
      }),
    )
  })
})
