/** From made-up figures to findings and the sentence: what an operator reads in the first second. */
import { describe, expect, it } from 'vitest'
import { judge } from './judge.ts'
import { presentFindings } from './present-findings.ts'
import type { Labelled, Reading } from './read.ts'
import { routingOf } from './routing.ts'
import { learnUsual } from './watch.ts'

const MINUTE = 60_000
const NOW = Date.UTC(2026, 2, 12, 12, 7)

interface Story {
  minutes: number
  stepMs?: number
  /** Calls that fail of a hundred, by provider and window from the end (0: the newest). */
  failing?: Partial<Record<'openai' | 'anthropic', (ago: number) => number>>
  /** Requests that fail of two hundred. */
  requestsFail?: (ago: number) => number
  cacheFails?: (ago: number) => number
  p95?: (ago: number) => number
  silentFor?: number
  /** Requests that fell back in each window of the last quarter of an hour. */
  fallbacks?: number
}

const MODELS = [
  ['openai', 'gpt-4o'],
  ['openai', 'gpt-4o-mini'],
  ['anthropic', 'claude'],
] as const

function reading({
  minutes,
  stepMs = MINUTE,
  failing = {},
  requestsFail = () => 0,
  cacheFails = () => 0,
  p95 = () => 1000,
  silentFor = 0,
  fallbacks = 10,
}: Story): Reading {
  const count = Math.round((minutes * MINUTE) / stepMs)
  const times = Array.from({ length: count }, (_, at) => NOW - (count - at) * stepMs)
  const ago = (at: number): number => count - 1 - at
  const each = (value: (ago: number) => number): number[] => times.map((_, at) => (ago(at) < silentFor ? 0 : value(ago(at))))
  const calls = MODELS.map(([provider, model]): Labelled<'provider' | 'model'> => ({
    labels: { provider, model },
    values: each(() => 100),
  }))
  const failedCalls = MODELS.map(([provider, model]): Labelled<'provider' | 'model'> => ({
    labels: { provider, model },
    values: each((back) => (model === 'gpt-4o-mini' ? 0 : (failing[provider]?.(back) ?? 0))),
  }))
  return {
    times,
    stepMs,
    requests: [{ labels: { provider: 'openai' }, values: each(() => 200) }],
    errors: each(requestsFail),
    p50: each(() => 400),
    p95: each(p95),
    p99: each((back) => p95(back) * 1.4),
    cost: each(() => 0.1),
    calls,
    failedCalls,
    callP95: [
      { labels: { provider: 'openai' }, values: each(p95) },
      { labels: { provider: 'anthropic' }, values: each(() => 1200) },
    ],
    operations: [{ labels: { component: 'cache' }, values: each(() => 200) }],
    failedOperations: [{ labels: { component: 'cache' }, values: each(cacheFails) }],
    roads: [
      { labels: { road: 'High quality' }, values: each(() => 150) },
      { labels: { road: 'fallback' }, values: each((back) => (back * stepMs < 15 * MINUTE ? fallbacks : 10)) },
    ],
  }
}

const past = reading({ minutes: 7 * 24 * 60, stepMs: 60 * MINUTE })
const from = NOW - 24 * 60 * MINUTE

function told(story: Omit<Story, 'minutes'>, changes: { label: string; agoMinutes: number }[] = []) {
  const recent = reading({ minutes: 121, ...story })
  const even = reading({ minutes: 24 * 60, stepMs: 5 * MINUTE })
  return judge({
    even,
    recent,
    usual: learnUsual(past, even),
    changes: changes.map(({ label, agoMinutes }) => ({
      time: new Date(NOW - agoMinutes * MINUTE).toISOString(),
      kind: 'deploy',
      label,
      version: '2',
    })),
    fromMs: from,
    toMs: NOW,
  })
}

