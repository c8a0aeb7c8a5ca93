/** The overview from stored rows: what failed, since when, which version came before it, and the figures of all five parts. */
import { overview as overviewAnswer } from '@relayscope/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type MetricSide, openMetricSide } from '../../../test/metric-side.ts'
import { createOverview, type Overview } from './index.ts'

const MINUTE = 60_000
const now = Math.floor(Date.now() / MINUTE) * MINUTE + 30_000
const clock = { nowMs: () => now, nowNs: () => BigInt(now) * 1_000_000n }

let side: MetricSide
let overview: Overview

/** Each minute of three hours: eight requests with one call each, half of them by anthropic; those of the last ten minutes to openai fail. */
const requests = Array.from({ length: 180 * 8 }, (_, at) => {
  const startMs = now - 180 * MINUTE + Math.floor(at / 8) * MINUTE + (at % 8) * 1000
  const provider = at % 2 ? 'openai' : 'anthropic'
  return { at, startMs, provider, failed: provider === 'openai' && now - startMs < 10 * MINUTE }
})
const ns = (ms: number): bigint => BigInt(Math.round(ms)) * 1_000_000n
const traceId = (at: number): string => (at + 1).toString(16).padStart(32, '0')

beforeAll(async () => {
  side = await openMetricSide()
  overview = createOverview({ telemetry: side.plane, clock, rolledUntilNs: async () => 0n })
  await side.insert(
    'traces',
    requests.map(({ at, startMs, provider, failed }) => ({
      trace_id: traceId(at),
      minute: Math.floor(startMs / MINUTE) * 60,
      start_time: ns(startMs),
      end_time: ns(startMs + 1000),
      root_name: 'POST /chat',
      root_status: failed ? 3 : 2,
      providers: [provider],
    })),
  )
  await side.insert(
    'interactions',
    requests.map(({ at, startMs, provider, failed }) => ({
      id: `i${at}`,
      trace_id: traceId(at),
      version: 1n,
      start_time: ns(startMs),
      duration_ns: 900_000_000n,
      provider,
      model: provider === 'openai' ? 'gpt-4o' : 'claude',
      status: failed ? 2 : 1,
      cost: '0.01',
    })),
  )
  // Every tenth was answered by the cache, every twentieth was refused by its budget.
  await side.insert(
    'decision_traces',
    requests.map(({ at, startMs, provider }) => ({
      trace_id: traceId(at),
      version: 1n,
      start_time: ns(startMs),
      provider,
      outcome: at % 20 === 1 ? 3 : 1,
      cache_hit: at % 10 === 0 ? 1 : 0,
      evaluation_ms: 2,
      types: at % 20 === 1 ? ['rule_evaluation', 'budget_check'] : ['rule_evaluation', 'cache_decision'],
      policy_ids: ['p'],
      policy_versions: [now - startMs < 60 * MINUTE ? 'second' : 'first'],
      matched_ids: ['r1'],
      matched_names: ['High quality'],
    })),
  )
  const span = (at: number, startMs: number, span_id: string, component: string, resource: string) => ({
    trace_id: traceId(at),
    span_id,
    start_time: ns(startMs),
    duration_ns: 2_000_000n,
    service: 'gateway',
    component,
    status: 1,
    resource,
  })
  await side.insert(
    'spans',
    requests.flatMap(({ at, startMs }) => {
      const resource = JSON.stringify({ 'service.version': now - startMs < 12 * MINUTE ? '2' : '1' })
      const cache = span(at, startMs, 'c', 'cache', resource)
      // Sent twice: counted once.
      return [cache, cache, span(at, startMs, 'd', 'database', resource), span(at, startMs, 'x', 'gateway', resource)]
    }),
  )
})
afterAll(() => side.close())

it('says what fails, since when, and what came before it', async () => {
  const answer = await overview.read('default', { from: 'now-3h', to: 'now', lastHour: 'even' })
  expect(() => overviewAnswer.parse(answer)).not.toThrow()
  const { verdict, changes, findings, health, models, requests: volume, starts, ends, latencyMs } = answer
  expect(verdict.status).toBe('critical')
  expect(verdict.headline).toMatch(/^Degraded: \d+% of calls to gpt-4o fail$/)
  expect(verdict.evidence).toMatch(/^100% failed against a limit of 5% for (9|10|11) min, starting [123] min after gateway 2\./)
  expect(findings.find(({ id }) => id === verdict.finding)?.query).toBe('errors:>0 model:"gpt-4o"')
  expect(changes.map(({ label }) => label)).toEqual(['Rules second', 'gateway 2'])
  expect(volume.map(({ provider }) => provider).toSorted()).toEqual(['anthropic', 'openai'])
  for (const values of [...volume.map(({ perSecond }) => perSecond), latencyMs.p95, health[0]?.states])
    expect(values).toHaveLength(starts.length)
  expect(ends).toHaveLength(starts.length)
  expect(health.map(({ component, total, failed }) => [component, total, failed])).toEqual([
    ['api', 1440, 40],
    ['cache', 1440, 0],
    ['db', 1440, 0],
    ['queue', 0, 0],
    ['models', 1440, 40],
  ])
  expect(health[3]?.share).toBeNull()
  expect(models.map(({ model, wrong }) => [model, wrong]).toSorted()).toEqual([
    ['claude', []],
    ['gpt-4o', ['errorRate']],
  ])
})

it('says which way requests went, by metrics anybody may ask for', async () => {
  const { routing } = await overview.read('default', { from: 'now-3h', to: 'now', lastHour: 'even' })
  expect(routing.map(({ road, changed }) => [road, changed])).toEqual([
    ['High quality', false],
    ['cache', false],
    ['rejected', false],
  ])
  const ask = async (metric: string) => {
    const { series } = await side.query({
      metric,
      from: new Date(now - 180 * MINUTE).toISOString(),
      to: new Date(now).toISOString(),
      step: '1h',
    })
    return (series[0]?.values ?? []).filter((value: number | null) => value !== null)
  }
  const total = async (metric: string) => (await ask(metric)).reduce((sum: number, value: number) => sum + value, 0)
  expect(await total('cache.lookups.sum')).toBe(1440)
  expect(await total('cache.hits.sum')).toBe(144)
  expect((await ask('cache.hit_rate'))[1]).toBeCloseTo(0.1)
  expect([await total('budget.checks.sum'), await total('budget.denied.sum')]).toEqual([72, 72])
  expect(await total('decisions.count.sum')).toBe(2880)
})

it('looks at one provider where it is asked to', async () => {
  const {
    verdict,
    requests: volume,
    health,
  } = await overview.read('default', { from: 'now-3h', to: 'now', provider: 'anthropic', lastHour: 'even' })
  expect(verdict.status).toBe('good')
  expect(volume.map(({ provider }) => provider)).toEqual(['anthropic'])
  expect(health[0]?.total).toBe(720)
})

it('cuts the last hour of a long range into minutes', async () => {
  const { starts, ends } = await overview.read('default', { from: 'now-24h', to: 'now', lastHour: 'fine' })
  const lengths = starts.map((start, at) => (ends[at] ?? 0) - start)
  expect(lengths.filter((length) => length === MINUTE).length).toBeGreaterThanOrEqual(60)
  expect(lengths[0]).toBe(5 * MINUTE)
  for (const [at, start] of starts.entries()) if (at > 0) expect(start).toBe(ends[at - 1])
})

it('has nothing to say where nothing was reported', async () => {
  const { verdict } = await overview.read('another', { from: 'now-1h', to: 'now', lastHour: 'even' })
  expect(verdict.status).toBe('silent')
})
