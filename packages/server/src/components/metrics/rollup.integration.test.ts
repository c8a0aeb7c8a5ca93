/** What is rolled up gives the same answers as the points themselves, and nothing counts twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MetricSide, openMetricSide } from '../../../test/metric-side.ts'
import { systemClock } from '../../kit/clock.ts'
import { readDerivedFigures } from '../../flows/query/metrics/derived-figures.ts'
import { readMigrations } from '../../planes/telemetry/migrate.ts'
import { sql, uint } from '../../planes/telemetry/statement.ts'
import { rangesOf, rollUp } from './rollup.ts'
import type { RollupMarks } from './store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** A whole hour, some hours ago, so that hours are over. */
const start = Math.floor(Date.now() / HOUR) * HOUR - 40 * HOUR
const range = { from: new Date(start).toISOString(), to: new Date(start + 40 * HOUR).toISOString() }
const nsAt = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n

describe.each(['embedded', 'server'] as const)('roll-ups on the %s engine', (engine) => {
  let side: MetricSide
  let rolledUntil = 0n
  let nowMs = 0
  /** How long ago what is sent arrives. */
  let agoMs = 0
  const marked = new Map<string, number>()
  const marks: RollupMarks = {
    read: async (source) => marked.get(source),
    write: async (source, seconds) => void marked.set(source, seconds),
    earliest: async () => undefined,
  }

  beforeAll(async () => {
    const clock = systemClock()
    side = await openMetricSide({ engine, rolledUntilNs: async () => rolledUntil, clock: { ...clock, nowMs: () => Date.now() - agoMs } })
  })
  afterAll(() => side.close())

  const roll = async () => {
    nowMs = Math.max(nowMs + 1, Date.now() + 10_000)
    expect(await rollUp({ telemetry: side.plane, marks, nowMs: () => nowMs })).toBe(true)
  }
  /** From single points, from minutes, and from hours. From six hours in passing: they are those of the points too. */
  const answers = async (question: object) => {
    const ask = async (step: string, until: bigint, from = range.from, to = range.to) => {
      rolledUntil = until
      const frame = await side.query({ from, to, step, ...question })
      const entries = frame.series.map(({ labels, values }: any) => [JSON.stringify(labels), values])
      return { resolution: frame.resolution, series: Object.fromEntries(entries) as Record<string, (number | null)[]> }
    }
    const far = nsAt(Date.now())
    const points = await ask('1h', 0n)
    const hours = await ask('1h', far)
    const minutes = await ask('30m', far, range.from, new Date(start + 30 * HOUR).toISOString())
    const [pointsOfSix, six] = [await ask('6h', 0n), await ask('6h', far)]
    expect([points.resolution, hours.resolution, minutes.resolution, six.resolution]).toEqual(['1h', '1h', '1m', '6h'])
    same(pointsOfSix.series, six.series, 0.02)
    return { points: points.series, hours: hours.series, minutes: minutes.series }
  }
  const same = (left: Record<string, (number | null)[]>, right: Record<string, (number | null)[]>, within: number) => {
    expect(Object.keys(left).sort()).toEqual(Object.keys(right).sort())
    for (const [labels, values] of Object.entries(left)) {
      for (const [at, value] of values.entries()) {
        const other = right[labels]?.[at] ?? null
        if (value === null || other === null) expect(other).toBe(value)
        else expect(Math.abs(value - other)).toBeLessThanOrEqual(within * Math.max(Math.abs(value), 1e-9))
      }
    }
  }

  it('answer percentiles within one per cent of exact, on 100,000 samples', async () => {
    const lines: string[] = []
    const exact: number[] = []
    for (let at = 0; at < 100_000; at++) {
      const value = Math.exp(((at * 7919) % 100_000) / 15_000) * 10
      exact.push(value)
      const timestamp = new Date(start + (at % 36_000) * 3_000).toISOString()
      lines.push(
        JSON.stringify({ id: `s${at}`, timestamp, source: 's', component: 'c', name: 'wide', value, tags: { half: String(at % 2) } }),
      )
    }
    await side.send('metrics', 'ndjson', lines.join('\n'))
    await roll()
    exact.sort((left, right) => left - right)
    for (const until of [0n, nsAt(Date.now())]) {
      rolledUntil = until
      const { json } = await side.call('GET', `/api/v1/metrics/wide/stats?from=${range.from}&to=${range.to}`)
      expect(json.count).toBe(100_000)
      for (const [name, share] of [
        ['p50', 0.5],
        ['p90', 0.9],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const) {
        // prettier-ignore
        const wanted = exact[Math.floor(share * exact.length)] as number
        expect(Math.abs(json[name] - wanted) / wanted).toBeLessThan(0.01)
      }
    }
    const { points, hours } = await answers({ metric: 'wide.sum', groupBy: ['half'] })
    same(points, hours, 1e-9)
    const tops = await answers({ metric: 'wide.p95', groupBy: ['half'] })
    same(tops.points, tops.hours, 0.02)
  })

  it('hold what counters grew, with resets, and late points in their window', async () => {
    const dataPoints = Array.from({ length: 600 }, (_, at) => ({
      startTimeUnixNano: `${start - HOUR}000000`,
      timeUnixNano: `${start + at * MINUTE}000000`,
      asInt: String(at < 300 ? at * 2 : at - 300),
    }))
    const late = dataPoints.splice(100, 1)
    const request = (points: object[]) =>
      JSON.stringify({
        resourceMetrics: [
          { scopeMetrics: [{ metrics: [{ name: 'grown', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: points } }] }] },
        ],
      })
    await side.send('otlp-metrics', 'json', request(dataPoints))
    await roll()
    await side.send('otlp-metrics', 'json', request(late))
    await side.send('otlp-metrics', 'json', request(late))
    // Seen at once, before the next pass.
    const before = await answers({ metric: 'grown.sum' })
    same(before.points, before.hours, 1e-9)
    await roll()
    const { points, hours } = await answers({ metric: 'grown.sum' })
    same(points, hours, 1e-9)
    const total = (hours['{}'] ?? []).reduce<number>((sum, value) => sum + (value ?? 0), 0)
    expect(total).toBe(299 * 2 + 299)
  })

  it('of an hour in which something arrived since are not used, so that it is seen at once', async () => {
    const points = (name: string, hours: number[]) =>
      JSON.stringify(
        hours.map((hour, at) => ({
          id: `${name}-${hour}-${at}`,
          timestamp: new Date(start + hour * HOUR + at * 1000).toISOString(),
          source: 's',
          component: 'c',
          name,
          value: 1,
          tags: {},
        })),
      )
    agoMs = 2 * HOUR
    await side.send('metrics', 'json', points('seen', [1, 1, 2, 5, 9]))
    agoMs = 0
    await roll()
    await side.send('metrics', 'json', points('seen', [0, 0, 0, 0, 0, 2, 5, 5]))
    const ask = async (until: number, step = '1h') => {
      rolledUntil = nsAt(until)
      return (await side.query({ metric: 'seen.count', ...range, step })).series[0].values.slice(0, 10)
    }
    // Six hours with a late one among them are put together from the others and its points.
    expect(await ask(Date.now() - 3 * MINUTE, '6h')).toEqual(await ask(0, '6h'))
    expect(await ask(Date.now() - 3 * MINUTE)).toEqual([5, 2, 2, null, null, 3, null, null, null, 1])
    // As if nothing could have come late: what was rolled up before is what is answered.
    expect(await ask(Date.now() + HOUR)).toEqual([null, 2, 1, null, null, 1, null, null, null, 1])
    await roll()
    expect(await ask(Date.now() + HOUR)).toEqual([5, 2, 2, null, null, 3, null, null, null, 1])
  })

  const interaction = (id: number, more: object = {}) => ({
    id: `i${id}`,
    trace_id: id.toString(16).padStart(32, '0'),
    version: 1n,
    start_time: nsAt(start + id * MINUTE),
    duration_ns: BigInt(id + 1) * 1_000_000n,
    provider: id % 2 ? 'openai' : 'anthropic',
    model: 'm',
    status: id % 10 === 0 ? 2 : 1,
    prompt_tokens: 10,
    response_tokens: 5,
    total_tokens: 15,
    cost: '0.25',
    ...more,
  })

  it('of AI interactions count each attempt once, whatever is corrected later', async () => {
    await side.insert(
      'interactions',
      Array.from({ length: 1000 }, (_, id) => interaction(id)),
    )
    await roll()
    const sum = async (metric: string, groupBy: string[] = []) => {
      const { points, hours, minutes } = await answers({ metric, groupBy })
      same(points, hours, 1e-9)
      void minutes
      return Object.fromEntries(
        Object.entries(hours).map(([labels, values]) => [labels, values.reduce<number>((all, value) => all + (value ?? 0), 0)]),
      )
    }
    expect(await sum('ai.requests', ['provider'])).toEqual({ '{"provider":"openai"}': 500, '{"provider":"anthropic"}': 500 })
    expect(await sum('ai.errors')).toEqual({ '{}': 100 })
    expect(await sum('ai.cost')).toEqual({ '{}': 250 })
    expect(await sum('ai.tokens.total')).toEqual({ '{}': 15_000 })
    const latency = await answers({ metric: 'ai.latency.p95', groupBy: ['provider', 'model'] })
    same(latency.points, latency.hours, 0.01)

    // Read together they are the same numbers.
    for (const until of [0n, nsAt(Date.now())]) {
      const { rows } = await readDerivedFigures(
        { telemetry: side.plane, rolledUntilNs: async () => until },
        {
          project: 'default',
          source: 'interactions',
          fromNs: nsAt(Date.parse(range.from)),
          toNs: nsAt(Date.parse(range.to)),
          step: '1h',
          groupBy: ['provider', 'model'],
          figures: [
            { metric: 'ai.requests', by: 1 },
            { metric: 'ai.latency', by: 2 },
            { metric: 'ai.cost', by: 0 },
          ],
        },
      )
      const of = (metric: string) => rows.filter((row) => row.metric === metric)
      const added = (some: typeof rows) => some.reduce((all, { total }) => all + total, 0)
      expect(added(of('ai.cost'))).toBeCloseTo(250)
      expect(added(of('ai.requests').filter(({ labels }) => labels[0] === 'openai'))).toBe(500)
      const together: Record<string, (number | null)[]> = {}
      for (const { labels, at, quantiles } of of('ai.latency')) {
        const key = JSON.stringify({ provider: labels[0], model: labels[1] })
        const values = (together[key] ??= (latency.points[key] ?? []).map(() => null))
        values[at] = quantiles[1] ?? null
      }
      same(latency.points, together, 0.01)
    }

    // Another provider, no longer an error, moved by an hour, withdrawn.
    await side.insert('interactions', [
      interaction(0, { version: 2n, provider: 'mistral', status: 1 }),
      interaction(1, { version: 2n, deleted: 1 }),
      interaction(2, { version: 2n, deleted: 1 }),
      { ...interaction(2, { version: 3n }), start_time: nsAt(start + 2 * MINUTE + HOUR) },
    ])
    await roll()
    expect(await sum('ai.requests', ['provider'])).toEqual({
      '{"provider":"openai"}': 499,
      '{"provider":"anthropic"}': 499,
      '{"provider":"mistral"}': 1,
    })
    expect(await sum('ai.errors')).toEqual({ '{}': 99 })
  })

  it('of traces count each request once, never its attempts', async () => {
    const trace = (id: number, more: object = {}) => ({
      trace_id: (id + 5000).toString(16).padStart(32, '0'),
      minute: Math.floor((start + id * MINUTE) / 1000),
      start_time: nsAt(start + id * MINUTE),
      end_time: nsAt(start + id * MINUTE + 100),
      ...more,
    })
    // The child first, then the root, which takes longer and failed; one trace has no root yet.
    await side.insert(
      'traces',
      Array.from({ length: 200 }, (_, id) => trace(id, { any_name: 'call', span_error: 1 })),
    )
    await roll()
    expect((await answers({ metric: 'api.requests' })).hours).toEqual({})
    const roots = Array.from({ length: 199 }, (_, id) =>
      trace(id, { root_name: 'POST /chat', root_status: id % 4 === 0 ? 3 : 2, end_time: nsAt(start + id * MINUTE + 500) }),
    )
    await side.insert('traces', roots)
    await roll()
    const { points, hours } = await answers({ metric: 'api.requests.sum', groupBy: ['operation', 'status'] })
    same(points, hours, 1e-9)
    const totals = Object.fromEntries(
      Object.entries(hours).map(([labels, values]) => [labels, values.reduce<number>((all, value) => all + (value ?? 0), 0)]),
    )
    expect(totals).toEqual({ '{"operation":"POST /chat","status":"success"}': 149, '{"operation":"POST /chat","status":"error"}': 50 })
    rolledUntil = 0n
    const latency = await side.query({ metric: 'api.latency.max', ...range, step: '1h' })
    expect(latency.series[0].values[0]).toBe(500)
    const rate = await side.query({ metric: 'api.error_rate', ...range, step: '1d' })
    expect(rate.series[0].values.find((value: number | null) => value !== null)).toBeGreaterThan(0.2)
    const { json } = await side.call('GET', `/api/v1/metrics/api.latency/exemplars?from=${range.from}&to=${range.to}&limit=3`)
    expect(json.items[0]).toMatchObject({ value: 500, labels: { operation: 'POST /chat' } })
    expect(json.items[0].traceId).toHaveLength(32)
  })

  it('of six hours that are missing are made of the hours there are by an update, as often as it runs', async () => {
    const six = Math.floor(start / (6 * HOUR)) * 21_600
    for (const [window, n, version] of [
      [six, 2, 1],
      [six + 3600, 3, 1],
      [six + 21_600, 4, 1],
      [six, 9, 2],
    ] as const)
      // prettier-ignore
      await side.plane.execute(sql`
        INSERT INTO metric_rollups SELECT 'updated', 3600, toStartOfMonth(at), 'old', 7, toDateTime(${uint(window)}, 'UTC') AS at, ${uint(version)}, 0, ${uint(n)}, ${uint(n)}, 1, 5,
          quantileTDigestWeightedArrayState([toFloat64(${uint(n)})], [toUInt64(1)])`)
    const update = readMigrations(new URL('../../../sql/telemetry/', import.meta.url)).find(({ name }) => name.endsWith('six_hours.sql'))
    const statements = update?.statements ?? []
    for (const statement of [...statements, ...statements]) await side.plane.execute(statement)
    const rows = await side.plane.select(sql`
      SELECT toUnixTimestamp(window) AS at, toUInt32(n) AS count, total, least, most, finalizeAggregation(digest) AS median
      FROM metric_rollups FINAL WHERE project = 'updated' AND resolution = 21600 ORDER BY at`)
    expect(rows).toEqual([
      { at: six, count: 12, total: 12, least: 1, most: 5, median: expect.any(Number) },
      { at: six + 21_600, count: 4, total: 4, least: 1, most: 5, median: 4 },
    ])
  })
})

describe('ranges that are computed at once', () => {
  const minutesOf = (ranges: ReturnType<typeof rangesOf>) =>
    ranges.map(({ fromNs, toNs }) => [Number(fromNs / 60_000_000_000n), Number(toNs / 60_000_000_000n)])

  it('neighbouring minutes together, at most three hours of them', () => {
    const minutes = [...Array.from({ length: 200 }, (_, at) => ({ at: at * 60, rows: 1 })), { at: 100_020, rows: 1 }]
    expect(minutesOf(rangesOf(minutes, 0))).toEqual([
      [0, 180],
      [180, 200],
      [1667, 1668],
    ])
  })

  it('fewer where much arrived; what a change reaches is computed once', () => {
    const minutes = [0, 60, 120].map((at) => ({ at, rows: 40_000 }))
    expect(minutesOf(rangesOf(minutes, 0))).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
    expect(minutesOf(rangesOf(minutes, 10))).toEqual([
      [0, 1],
      [1, 2],
      [2, 13],
    ])
  })
})
