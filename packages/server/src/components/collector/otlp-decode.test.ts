/** What becomes of OTLP records, whatever their encoding: the examples of the specification, and the rules for ids, times and values. */
import { describe, expect, it } from 'vitest'
import { both, decode, END, fixture, GOOD, logs, RECEIVED_MS, SPAN_ID, START, TRACE_ID, traces } from '../../../test/otlp-decoding.ts'
import { Attributes, plain } from '../../flows/ingest/attributes.ts'
import { UndecodableError } from '../../flows/ingest/intake.ts'
import { emptyFacts } from '../../flows/ingest/records.ts'
import { decodeOtlpLogs } from './otlp-logs.ts'
import { decodeOtlpTraces } from './otlp-traces.ts'

const attributesOf = (attributes: Attributes): unknown => plain(attributes)

describe('the examples', () => {
  it('decodes the specification’s trace', () => {
    const { spans, accepted, rejections } = both(fixture('otlp/trace.json'))
    expect({ accepted, rejections }).toEqual({ accepted: 1, rejections: [] })
    expect({
      ...spans[0],
      attributes: attributesOf(spans[0].attributes),
      origin: { ...spans[0].origin, resource: attributesOf(spans[0].origin.resource) },
    }).toEqual({
      origin: {
        service: 'my.service',
        scope: 'my.library',
        scopeVersion: '1.0.0',
        resource: { 'service.name': 'my.service', 'otel.scope.my.scope.attribute': 'some scope attribute' },
      },
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      parentSpanId: 'eee19b7ec3c1b173',
      name: "I'm a server span",
      kind: 2,
      startNs: 1544712660000000000n,
      endNs: 1544712661000000000n,
      status: 0,
      statusMessage: '',
      attributes: { 'my.span.attr': 'some value' },
      events: [],
      links: [],
      facts: emptyFacts(),
    })
  })

  it('decodes the specification’s log record and events', () => {
    const { logs: records } = both(fixture('otlp/logs.json'), 'logs')
    expect({ ...records[0], attributes: attributesOf(records[0].attributes), origin: undefined }).toEqual({
      origin: undefined,
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      timeNs: 1544712660300000000n,
      severity: 10,
      eventName: '',
      body: 'Example log record',
      attributes: {
        'string.attribute': 'some string',
        'boolean.attribute': true,
        'int.attribute': 10,
        'double.attribute': 637.704,
        'array.attribute': ['many', 'values'],
        'map.attribute': { 'some.map.key': 'some value' },
        'otel.severity_text': 'Information',
      },
    })
    const events = both(fixture('otlp/events.json'), 'logs').logs
    expect(events.map((event) => [event.eventName, plain(event.body)])).toMatchInlineSnapshot(`
      [
        [
          "browser.page_view",
          {
            "referrer": "https://wwww.google.com",
            "title": "Free Online GUID Generator",
            "type": 0,
            "url": "https://www.guidgenerator.com/online-guid-generator.aspx",
          },
        ],
      ]
    `)
  })

  it('decodes what others test with', () => {
    const jaeger = both(fixture('otlp/jaeger-otlp2jaeger-in.json'))
    expect(jaeger.spans.map((span) => [span.name, span.origin.service])).toEqual([
      ['okey-dokey-0', 'telemetrygen'],
      ['okey-dokey-0', 'telemetrygen'],
    ])
    expect(jaeger.spans[0].origin).toBe(jaeger.spans[1].origin)
    expect(jaeger.spans[0].origin.resource.get('otel.schema_url')).toBe('https://opentelemetry.io/schemas/1.4.0')
    expect(both(fixture('otlp/hyperdx-severity.json'), 'logs').accepted).toBeGreaterThan(0)
  })
})

