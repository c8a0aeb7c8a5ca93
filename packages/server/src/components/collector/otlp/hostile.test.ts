/** Whatever comes: the decoders end, throw nothing but `UndecodableError`, account for every record, and agree with each other. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { both, decode, fixture, GOOD, json, START, traces } from '../../../../test/otlp-decoding.ts'
import { encodeLogs, encodeTraces } from '../../../../test/otlp-encoder.ts'
import { type Decoder, UndecodableError, type WireFormat } from '../../../flows/ingest/intake.ts'
import { decodeOtlpLogs } from '../otlp-logs.ts'
import { decodeOtlpTraces } from '../otlp-traces.ts'

const hostile = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../../../test/fixtures/hostile/${name}`, import.meta.url), 'utf8')) as T

const hexId = (length: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((id) => Buffer.from(id).toString('hex'))
const anyId = (length: number): fc.Arbitrary<string> =>
  fc.oneof({ weight: 8, arbitrary: hexId(length) }, fc.constantFrom('', '00'.repeat(length), 'ab'))
const word = fc.oneof(fc.constantFrom('gen_ai.request.model', 'k', ''), fc.string({ unit: 'binary', maxLength: 80 }))
const int64 = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })).map(String)
const time = fc
  .oneof(
    { weight: 5, arbitrary: fc.bigInt({ min: 1n, max: 4n * 10n ** 18n }) },
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.constant(0n),
  )
  .map(String)
const count = fc.nat(5)

const { value } = fc.letrec<{ value: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.record({ stringValue: word }),
    fc.record({ intValue: int64 }),
    // JSON text has no negative zero.
    fc.record({ doubleValue: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0) }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ bytesValue: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64')) }),
    fc.constant({}),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 4 }) }) }),
    fc.record({ kvlistValue: fc.record({ values: fc.array(fc.record({ key: word, value: tie('value') }), { maxLength: 4 }) }) }),
  ),
}))
const attributes = fc.array(fc.record({ key: word, value }), { maxLength: 6 })
const optional = { requiredKeys: [] as [] }
const resource = fc.record({ attributes, droppedAttributesCount: count }, optional)
const scope = fc.record({ name: word, version: word, attributes, droppedAttributesCount: count }, optional)
const status = fc.record({ code: fc.integer({ min: -1, max: 4 }), message: word }, optional)
const event = fc.record({ timeUnixNano: time, name: word, attributes, droppedAttributesCount: count }, optional)
const link = fc.record(
  { traceId: anyId(16), spanId: anyId(8), traceState: word, attributes, flags: count, droppedAttributesCount: count },
  optional,
)
const dropped = { droppedAttributesCount: count, droppedEventsCount: count, droppedLinksCount: count }
const span = fc.record({
  ...{ traceId: anyId(16), spanId: anyId(8), parentSpanId: anyId(8), traceState: word, name: word, kind: fc.integer({ min: -1, max: 7 }) },
  ...{ startTimeUnixNano: time, endTimeUnixNano: time, attributes, ...dropped, flags: count, status },
  ...{ events: fc.array(event, { maxLength: 3 }), links: fc.array(link, { maxLength: 3 }) },
})
const log = fc.record(
  {
    ...{
      timeUnixNano: time,
      observedTimeUnixNano: time,
      severityNumber: fc.integer({ min: -1, max: 30 }),
      severityText: fc.oneof(word, fc.constantFrom('INFO', 'warn2', 'Error')),
    },
    ...{ body: value, attributes, droppedAttributesCount: count, flags: count, traceId: anyId(16), spanId: anyId(8), eventName: word },
  },
  optional,
)
const levels = (record: fc.Arbitrary<object>, names: [string, string, string]): fc.Arbitrary<Record<string, unknown>> => {
  const records = fc.record({ scope, [names[2]]: fc.array(record, { maxLength: 4 }), schemaUrl: word }, optional)
  const resources = fc.record({ resource, [names[1]]: fc.array(records, { maxLength: 3 }), schemaUrl: word }, optional)
  return fc.record({ [names[0]]: fc.array(resources, { maxLength: 3 }) })
}
const traceRequest = levels(span, ['resourceSpans', 'scopeSpans', 'spans'])
const logRequest = levels(log, ['resourceLogs', 'scopeLogs', 'logRecords'])

/** Records that were decoded, or undefined for undecodable. Anything else thrown fails the test. */
function account(decoder: Decoder, body: Uint8Array, format: WireFormat): number | undefined {
  try {
    const batch = decode(decoder, body, format)
    expect(batch.accepted).toBe(batch.spans.length + batch.logs.length)
    return batch.accepted + batch.rejections.length
  } catch (error) {
    expect(error).toBeInstanceOf(UndecodableError)
    return undefined
  }
}

function countRecords(request: unknown, names: [string, string, string]): number {
  const inside = (from: unknown, name: string): unknown[] => ((from as Record<string, unknown>)[name] as unknown[] | undefined) ?? []
  return inside(request, names[0]).reduce<number>(
    (sum, level) => sum + inside(level, names[1]).reduce<number>((all, inner) => all + inside(inner, names[2]).length, 0),
    0,
  )
}

