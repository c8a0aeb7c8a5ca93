import { expect, test } from 'vitest'
import { requestsPerMinute } from './day-shape.mjs'
import { trafficOfMinute } from './gateway-traffic.mjs'
import { encodeTraces, tracesAsJson } from './otlp-wire.mjs'

const noon = Math.floor(Date.UTC(2026, 0, 5, 12) / 60_000)

test('a minute has the same traffic whenever it is asked for, and another minute has other traffic', () => {
  expect(trafficOfMinute(noon)).toEqual(trafficOfMinute(noon))
  expect(trafficOfMinute(noon)).not.toEqual(trafficOfMinute(noon + 1))
})

test('a day has busy and quiet times, and never none', () => {
  const minutes = Array.from({ length: 24 * 60 }, (_, at) => requestsPerMinute((noon + at) * 60_000))
  expect(Math.max(...minutes)).toBeGreaterThan(2 * Math.min(...minutes))
  expect(Math.min(...minutes)).toBeGreaterThan(5)
})

test('some of the traffic fails', () => {
  const spans = Array.from({ length: 120 }, (_, at) => trafficOfMinute(noon + at))
    .flat()
    .flatMap(({ group }) => group.spans)
  const calls = spans.filter((span) => span.kind === 3)
  const failed = calls.filter((span) => span.error !== undefined).length / calls.length
  expect(failed).toBeGreaterThan(0.01)
  expect(failed).toBeLessThan(0.2)
  expect(spans.every((span) => span.endMs >= span.startMs)).toBe(true)
  expect(new Set(spans.map((span) => span.traceId + span.spanId)).size).toBe(spans.length)
})

test('calls go where the rules of the example gateway route them', () => {
  const requests = Array.from({ length: 60 }, (_, at) => trafficOfMinute(noon + at))
    .flat()
    .map(({ group }) => group.spans)
  const routed = requests.flatMap((spans) => {
    const { route } = JSON.parse(spans.find(({ name }) => name === 'evaluate rules').attributes['relaycore.decision.output'])
    return route ? [[spans.find(({ kind }) => kind === 3).name, `chat ${route.model}`]] : []
  })
  expect(routed.length).toBeGreaterThan(requests.length / 10)
  for (const [called, wanted] of routed) expect(called).toBe(wanted)
})

test('both encodings say the same', () => {
  const groups = [
    {
      resource: { 'service.name': 'a' },
      scope: 'b',
      spans: [
        {
          traceId: '0af7651916cd43dd8448eb211c80319c',
          spanId: 'b7ad6b7169203331',
          name: 'c',
          startMs: 1,
          endMs: 2.5,
          attributes: { n: -1, d: 0.5, t: true, l: ['x'] },
          error: 'no',
        },
      ],
    },
  ]
  // Written by hand from the field numbers of trace.proto.
  const hex = encodeTraces(groups).toString('hex')
  expect(hex).toContain('0a100af7651916cd43dd8448eb211c80319c1208b7ad6b7169203331')
  expect(hex).toContain('3940420f000000000041a025260000000000')
  expect(hex).toContain('4a100a016e120b18ffffffffffffffffff01')
  expect(hex).toContain('7a0612026e6f1802')
  const [span] = tracesAsJson(groups).resourceSpans[0].scopeSpans[0].spans
  expect(span).toMatchObject({ startTimeUnixNano: '1000000', endTimeUnixNano: '2500000', status: { code: 2, message: 'no' } })
  expect(span.attributes.map(({ value }) => value)).toEqual([
    { intValue: '-1' },
    { doubleValue: 0.5 },
    { boolValue: true },
    { arrayValue: { values: [{ stringValue: 'x' }] } },
  ])
})