describe('the verdict', () => {
  it('says that all is well, and for how long as far as the range shows', () => {
    const { verdict, open } = told({})
    expect(open).toEqual([])
    expect(verdict).toMatchObject({ status: 'good', headline: 'All good for 24 h', evidence: 'P95 1 s, 0% of requests fail.' })
  })

  it('names what makes requests fail, since when, and what came just before', () => {
    const bad = (ago: number): number => (ago < 15 ? 40 : 0)
    const { verdict, open } = told({ failing: { openai: bad }, requestsFail: (ago) => (ago < 15 ? 40 : 0) }, [
      { label: 'gateway 2', agoMinutes: 17 },
    ])
    expect(verdict).toMatchObject({
      status: 'critical',
      headline: 'Degraded: 40% of calls to gpt-4o fail',
      since: new Date(NOW - 15 * MINUTE).toISOString(),
    })
    expect(verdict.evidence).toBe(
      '40% failed against a limit of 2% for 15 min, starting 2 min after gateway 2. Also: 20% of requests fail.',
    )
    expect(open.map(({ signal }) => signal.subject.kind).toSorted()).toEqual(['model', 'provider', 'requests'])
  })

  it('does not call critical what retries made good', () => {
    const { verdict } = told({ failing: { anthropic: (ago) => (ago < 10 ? 60 : 0) } })
    expect(verdict.status).toBe('degraded')
    expect(verdict.headline).toBe('Degraded: 60% of calls to claude fail')
    expect(verdict.evidence).toContain('Retries and fallbacks keep requests within bounds. Everything else is within bounds.')
  })

  it('calls it an outage when most requests fail and no one thing explains it', () => {
    expect(told({ requestsFail: (ago) => (ago < 6 ? 150 : 0) }).verdict.headline).toBe('Outage: 75% of requests fail')
  })

  it('tells of slowness by how far it is over its limit', () => {
    const { verdict, open } = told({ p95: (ago) => (ago < 20 ? 3525 : 1000) })
    expect(verdict.headline).toBe('Degraded: request latency is 135% over its limit')
    expect(verdict.evidence).toMatch(/^3\.52 s p95 against a limit of 1\.5 s for 20 min\. Also: OpenAI latency/)
    expect(open).toHaveLength(2)
  })

  it('knows the cache, the database and the queue', () => {
    expect(told({ cacheFails: (ago) => (ago < 9 ? 30 : 0) }).verdict.headline).toBe('Degraded: 15% of cache operations fail')
  })

  it('says when requests stopped', () => {
    expect(told({ silentFor: 7 }).verdict).toMatchObject({ status: 'critical', headline: 'No requests for 7 min' })
  })

  it('forgives a single bad minute of few requests, and what has been over for long enough', () => {
    expect(told({ requestsFail: (ago) => (ago === 30 ? 3 : 0) }).verdict.status).toBe('good')
    const { verdict, past: before } = told({ requestsFail: (ago) => (ago > 20 && ago < 40 ? 60 : 0) })
    expect(verdict).toMatchObject({ status: 'good', headline: 'All good for 19 min' })
    expect(verdict.evidence).toContain('something was out of the usual once')
    expect(before[0]).toMatchObject({ severity: 'critical' })
  })

  it('judges a range of the past as a whole', () => {
    const even = reading({ minutes: 24 * 60, stepMs: 5 * MINUTE, requestsFail: (ago) => (ago > 100 && ago < 104 ? 50 : 0) })
    const { verdict } = judge({ even, recent: undefined, usual: learnUsual(past, even), changes: [], fromMs: from, toMs: NOW })
    expect(verdict.headline).toBe('Was degraded: 25% of requests failed')
  })

  it('joins what the newest minutes and the hours before both see', () => {
    const recent = reading({ minutes: 121, requestsFail: () => 80 })
    const even = reading({ minutes: 24 * 60, stepMs: 5 * MINUTE, requestsFail: (ago) => (ago < 60 ? 80 : 0) })
    const { open, past: before } = judge({ even, recent, usual: learnUsual(past, even), changes: [], fromMs: from, toMs: NOW })
    expect(open[0]?.fromMs).toBe(NOW - 300 * MINUTE)
    expect(before).toEqual([])
  })
})

it('one failure in several places is one finding and its parts', () => {
  const bad = (ago: number): number => (ago < 15 ? 40 : 0)
  const shown = (story: Omit<Story, 'minutes'>) =>
    presentFindings(told(story).open).map(({ subject: { kind }, quantity, partOf }) => [
      kind,
      quantity,
      partOf?.replace(/:\d+$/, '') ?? null,
    ])
  const all = shown({ failing: { openai: bad }, requestsFail: bad, cacheFails: bad, p95: (ago) => (ago < 15 ? 3525 : 1000) })
  expect(all).toHaveLength(6)
  expect(all).toEqual(
    expect.arrayContaining([
      ['provider', 'errors', null],
      ['model', 'errors', 'provider:openai:errors'],
      ['requests', 'errors', 'provider:openai:errors'],
      ['component', 'errors', null],
      ['provider', 'latency', null],
      ['requests', 'latency', 'provider:openai:latency'],
    ]),
  )
  const mostFailElsewhere = shown({ failing: { openai: (ago) => (ago < 15 ? 10 : 0) }, requestsFail: (ago) => (ago < 15 ? 150 : 0) })
  expect(mostFailElsewhere).toContainEqual(['requests', 'errors', null])
})

it('what was wrong twice is counted twice, not once for each place it was seen in', () => {
  const twice = (ago: number): number => ((ago > 20 && ago < 40) || (ago > 60 && ago < 80) ? 60 : 0)
  const { verdict, past: before } = told({ failing: { openai: twice }, requestsFail: twice })
  expect(before.length).toBeGreaterThan(2)
  expect(verdict.evidence).toContain('something was out of the usual 2 times')
})

it('a finding leads to the requests behind it', () => {
  const { open } = told({ failing: { openai: (ago) => (ago < 15 ? 40 : 0) }, cacheFails: (ago) => (ago < 15 ? 40 : 0) })
  const queries = presentFindings(open).map(({ query }) => query)
  expect(queries).toContain('errors:>0 provider:"openai"')
  expect(queries).toContain('errors:>0 model:"gpt-4o"')
  expect(queries).toContain('errors:>0 component:*cache*')
})

it('only what went another way than before counts as changed', () => {
  const even = reading({ minutes: 24 * 60, stepMs: 5 * MINUTE })
  const roads = routingOf(even, reading({ minutes: 121, fallbacks: 50 }))
  expect(roads.map(({ road, changed }) => [road, changed])).toEqual([
    ['High quality', true],
    ['fallback', true],
  ])
  expect(roads[1]?.share).toBeCloseTo(0.25)
  expect(roads[0]?.shares).toHaveLength(48)
  expect(routingOf(even, reading({ minutes: 121 })).some(({ changed }) => changed)).toBe(false)
})