describe('both encodings', () => {
  it('hold the same spans, and every span is either accepted or rejected', () => {
    fc.assert(
      fc.property(traceRequest, (request) => {
        const batch = both(request)
        expect(batch.accepted + batch.rejections.length).toBe(countRecords(request, ['resourceSpans', 'scopeSpans', 'spans']))
      }),
      { numRuns: 150 },
    )
  })

  it('hold the same log records, and every one is either accepted or rejected', () => {
    fc.assert(
      fc.property(logRequest, (request) => {
        const batch = both(request, 'logs')
        expect(batch.accepted + batch.rejections.length).toBe(countRecords(request, ['resourceLogs', 'scopeLogs', 'logRecords']))
      }),
      { numRuns: 150 },
    )
  })

  it('carry naughty strings unchanged, as names and as values', () => {
    const strings = [
      ...hostile<string[]>('blns.json'),
      'a\u0000b',
      '\u202Eevil',
      '__proto__',
      'constructor',
      "'; DROP TABLE spans; --",
      '{{7*7}}',
      '\u001b[31m',
      'x\n\nDROP TABLE spans\n\n',
      '<script>alert(1)</script>',
    ]
    const { spans } = both(
      traces(...strings.map((text) => ({ ...GOOD, name: text, attributes: [{ key: text, value: { stringValue: text } }] }))),
    )
    expect(spans.map((each) => [each.name, each.attributes.keys[0], each.attributes.values[0]])).toEqual(
      strings.map((text) => [text, text, text]),
    )
  })
})

describe('broken input', () => {
  const mutations = fc.array(
    fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }), how: fc.constantFrom('set', 'cut', 'insert', 'end') }),
    { minLength: 1, maxLength: 4 },
  )
  type Mutations = { at: number; byte: number; how: string }[]
  const mutate = (body: Buffer, changes: Mutations): Buffer =>
    changes.reduce((bytes, { at, byte, how }) => {
      const place = bytes.length === 0 ? 0 : at % bytes.length
      if (how === 'end') return bytes.subarray(0, place)
      const rest = bytes.subarray(how === 'insert' ? place : place + 1)
      return Buffer.concat([bytes.subarray(0, place), Buffer.from(how === 'cut' ? [] : [byte]), rest])
    }, body)

  it('random bytes do no harm', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
        for (const decoder of [decodeOtlpTraces, decodeOtlpLogs])
          for (const format of ['protobuf', 'json'] as const) account(decoder, body, format)
      }),
      { numRuns: 500 },
    )
  })

  it('changed protobuf does no harm', () => {
    fc.assert(
      fc.property(traceRequest, logRequest, mutations, (first, second, changes) => {
        account(decodeOtlpTraces, mutate(encodeTraces(first), changes), 'protobuf')
        account(decodeOtlpLogs, mutate(encodeLogs(second), changes), 'protobuf')
      }),
      { numRuns: 300 },
    )
  })

  it('changed JSON does no harm', () => {
    fc.assert(
      fc.property(traceRequest, mutations, (request, changes) => {
        account(decodeOtlpTraces, mutate(json(request), changes), 'json')
      }),
      { numRuns: 200 },
    )
  })

  it('JSON of any other shape does no harm', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('resourceSpans', 'scopeSpans', 'spans', 'attributes', 'traceId', 'events', 'status', 'startTimeUnixNano'),
        (any, name) => {
          const shapes = [
            any,
            { [name]: any },
            { resourceSpans: [{ [name]: any }] },
            { resourceSpans: [{ scopeSpans: [{ [name]: any }] }] },
            traces({ ...GOOD, [name]: any }),
          ]
          for (const shape of shapes) account(decodeOtlpTraces, json(shape), 'json')
        },
      ),
      { numRuns: 300 },
    )
  })

  it('a request cut anywhere is undecodable or shorter, never wrong', () => {
    const whole = encodeTraces(fixture('otlp/trace.json') as Record<string, unknown>)
    for (let end = 1; end < whole.length; end++) expect(account(decodeOtlpTraces, whole.subarray(0, end), 'protobuf')).toBeUndefined()
  })

  it('bodies of the JSON test suite are taken or refused as JSON', () => {
    for (const { name, expect: expected, base64 } of hostile<{ name: string; expect: string; base64: string }[]>('json-test-suite.json')) {
      const body = Buffer.from(base64, 'base64')
      const inside = Buffer.concat([Buffer.from('{"resourceSpans":[],"unknown":'), body, Buffer.from('}')])
      const outcomes = [account(decodeOtlpTraces, body, 'json'), account(decodeOtlpLogs, inside, 'json')]
      if (expected === 'reject') expect(outcomes, name).toEqual([undefined, undefined])
      if (expected === 'accept') expect(outcomes[1], name).toBe(0)
    }
  })

  it('a body that is a view of a larger buffer is read within its bounds', () => {
    const body = encodeTraces(traces({ ...GOOD, startTimeUnixNano: START }) as Record<string, unknown>)
    const larger = Buffer.concat([Buffer.alloc(13, 0xff), body, Buffer.alloc(9, 0xff)])
    expect(account(decodeOtlpTraces, new Uint8Array(larger.buffer, larger.byteOffset + 13, body.length), 'protobuf')).toBe(1)
  })
})