describe('a span', () => {
  it('keeps everything it says', () => {
    const request = {
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 's' } }], droppedAttributesCount: 3 },
          scopeSpans: [
            {
              scope: { name: 'scope', version: '2', droppedAttributesCount: 4 },
              schemaUrl: 'https://example.org/scope',
              spans: [
                {
                  ...GOOD,
                  traceState: 'a=b',
                  flags: 257,
                  kind: 5,
                  droppedAttributesCount: 1,
                  droppedEventsCount: 2,
                  droppedLinksCount: 3,
                  status: { code: 2, message: 'bad' },
                  events: [
                    { timeUnixNano: START, name: 'e', attributes: [{ key: 'k', value: { intValue: '1' } }], droppedAttributesCount: 6 },
                  ],
                  links: [
                    {
                      traceId: TRACE_ID,
                      spanId: SPAN_ID,
                      traceState: 'x=y',
                      flags: 1,
                      attributes: [{ key: 'k', value: { boolValue: false } }],
                      droppedAttributesCount: 7,
                    },
                    {},
                  ],
                },
              ],
            },
          ],
        },
      ],
    }
    const [span] = both(request).spans
    expect(attributesOf(span.attributes)).toEqual({
      'w3c.tracestate': 'a=b',
      'otel.dropped_attributes_count': 1,
      'otel.dropped_events_count': 2,
      'otel.dropped_links_count': 3,
    })
    expect([span.kind, span.status, span.statusMessage]).toEqual([5, 2, 'bad'])
    expect(span.events).toEqual([
      {
        timeNs: BigInt(START),
        name: 'e',
        attributes: Attributes.of([
          ['k', 1],
          ['otel.dropped_attributes_count', 6],
        ]),
      },
    ])
    expect(span.links).toEqual([
      {
        traceId: TRACE_ID,
        spanId: SPAN_ID,
        attributes: Attributes.of([
          ['k', false],
          ['w3c.tracestate', 'x=y'],
          ['otel.dropped_attributes_count', 7],
        ]),
      },
      { traceId: '', spanId: '', attributes: new Attributes() },
    ])
    expect(span.origin).toMatchObject({ service: 's', scope: 'scope', scopeVersion: '2' })
    expect(attributesOf(span.origin.resource)).toEqual({
      'service.name': 's',
      'otel.dropped_attributes_count': 3,
      'otel.scope.schema_url': 'https://example.org/scope',
      'otel.scope.dropped_attributes_count': 4,
    })
  })

  it.each([
    [{ traceId: '00'.repeat(16) }, 'traceId'],
    [{ traceId: '' }, 'traceId'],
    [{ traceId: 'ab' }, 'traceId'],
    [{ traceId: 'ab'.repeat(17) }, 'traceId'],
    [{ spanId: '00'.repeat(8) }, 'spanId'],
    [{ spanId: 'ab'.repeat(7) }, 'spanId'],
    [{ parentSpanId: 'ab' }, 'parentSpanId'],
    [{ links: [{}, { traceId: 'abcd' }] }, 'links[1].traceId'],
    [{ links: [{ spanId: 'abcd' }] }, 'links[0].spanId'],
    [{ startTimeUnixNano: 0, endTimeUnixNano: '0' }, 'startTimeUnixNano'],
    [{ startTimeUnixNano: '4291747200000000000' }, 'startTimeUnixNano'],
    [{ endTimeUnixNano: '18446744073709551615' }, 'endTimeUnixNano'],
    [{ events: [{ timeUnixNano: '18446744073709551615' }] }, 'events[0].timeUnixNano'],
  ])('is refused alone for %j', (wrong, path) => {
    const batch = both({
      resourceSpans: [{ scopeSpans: [{ spans: [GOOD] }] }, { scopeSpans: [{}, { spans: [GOOD, { ...GOOD, ...wrong }, GOOD] }] }],
    })
    expect(batch.accepted).toBe(3)
    expect(batch.spans).toHaveLength(3)
    expect(batch.rejections).toEqual([
      { index: 2, path: `resourceSpans[1].scopeSpans[1].spans[1].${path}`, message: expect.any(String) as string },
    ])
  })

  it('accepts a root whose parent is all zero, and the last moment of 2105', () => {
    const last = '4291747199999999999'
    const [span] = both(traces({ ...GOOD, parentSpanId: '00'.repeat(8), startTimeUnixNano: last, endTimeUnixNano: last })).spans
    expect([span.parentSpanId, span.endNs]).toEqual(['', BigInt(last)])
  })

  it('becomes a point in time when its times make no sense, and says what was sent', () => {
    const { spans } = both(
      traces(
        { ...GOOD, startTimeUnixNano: END, endTimeUnixNano: START },
        { ...GOOD, startTimeUnixNano: 0 },
        { ...GOOD, endTimeUnixNano: 0 },
      ),
    )
    expect(spans.map(({ startNs, endNs, attributes }) => [startNs, endNs, attributesOf(attributes)])).toEqual([
      [BigInt(END), BigInt(END), { 'otel.original_end_time_unix_nano': START }],
      [BigInt(END), BigInt(END), { 'otel.original_start_time_unix_nano': 0 }],
      [BigInt(START), BigInt(START), { 'otel.original_end_time_unix_nano': '0' }],
    ])
  })

  it('takes enum values that are not known yet as unspecified', () => {
    const { spans } = both(traces({ ...GOOD, kind: 9, status: { code: 7 } }, { ...GOOD, kind: -1 }))
    expect(spans.map((span) => [span.kind, span.status])).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  it('has the same ids and times whenever it is sent, so that a second sending is the same row (O12)', () => {
    const [first, second] = [both(traces(GOOD)), both(traces(GOOD, GOOD))]
    expect(second.spans).toEqual([...first.spans, ...first.spans])
  })

  it('counts attributes beyond the limit as dropped', () => {
    const attributes = Array.from({ length: 4100 }, (_, index) => ({ key: `k${index}`, value: { intValue: index } }))
    const [span] = both(traces({ ...GOOD, attributes, droppedAttributesCount: 1 })).spans
    expect(span.attributes.size).toBe(4097)
    expect(span.attributes.get('otel.dropped_attributes_count')).toBe(5)
  })
})

