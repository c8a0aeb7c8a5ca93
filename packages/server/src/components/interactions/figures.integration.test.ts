/** Figures from roll-ups are the figures of the rows, whatever is late, corrected or withdrawn. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReadSide, type ReadSide } from '../../../test/read-side.ts'
import { HOUR_NS } from '../../flows/query/time-range.ts'
import { createInteractions, interactionsRoutes } from './index.ts'
import type { RolledFigures } from './rollup-job.ts'
import { OVERLAP_SECONDS, rollUpFigures, SETTLED_SECONDS } from './rollup.ts'

let side: ReadSide
let plain: ReadSide['get']
let rolledState: RolledFigures | undefined
let markSeconds: number | undefined

const nowNs = BigInt(Date.now()) * 1_000_000n
const topNs = nowNs - (nowNs % HOUR_NS)
const second = (ns: bigint) => Number(ns / 1_000_000_000n)
let version = 1

beforeAll(async () => {
  side = await openReadSide(async (app, telemetry, clock) => {
    await interactionsRoutes(app, createInteractions({ telemetry, clock, rolled: async () => rolledState }))
  })
  plain = async (path, query, project) => {
    const state = rolledState
    rolledState = undefined
    const answer = await side.get(path, query, project)
    rolledState = state
    return answer
  }
  await side.insert(
    'interactions',
    Array.from({ length: 3000 }, (_, at) => call(at)),
  )
})
afterAll(() => side.close())

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T

/** Spread over 80 hours, in every dimension. */
function call(at: number, more: object = {}) {
  const failed = at % 11 === 0
  return {
    project: 'p',
    version: version++,
    received_at: second(nowNs) - 4000,
    id: `call-${at}`,
    trace_id: '',
    start_time: topNs - (BigInt(at % 79) * HOUR_NS + BigInt(at * 977) * 1_000_000n),
    duration_ns: BigInt(1 + ((at * 7919) % 5000)) * 1_000_000n,
    provider: pick(['openai', 'anthropic'], at),
    model: pick(['gpt-4o', 'claude-opus-4-5', 'o3'], at),
    organization_id: pick(['acme', 'beta', ''], at),
    user_id: pick(['u1', 'u2', 'u3', 'u4', 'u5'], at),
    operation: pick(['chat', 'embeddings'], at),
    status: failed ? 2 : 0,
    error_type: failed ? pick(['rate_limit_exceeded', 'AuthenticationError', 'ECONNRESET'], at) : '',
    prompt_tokens: at,
    response_tokens: 5,
    total_tokens: at % 7 === 0 ? null : at + 5,
    cached_tokens: at % 3,
    ttft_ms: at % 2 ? 10 + (at % 90) : null,
    attempt: at % 13 === 0 ? 2 : 1,
    http_attempts: at % 5 === 0 ? 3 : 0,
    cost: at % 9 === 0 ? null : `0.${String(at + 1).padStart(6, '0')}`,
    currency: at % 9 === 0 ? '' : pick(['USD', 'EUR'], at),
    cache_saved: at % 4 === 0 ? '0.000000000000000001' : null,
    ...more,
  }
}

async function rollUp(): Promise<void> {
  const mark = { read: async () => markSeconds, write: async (seconds: number) => void (markSeconds = seconds) }
  await rollUpFigures({ telemetry: side.plane, mark, nowMs: () => Date.now() + 3000 })
  const until = (markSeconds ?? 0) - SETTLED_SECONDS
  rolledState = { untilNs: BigInt(until - (until % 3600)) * 1_000_000_000n, sinceSeconds: (markSeconds ?? 0) - OVERLAP_SECONDS }
}

/** Half a unit of the ninth digit: sums of fractions differ beyond it by the order they were made in. */
const sameNumber = (number: number) =>
  Number.isInteger(number) ? number : expect.closeTo(number, 8 - Math.floor(Math.log10(Math.abs(number))))

/** Digests of parts are near each other, sums are the same. */
function near(figures: any, number: (value: number) => unknown): any {
  if (Array.isArray(figures)) return figures.map((each) => near(each, number))
  if (typeof figures !== 'object' || figures === null) return typeof figures === 'number' ? number(figures) : figures
  return Object.fromEntries(
    Object.entries(figures)
      .filter(([name]) => name !== 'trend')
      .map(([name, value]) => [name, ['p50', 'p95', 'p99', 'p5'].includes(name) ? typeof value : near(value, number)]),
  )
}

