/** Points as they are sent, and what is answered of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MetricSide, openMetricSide } from '../../../test/metric-side.ts'
import { encodeMetrics } from '../../../test/otlp-encoder.ts'

describe.each(['embedded', 'server'] as const)('metrics on the %s engine', (engine) => {
  let side: MetricSide
  beforeAll(async () => {
    side = await openMetricSide({ engine })
  })
  afterAll(() => side.close())

  const MINUTE = 60_000
  /** A whole minute, a while ago. */
  const start = Math.floor(Date.now() / MINUTE) * MINUTE - 30 * MINUTE
  const ns = (ms: number): string => `${ms}000000`
  const iso = (ms: number): string => new Date(ms).toISOString()
  const range = { from: iso(start), to: iso(start + 10 * MINUTE), step: '1m' }

  let next = 0
  const point = (name: string, value: unknown, more: object = {}) => ({
    id: `p${next++}`,
    timestamp: iso(start),
    source: 'relaycore',
    component: 'gateway',
    name,
    value,
    tags: {},
    ...more,
  })
  const submit = (points: unknown) => side.send('metrics', 'json', JSON.stringify(points))
  const otlp = (metric: object, attributes: object[] = []) => ({
    resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics: [metric] }] }],
  })
  /** In protobuf and in JSON, which have to be one. */
  const sendOtlp = async (request: object) => {
    const first = await side.send('otlp-metrics', 'protobuf', encodeMetrics(request as Record<string, unknown>))
    const second = await side.send('otlp-metrics', 'json', JSON.stringify(request))
    expect(second).toEqual(first)
    return first
  }
  const counts = (name: string, values: [minute: number, value: number, startMinute?: number][]) =>
    otlp({
      name,
      unit: '1',
      sum: {
        aggregationTemporality: 2,
        isMonotonic: true,
        dataPoints: values.map(([minute, value, began = -60]) => ({
          startTimeUnixNano: ns(start + began * MINUTE),
          timeUnixNano: ns(start + minute * MINUTE),
          asDouble: value,
        })),
      },
    })

  it('questions asked together have the answers they have alone', async () => {
    await submit(
      Array.from({ length: 600 }, (_, at) =>
        point('together.wait', (at * 37) % 101, {
          timestamp: iso(start + at * 900),
          tags: { provider: ['openai', 'anthropic'][at % 2], model: `model-${at % 5}`, region: at % 7 === 0 ? '' : 'eu' },
        }),
      ),
    )
    const aggregations = ['sum', 'count', 'avg', 'min', 'max', 'rate', 'p50', 'p99']
    const tags = [[], ['provider'], ['model', 'provider'], ['region'], ['nothing']]
    const questions = aggregations.flatMap((aggregation) =>
      tags.map((groupBy) => ({ metric: `together.wait.${aggregation}`, groupBy, top: 3, other: true, ...range })),
    )
    const together = await Promise.all(questions.map((question) => side.query(question)))
    for (const [at, question] of questions.entries()) expect(together[at], JSON.stringify(question)).toEqual(await side.query(question))
    expect(together[0].series[0].values.reduce((sum: number, value: number) => sum + (value ?? 0), 0)).toBe(
      Array.from({ length: 600 }, (_, at) => (at * 37) % 101).reduce((sum, value) => sum + value),
    )
  })

  describe('points of the plan', () => {
    it('are answered by name, with percentiles of every one of them', async () => {
      const points = Array.from({ length: 2000 }, (_, at) =>
        point('queue.wait', (at * 7919) % 2000, {
          timestamp: iso(start + at * 200),
          unit: 'ms',
          tags: { provider: at % 2 ? 'openai' : 'anthropic' },
        }),
      )
      expect(await submit(points)).toMatchObject({ accepted: 2000, rejected: 0 })
      const { json: stats } = await side.call('GET', `/api/v1/metrics/queue.wait/stats?from=${range.from}&to=${range.to}`)
      expect(stats).toMatchObject({ count: 2000, sum: 1_999_000, min: 0, max: 1999, unit: 'ms', kind: 'sample' })
      expect(Math.abs(stats.p95 - 1900)).toBeLessThan(10)
      const frame = await side.query({ metric: 'queue.wait.count', groupBy: ['provider'], ...range })
      expect(frame.series.map(({ labels }: any) => labels.provider).sort()).toEqual(['anthropic', 'openai'])
      expect(frame.series[0].values.reduce((sum: number, value: number) => sum + (value ?? 0), 0)).toBe(1000)
      const { json: list } = await side.call('GET', '/api/v1/metrics?q=queue')
      expect(list.items[0]).toMatchObject({
        name: 'queue.wait',
        unit: 'ms',
        kind: 'sample',
        dimensions: ['component', 'provider', 'source'],
      })
      const { json: tags } = await side.call('GET', '/api/v1/metrics/tags?metric=queue.wait')
      expect(tags.items.map(({ value }: any) => value)).toContain('provider')
      const { json: values } = await side.call('GET', '/api/v1/metrics/tags?metric=queue.wait&tag=provider')
      expect(values.items.map(({ value }: any) => value)).toEqual(['anthropic', 'openai'])
    })

    it('sent again under their ids are still one', async () => {
      const twice = [point('again', 1), point('again', 2)]
      await submit(twice)
      await submit([...twice].reverse())
      expect((await side.query({ metric: 'again.count', ...range })).series[0].values[0]).toBe(2)
    })

    it('may be true or false, or words', async () => {
      await submit([point('open', true), point('open', false), point('version', '1.2.3'), point('version', '1.2.4')])
      expect((await side.query({ metric: 'open.avg', ...range })).series[0].values[0]).toBe(0.5)
      expect((await side.query({ metric: 'version', ...range })).series[0].values[0]).toBe(2)
    })

    it('of which one is bad cost nothing but that one', async () => {
      const answer = await submit([
        point('bad', 1),
        point('bad', null),
        point('bad', 2, { timestamp: '2099-01-01T00:00:00Z' }),
        point('bad', 3, { timestamp: '1971-01-01T00:00:00Z' }),
        point('bad', 4, { tags: { long: 'x'.repeat(10_000) } }),
        point('bad', 5, { unit: 'furlongs per fortnight' }),
        point('', 6),
        point('bad', 7, { tags: Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`t${at}`, 'x'])) }),
      ])
      expect(answer).toMatchObject({ accepted: 2, rejected: 6 })
      expect(answer.errors.map(({ index, message }) => `${index} ${message}`).sort()).toEqual([
        expect.stringContaining('1 '),
        '2 its time lies more than a day ahead',
        '3 its time lies more than 400 days back',
        '4 the value of a tag may have 2048 characters',
        expect.stringContaining('6 '),
        '7 a point may have 64 tags',
      ])
      expect((await side.query({ metric: 'bad.sum', ...range })).series[0].values[0]).toBe(6)
    })

    it('that came late stand in the window of their time', async () => {
      await submit([point('late', 5, { timestamp: iso(start + 5 * MINUTE) })])
      await submit([point('late', 7, { timestamp: iso(start + 2 * MINUTE) })])
      expect((await side.query({ metric: 'late.sum', ...range })).series[0].values.slice(0, 7)).toEqual([
        null,
        null,
        7,
        null,
        null,
        5,
        null,
      ])
    })

    it('of one project are not seen by another', async () => {
      await side.send('metrics', 'json', JSON.stringify([point('secret', 1)]), 'other')
      expect((await side.call('GET', '/api/v1/metrics/secret')).status).toBe(404)
      expect((await side.query({ metric: 'secret', ...range })).series).toEqual([])
    })

    it('lead to the requests behind them', async () => {
      const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
      await submit([point('slow', 10, { requestId: 'r1' }), point('slow', 900, { tags: { traceId, region: 'eu' } })])
      const { json } = await side.call('GET', `/api/v1/metrics/slow/exemplars?from=${range.from}&to=${range.to}`)
      expect(json.items).toMatchObject([
        { value: 900, traceId, labels: { region: 'eu' } },
        { value: 10, requestId: 'r1' },
      ])
      expect((await side.call('GET', '/api/v1/metrics/slow')).json.metric.dimensions).not.toContain('traceId')
    })
  })

  describe('counters of OpenTelemetry', () => {
    it('are answered by what they grew, also over a reset, and by their rate', async () => {
      await sendOtlp(counts('c', [[-1, 100], [0, 110], [1, 130], [2, 5], [3, 9, 2.5], [4, 12, 2.5]])) // prettier-ignore
      const frame = await side.query({ metric: 'c', ...range })
      expect(frame.series[0].values.slice(0, 6)).toEqual([10, 20, 5, 9, 3, null])
      expect((await side.query({ metric: 'c.rate', ...range })).series[0].values[1]).toBeCloseTo(20 / 60)
      expect(frame.unit).toBe('1')
    })

    it('that began within sight count from zero, others from their first value', async () => {
      await sendOtlp(counts('young', [[1, 4, 0.5]]))
      await sendOtlp(counts('old', [[1, 4000, -600], [2, 4001, -600]])) // prettier-ignore
      expect((await side.query({ metric: 'young', ...range })).series[0].values[1]).toBe(4)
      expect((await side.query({ metric: 'old', ...range })).series[0].values.slice(0, 3)).toEqual([null, null, 1])
    })

    it('as increments are added up', async () => {
      const dataPoints = [3, 4].map((value, at) => ({ timeUnixNano: ns(start + at * 1000), asInt: String(value) }))
      await sendOtlp(otlp({ name: 'd', sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints } }))
      expect((await side.query({ metric: 'd', ...range })).series[0].values[0]).toBe(7)
    })

    it('that may fall are states, added up over their senders', async () => {
      const of = (instance: string, values: number[]) =>
        otlp(
          {
            name: 'memory',
            unit: 'By',
            sum: {
              aggregationTemporality: 2,
              dataPoints: values.map((asDouble, at) => ({ timeUnixNano: ns(start + at * 10_000), asDouble })),
            },
          },
          [{ key: 'service.instance.id', value: { stringValue: instance } }],
        )
      await sendOtlp(of('a', [10, 20, 30]))
      await sendOtlp(of('b', [100]))
      expect((await side.query({ metric: 'memory.sum', ...range })).series[0].values[0]).toBe(120)
      expect((await side.query({ metric: 'memory.max', ...range })).series[0].values[0]).toBe(100)
    })
  })

  describe('histograms of OpenTelemetry', () => {
    const bounds = [10, 20, 50, 100]
    it('are answered by percentiles of their buckets, per interval', async () => {
      const at = (minute: number, bucketCounts: number[], sum: number) => ({
        startTimeUnixNano: ns(start - 60 * MINUTE),
        timeUnixNano: ns(start + minute * MINUTE),
        count: String(bucketCounts.reduce((total, count) => total + count, 0)),
        sum,
        bucketCounts: bucketCounts.map(String),
        explicitBounds: bounds,
      })
      const dataPoints = [at(-1, [1000, 0, 0, 0, 0], 5000), at(0, [1000, 0, 100, 0, 0], 8500), at(1, [1000, 0, 100, 200, 0], 24_000)]
      await sendOtlp(otlp({ name: 'h', unit: 'ms', histogram: { aggregationTemporality: 2, dataPoints } }))
      const p50 = (await side.query({ metric: 'h.p50', ...range })).series[0].values
      expect(p50[0]).toBeGreaterThan(20)
      expect(p50[0]).toBeLessThan(50)
      expect(p50[1]).toBeGreaterThan(50)
      expect(p50[1]).toBeLessThan(100)
      expect((await side.query({ metric: 'h.count', ...range })).series[0].values.slice(0, 3)).toEqual([100, 200, null])
      expect((await side.query({ metric: 'h', ...range })).series[0].values.slice(0, 2)).toEqual([35, 77.5])
    })

    it('of one interval have their own extremes', async () => {
      const dataPoints = [
        { timeUnixNano: ns(start), count: 4, sum: 100, min: 3, max: 77, bucketCounts: [2, 0, 0, 2, 0], explicitBounds: bounds },
      ]
      await sendOtlp(otlp({ name: 'hd', histogram: { aggregationTemporality: 1, dataPoints } }))
      expect((await side.query({ metric: 'hd.max', ...range })).series[0].values[0]).toBe(77)
      expect((await side.query({ metric: 'hd.min', ...range })).series[0].values[0]).toBe(3)
      const p99 = (await side.query({ metric: 'hd.p99', ...range })).series[0].values[0]
      expect(p99).toBeGreaterThan(50)
      expect(p99).toBeLessThanOrEqual(77)
    })

    it('with exponential buckets are within one per cent', async () => {
      const values = Array.from({ length: 20_000 }, (_, at) => 1 + ((at * 7919) % 20_000) / 10)
      const scale = 7
      const index = (value: number) => Math.ceil(Math.log2(value) * 2 ** scale) - 1
      const offset = index(1)
      const bucketCounts: number[] = []
      for (const value of values) bucketCounts[index(value) - offset] = (bucketCounts[index(value) - offset] ?? 0) + 1
      // More buckets than one request may carry at this scale are joined by the sender; here two scales coarser.
      const joined: number[] = []
      for (const [at, count] of bucketCounts.entries())
        joined[Math.floor((at + offset) / 4) - Math.floor(offset / 4)] =
          (joined[Math.floor((at + offset) / 4) - Math.floor(offset / 4)] ?? 0) + (count ?? 0)
      const dataPoints = [
        {
          timeUnixNano: ns(start),
          count: values.length,
          sum: values.reduce((sum, value) => sum + value, 0),
          scale: scale - 2,
          positive: { offset: Math.floor(offset / 4), bucketCounts: Array.from(joined, (count) => count ?? 0) },
          exemplars: [{ timeUnixNano: ns(start), asDouble: 1999, traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }],
        },
      ]
      await sendOtlp(otlp({ name: 'e', exponentialHistogram: { aggregationTemporality: 1, dataPoints } }))
      const { json } = await side.call('GET', `/api/v1/metrics/e/stats?from=${range.from}&to=${range.to}`)
      expect(Math.abs(json.p95 - 1901) / 1901).toBeLessThan(0.01)
      expect(Math.abs(json.p50 - 1001) / 1001).toBeLessThan(0.01)
      const exemplars = await side.call('GET', `/api/v1/metrics/e/exemplars?from=${range.from}&to=${range.to}`)
      expect(exemplars.json.items).toMatchObject([{ value: 1999, traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' }])
    })

    it('that contradict themselves are refused, point by point', async () => {
      const good = { timeUnixNano: ns(start), count: 1, sum: 1, bucketCounts: [1, 0], explicitBounds: [5] }
      const answer = await sendOtlp(
        otlp({
          name: 'broken',
          histogram: {
            aggregationTemporality: 1,
            dataPoints: [
              good,
              { ...good, bucketCounts: [1] },
              { ...good, count: 7 },
              { ...good, explicitBounds: [5, 5], bucketCounts: [1, 0, 0] },
            ],
          },
        }),
      )
      expect(answer).toMatchObject({ accepted: 1, rejected: 3 })
      expect(answer.errors[0]?.path).toBe('resourceMetrics[0].scopeMetrics[0].metrics[0].histogram.dataPoints[1]')
    })
  })

  it('summaries keep count and sum, and their quantiles as states', async () => {
    const at = (minute: number, count: number, sum: number) => ({
      startTimeUnixNano: ns(start - 60 * MINUTE),
      timeUnixNano: ns(start + minute * MINUTE),
      count,
      sum,
      quantileValues: [{ quantile: 0.99, value: 42 }],
    })
    await sendOtlp(otlp({ name: 's', summary: { dataPoints: [at(0, 10, 100), at(1, 20, 400)] } }))
    expect((await side.query({ metric: 's.avg', ...range })).series[0].values.slice(0, 2)).toEqual([null, 30])
    expect((await side.query({ metric: 's.quantile', groupBy: ['quantile'], ...range })).series[0]).toMatchObject({
      labels: { quantile: '0.99' },
    })
  })

  it('what is not a finite number is refused, what has no value ends the series', async () => {
    const dataPoints = [
      { timeUnixNano: ns(start), asDouble: 'NaN' },
      { timeUnixNano: ns(start), asDouble: 'Infinity' },
      { timeUnixNano: ns(start), asDouble: 1 },
      { timeUnixNano: ns(start), flags: 1 },
    ]
    expect(await sendOtlp(otlp({ name: 'nan', gauge: { dataPoints } }))).toMatchObject({ accepted: 2, rejected: 2 })
  })

  it('a metric that changes what it is is answered as what it is now, and says so', async () => {
    await sendOtlp(otlp({ name: 'turns', gauge: { dataPoints: [{ timeUnixNano: ns(start), asDouble: 7 }] } }))
    await new Promise((resolve) => setTimeout(resolve, 1100)) // The newest is told by the second of arrival.
    await sendOtlp(counts('turns', [[0, 1], [1, 3]])) // prettier-ignore
    const frame = await side.query({ metric: 'turns', ...range })
    expect(frame.series[0].values.slice(0, 2)).toEqual([null, 2])
    expect(frame.warnings[0]).toContain('changed what it is')
  })

  describe('questions', () => {
    beforeAll(async () => {
      const points = []
      for (let minute = 0; minute < 4; minute++) {
        for (const [region, size] of [
          ['eu', 100],
          ['us', 50],
          ['ap', 2],
          ['af', 1],
        ] as const)
          // prettier-ignore
          points.push(point('q', size, { timestamp: iso(start + minute * MINUTE), tags: { region } }))
      }
      points.push(point('errors', 10, { tags: { region: 'eu' } }), point('errors', 5, { tags: { region: 'us' } }))
      points.push(point('gap', 1), point('gap', 4, { timestamp: iso(start + 3 * MINUTE) }))
      await submit(points)
    })

    it('answer the largest groups, and the rest as one', async () => {
      const frame = await side.query({ metric: 'q.sum', groupBy: ['region'], top: 2, ...range })
      expect(frame.groups).toBe(4)
      expect(frame.series.map(({ labels, other, values }: any) => [labels.region, other, values[0]])).toEqual([
        ['eu', undefined, 100],
        ['us', undefined, 50],
        [undefined, true, 3],
      ])
      expect((await side.query({ metric: 'q.sum', groupBy: ['region'], top: 2, other: false, ...range })).series).toHaveLength(2)
    })

    it('filter by what a tag is and by what it is not', async () => {
      expect((await side.query({ metric: 'q.sum', filters: { region: ['eu', 'ap'] }, ...range })).series[0].values[0]).toBe(102)
      expect((await side.query({ metric: 'q.sum', exclude: { region: 'eu' }, ...range })).series[0].values[0]).toBe(53)
    })

    it('compute with formulas, group by group', async () => {
      const frame = await side.query({ formula: 'errors.sum / q.sum * 100', groupBy: ['region'], ...range })
      const byRegion = Object.fromEntries(frame.series.map(({ labels, values }: any) => [labels.region, values.slice(0, 2)]))
      expect(byRegion).toEqual({ eu: [10, 0], us: [10, 0], ap: [0, 0], af: [0, 0] })
      const wrong = await side.call('POST', '/api/v1/metrics/query', { formula: 'errors.sum / (q.sum', ...range })
      expect([wrong.status, wrong.json.code]).toEqual([422, 'invalid_formula'])
    })

    it('fill what is missing', async () => {
      const values = async (fill: string) => (await side.query({ metric: 'gap.sum', fill, ...range })).series[0].values.slice(0, 5)
      expect(await values('none')).toEqual([1, null, null, 4, null])
      expect(await values('zero')).toEqual([1, 0, 0, 4, 0])
      expect(await values('previous')).toEqual([1, 1, 1, 4, 4])
      expect(await values('linear')).toEqual([1, 2, 3, 4, null])
    })

    it('compare with an earlier period', async () => {
      const frame = await side.query({ metric: 'q.sum', groupBy: ['region'], compare: '1m', ...range })
      expect(frame.compare).toMatchObject({ shiftMs: MINUTE })
      expect(frame.compare.series[0].values.slice(0, 6)).toEqual([null, 100, 100, 100, 100, null])
    })

    it('are limited in windows, and unknown metrics are said to be', async () => {
      const long = await side.call('POST', '/api/v1/metrics/query', { metric: 'q', from: 'now-30d', step: '10s' })
      expect([long.status, long.json.code]).toEqual([422, 'invalid_range'])
      expect((await side.query({ metric: 'nobody', ...range })).warnings).toEqual(['there is no metric nobody'])
      const neither = await side.call('POST', '/api/v1/metrics/query', { from: 'now-1h' })
      expect(neither.status).toBe(422)
    })

    it('never take a name or a tag for SQL', async () => {
      const hostile = "x'); DROP TABLE metric_points; --"
      await submit([point(hostile, 1, { tags: { [hostile]: hostile } })])
      const frame = await side.query({ metric: hostile, groupBy: [hostile], filters: { [hostile]: hostile }, ...range })
      expect(frame.series).toMatchObject([{ labels: { [hostile]: hostile } }])
    })
  })

  it('a definition says what a metric is, and is taken back', async () => {
    await submit([point('said', 3), point('said', 5)])
    const put = await side.call('PUT', '/api/v1/metrics/said', { aggregationType: 'max', displayName: 'Said', unit: 'things' })
    expect(put.json).toMatchObject({ name: 'said', displayName: 'Said', unit: 'things', aggregationType: 'max', defined: true })
    expect((await side.query({ metric: 'said', ...range })).series[0].values[0]).toBe(5)
    const gone = await side.call('DELETE', '/api/v1/metrics/said')
    expect(gone.json).toMatchObject({ aggregationType: 'avg', defined: false })
    expect((await side.call('PUT', '/api/v1/metrics/nobody', {})).status).toBe(404)
  })
})