describe('a value', () => {
  const valueOf = (value: object): unknown => both(traces({ ...GOOD, attributes: [{ key: 'v', value }] })).spans[0].attributes.get('v')

  it.each([
    [{}, null],
    [{ stringValue: '' }, ''],
    [{ stringValue: 'a\u0000b' }, 'a\u0000b'],
    [{ stringValue: '😀 שלום' }, '😀 שלום'],
    [{ stringValue: 'é'.repeat(5000) }, 'é'.repeat(5000)],
    [{ boolValue: true }, true],
    [{ boolValue: false }, false],
    [{ intValue: '0' }, 0],
    [{ intValue: -1 }, -1],
    [{ intValue: '9007199254740991' }, 9007199254740991],
    [{ intValue: '9007199254740992' }, 9007199254740992n],
    [{ intValue: '-9007199254740993' }, -9007199254740993n],
    [{ intValue: '9223372036854775807' }, 9223372036854775807n],
    [{ intValue: '-9223372036854775808' }, -9223372036854775808n],
    [{ intValue: '562949953421312' }, 2 ** 49],
    [{ doubleValue: 1e300 }, 1e300],
    [{ doubleValue: 'NaN' }, NaN],
    [{ doubleValue: '-Infinity' }, -Infinity],
    [{ bytesValue: 'AAEC/w==' }, new Uint8Array([0, 1, 2, 255])],
    [{ arrayValue: {} }, []],
    [{ arrayValue: { values: [{ intValue: 1 }, {}, { stringValue: 'x' }] } }, [1, null, 'x']],
    [
      { kvlistValue: { values: [{ key: 'a', value: { intValue: 1 } }, { key: '__proto__' }] } },
      Attributes.of([
        ['a', 1],
        ['__proto__', null],
      ]),
    ],
  ])('is kept as sent (%#)', (value, expected) => {
    expect(valueOf(value)).toEqual(expected)
  })

  it('may nest 32 deep; deeper costs only its own record', () => {
    const nested = (depth: number): object => (depth === 0 ? { stringValue: 'deep' } : { arrayValue: { values: [nested(depth - 1)] } })
    const map = (depth: number): object =>
      depth === 0 ? { stringValue: 'deep' } : { kvlistValue: { values: [{ key: 'k', value: map(depth - 1) }] } }
    const withValue = (value: object): object => ({ ...GOOD, attributes: [{ key: 'v', value }] })
    expect(both(traces(withValue(nested(32)), withValue(map(32)))).accepted).toBe(2)
    const batch = both(traces(GOOD, withValue(nested(33)), withValue(map(33)), GOOD))
    expect(batch.accepted).toBe(2)
    expect(batch.rejections.map(({ index, message }) => [index, message])).toEqual([
      [1, 'values may nest 32 deep'],
      [2, 'values may nest 32 deep'],
    ])
    expect(both(logs({ body: nested(33) }, { body: nested(2) }), 'logs')).toMatchObject({ accepted: 1, rejections: [{ index: 0 }] })
  })
})

describe('a log record', () => {
  it('takes its time from the observation, else from its arrival', () => {
    const { logs: records } = both(logs({ timeUnixNano: START, observedTimeUnixNano: END }, { observedTimeUnixNano: END }, {}), 'logs')
    expect(records.map((record) => record.timeNs)).toEqual([BigInt(START), BigInt(END), BigInt(RECEIVED_MS) * 1_000_000n])
  })

  it('needs no trace, but a whole one where it has one', () => {
    const batch = both(
      logs(
        { traceId: '', spanId: '' },
        { traceId: '00'.repeat(16) },
        { traceId: 'ab' },
        { spanId: 'ab' },
        { timeUnixNano: '18446744073709551615' },
      ),
      'logs',
    )
    expect(batch.logs.map((record) => record.traceId)).toEqual(['', ''])
    expect(batch.rejections.map(({ index, path }) => [index, path])).toEqual([
      [2, 'resourceLogs[0].scopeLogs[0].logRecords[2].traceId'],
      [3, 'resourceLogs[0].scopeLogs[0].logRecords[3].spanId'],
      [4, 'resourceLogs[0].scopeLogs[0].logRecords[4].timeUnixNano'],
    ])
  })

  it('reads the severity from its text where the number is missing, and keeps the text where they differ', () => {
    const sent = [
      { severityText: 'warn' },
      { severityText: 'Warning' },
      { severityNumber: 18, severityText: 'ERROR2' },
      { severityNumber: 9, severityText: 'NOTICE' },
      { severityText: 'loud' },
      { severityNumber: 99 },
    ]
    const { logs: records } = both(logs(...sent), 'logs')
    expect(records.map((record) => [record.severity, record.attributes.get('otel.severity_text')])).toEqual([
      [13, undefined],
      [13, 'Warning'],
      [18, undefined],
      [9, 'NOTICE'],
      [0, 'loud'],
      [0, undefined],
    ])
  })
})

it('OTLP has no NDJSON', () => {
  for (const decoder of [decodeOtlpTraces, decodeOtlpLogs])
    expect(() => decode(decoder, Buffer.from('{}'), 'ndjson')).toThrow(UndecodableError)
})