const range = {
  from: new Date(Number(topNs / 1_000_000n) - 75.5 * 3_600_000).toISOString(),
  to: new Date(Number(nowNs / 1_000_000n)).toISOString(),
}
const questions: [string, string, Record<string, string>][] = [
  ['all', 'stats', {}],
  ['by model', 'stats', { groupBy: 'provider,model' }],
  ['by organization and status', 'stats', { groupBy: 'organization,status' }],
  ['by user', 'stats', { groupBy: 'user' }],
  ['by the largest users and models', 'stats', { groupBy: 'user,model', limit: '3' }],
  ['by session, which no cube knows', 'stats', { groupBy: 'session' }],
  ['of a search', 'stats', { q: 'status:error (model:gpt-4o OR provider:anthropic)', groupBy: 'errorType' }],
  ['of a currency', 'stats', { q: 'currency:EUR' }],
  ['compared', 'stats', { compare: 'day', groupBy: 'provider' }],
  ['models', 'models', { compare: 'previous' }],
  ['over time', 'timeline', { steps: '24' }],
]

async function expectSame(): Promise<void> {
  for (const [name, path, query] of questions) {
    const asked = { ...range, ...query }
    const [rolled, rows] = [await side.get(`/api/v1/ai-interactions/${path}`, asked), await plain(`/api/v1/ai-interactions/${path}`, asked)]
    expect(rolled.status, name).toBe(200)
    expect(near(rolled.json, Number), name).toEqual(near(rows.json, sameNumber))
  }
}

describe('figures', () => {
  it('of roll-ups are those of the rows', async () => {
    await rollUp()
    await expectSame()
    const { json } = await side.get('/api/v1/ai-interactions/stats', range)
    expect(json.total.calls).toBeGreaterThan(2800)
    expect(json.total.errorClasses).toMatchObject({ rate_limit: expect.any(Number), auth: expect.any(Number), network: expect.any(Number) })
    expect(json.total.attempts).toBeGreaterThan(json.total.calls)
    expect(json.total.operations).toBeLessThan(json.total.calls)
  })

  it('are right before the next pass when calls come late, are corrected or are taken back', async () => {
    const received_at = second(nowNs)
    await side.insert('interactions', [
      call(9001, { received_at, start_time: topNs - 30n * HOUR_NS - 5n }),
      call(17, { received_at, cost: '5', prompt_tokens: 1 }),
      call(20, { received_at, deleted: 1 }),
    ])
    await expectSame()
    await rollUp()
    await expectSame()
  })

  it('have a model for each trend, with all its calls in it', async () => {
    const { json } = await side.get('/api/v1/ai-interactions/models', range)
    for (const { trend, calls } of json.items) expect(trend.reduce((sum: number, count: number) => sum + count, 0)).toBe(calls)
  })
})

describe('a comparison', () => {
  it('says what is more than chance', async () => {
    const base = { project: 'q', received_at: second(nowNs), operation: 'chat', provider: 'openai', model: 'o3', error_type: '' }
    const at = (index: number, hoursAgo: bigint, ms: number, status: number) =>
      call(index, {
        ...base,
        id: `q-${hoursAgo}-${index}`,
        start_time: nowNs - hoursAgo * HOUR_NS - BigInt(index),
        duration_ns: BigInt(ms) * 1_000_000n,
        status,
      })
    const before = Array.from({ length: 100 }, (_, index) => at(index, 3n, 1000 + (index % 9), index < 2 ? 2 : 0))
    const after = Array.from({ length: 100 }, (_, index) => at(index, 1n, 1500 + (index % 9), index < 30 ? 2 : 0))
    await side.insert('interactions', [...before, ...after])
    const { json } = await side.get('/api/v1/ai-interactions/stats', { from: 'now-2h', compare: 'previous' }, 'q')
    const change = (measure: string) => json.before.changes.find((each: any) => each.measure === measure)
    expect(json.before.figures.calls).toBe(100)
    expect(change('errorRate')).toMatchObject({ before: 0.02, after: 0.3, significant: true })
    expect(change('latency').change).toBeCloseTo(0.5, 1)
    expect(change('latency').significant).toBe(true)
    expect(change('timeToFirstToken').significant).toBe(false)
  })
})
