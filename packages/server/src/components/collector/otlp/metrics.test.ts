/** OTLP metrics in both encodings, and whatever else comes in their place. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, fixture, json } from '../../../../test/otlp-decoding.ts'
import { encodeMetrics } from '../../../../test/otlp-encoder.ts'
import type { Batch } from '../../../flows/ingest/batch.ts'
import { UndecodableError, type WireFormat } from '../../../flows/ingest/intake.ts'
import { decodeOtlpMetrics } from '../otlp-metrics.ts'
import { createRemoteWriteDecoder } from '../remote-write.ts'
import { emptyDataPoint } from './data-point.ts'
import { bucketsOfExponential } from './exponential-buckets.ts'
import { Attributes } from '../../../flows/ingest/attributes.ts'

const metrics = (...list: object[]): Record<string, unknown> => ({ resourceMetrics: [{ scopeMetrics: [{ metrics: list }] }] })
function both(request: Record<string, unknown>): Batch {
  const batch = decode(decodeOtlpMetrics, encodeMetrics(request), 'protobuf')
  expect(decode(decodeOtlpMetrics, json(request), 'json')).toEqual(batch)
  return batch
}

/** The batch of a body, or undefined where it is undecodable; anything else that is thrown fails the test. */
function account(body: Uint8Array, format: WireFormat, decoder = decodeOtlpMetrics): Batch | undefined {
  try {
    const batch = decode(decoder, body, format)
    expect(batch.accepted).toBeGreaterThanOrEqual(batch.points.length)
    return batch
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error
    return undefined
  }
}

it('reads the example of the specification', () => {
  const batch = both(fixture('otlp/metrics.json') as Record<string, unknown>)
  expect(batch.rejections).toEqual([])
  expect(batch.points.map(({ parts, value, count, bounds, counts }) => [parts.name, parts.kind, value, count, bounds, counts])).toEqual([
    ['my.counter', 3, 5, 1, [], []],
    ['my.gauge', 1, 10, 1, [], []],
    ['my.histogram', 5, 2, 2, [1], [1, 1]],
    expect.arrayContaining(['my.exponential.histogram']),
  ])
})

// JSON text has no negative zero.
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const number = fc.oneof(fc.record({ asDouble: finite }), fc.record({ asInt: fc.integer().map(String) }))
const common = fc.record({
  timeUnixNano: fc.bigInt({ min: 1n, max: 4n * 10n ** 18n }).map(String),
  startTimeUnixNano: fc.constantFrom('0', '17'),
})
const attributes = fc.array(fc.record({ key: fc.string(), value: fc.record({ stringValue: fc.string() }) }), { maxLength: 4 })
const numberPoint = fc.tuple(number, common, attributes).map(([value, times, list]) => ({ ...value, ...times, attributes: list }))
const histogramPoint = fc
  .tuple(common, fc.uniqueArray(fc.integer(), { maxLength: 6 }), fc.array(fc.nat(1000), { minLength: 7, maxLength: 7 }), finite)
  .map(([times, bounds, counts, sum]) => {
    const explicitBounds = bounds.toSorted((left, right) => left - right)
    const bucketCounts = counts.slice(0, explicitBounds.length + 1)
    return { ...times, explicitBounds, bucketCounts, sum, count: bucketCounts.reduce((all, each) => all + each, 0) }
  })
const metric = fc.oneof(
  fc.record({ name: fc.string(), unit: fc.string(), gauge: fc.record({ dataPoints: fc.array(numberPoint, { maxLength: 4 }) }) }),
  fc.record({
    name: fc.string(),
    sum: fc.record({
      aggregationTemporality: fc.constantFrom(1, 2),
      isMonotonic: fc.boolean(),
      dataPoints: fc.array(numberPoint, { maxLength: 4 }),
    }),
  }),
  fc.record({
    name: fc.string(),
    histogram: fc.record({ aggregationTemporality: fc.constantFrom(1, 2), dataPoints: fc.array(histogramPoint, { maxLength: 3 }) }),
  }),
)
const request = fc.array(metric, { maxLength: 4 }).map((list) => metrics(...list))

describe('whatever comes', () => {
  it('both encodings say the same, and no point is lost', () => {
    fc.assert(
      fc.property(request, (sent) => {
        const points = JSON.stringify(sent).match(/"timeUnixNano"/g)?.length ?? 0
        const batch = both(sent)
        expect(batch.points.length + batch.rejections.length).toBe(points)
      }),
    )
  })

  it('broken bytes do no harm', () => {
    fc.assert(
      fc.property(request, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.boolean(), (sent, at, byte, cut) => {
        const body = Buffer.from(encodeMetrics(sent))
        if (body.length === 0) return
        if (cut) account(body.subarray(0, at % body.length), 'protobuf')
        else {
          body[at % body.length] = byte
          account(body, 'protobuf')
        }
      }),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
        account(body, 'protobuf')
        account(body, 'json')
        account(body, 'protobuf', createRemoteWriteDecoder())
        account(body, 'protobuf-2', createRemoteWriteDecoder())
      }),
      { numRuns: 500 },
    )
  })

  it('JSON of any other shape does no harm', () => {
    const names = [
      'metrics',
      'name',
      'gauge',
      'sum',
      'histogram',
      'dataPoints',
      'asInt',
      'bucketCounts',
      'explicitBounds',
      'attributes',
      'exemplars',
    ]
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...names), (any, name) => {
        for (const shape of [
          any,
          { resourceMetrics: [{ scopeMetrics: [{ [name]: any }] }] },
          metrics({ name: 'm', [name]: any }),
          metrics({ name: 'm', gauge: { dataPoints: [{ [name]: any }] } }),
          metrics({ name: 'm', histogram: { dataPoints: [{ count: 1, [name]: any }] } }),
        ])
          account(json(shape), 'json')
      }),
      { numRuns: 300 },
    )
  })
})

describe('exponential buckets', () => {
  const point = (more: object) => ({ ...emptyDataPoint(new Attributes()), ...more })

  it('rise, and hold all that was counted', () => {
    const side = fc.record({ offset: fc.integer({ min: -200, max: 200 }), counts: fc.array(fc.nat(50), { maxLength: 20 }) })
    fc.assert(
      fc.property(side, side, fc.nat(10), fc.integer({ min: -2, max: 12 }), (positive, negative, zeroCount, scale) => {
        const count = zeroCount + [...positive.counts, ...negative.counts].reduce((sum, each) => sum + each, 0)
        const buckets = bucketsOfExponential(point({ positive, negative, zeroCount, scale, count }))
        if (typeof buckets === 'string') return expect(buckets).toContain('largest number')
        expect(buckets.counts.length).toBe(buckets.bounds.length + 1)
        expect(buckets.counts.reduce((sum, each) => sum + each, 0)).toBe(count)
        for (const [at, bound] of buckets.bounds.entries()) if (at > 0) expect(bound).toBeGreaterThan(buckets.bounds[at - 1] as number)
      }),
    )
  })

  it('that cannot be are refused', () => {
    expect(bucketsOfExponential(point({ scale: 99 }))).toContain('scale')
    expect(bucketsOfExponential(point({ count: 5 }))).toContain('sum of all buckets')
    expect(bucketsOfExponential(point({ positive: { offset: 0, counts: new Array(5000).fill(0) } }))).toContain('1024 buckets')
  })
})
