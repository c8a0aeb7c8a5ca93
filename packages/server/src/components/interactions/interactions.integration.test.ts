import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hexId, nsAgo, openReadSide, type ReadSide } from '../../../test/read-side.ts'
import type { GivenRow } from '../../../test/telemetry-rows.ts'
import { createInteractions, interactionsRoutes } from './index.ts'

let side: ReadSide

beforeAll(async () => {
  side = await openReadSide((app, telemetry, clock) => interactionsRoutes(app, createInteractions({ telemetry, clock })))
})
afterAll(() => side.close())

const MINUTE = 60_000
let version = 1

interface Call {
  id: string
  agoMs: number
  row?: GivenRow<'interactions'>
  prompt?: string
  response?: string
  project?: string
}

/** One reading of a call, newer than any stored before. */
async function store({ id, agoMs, row = {}, prompt, response, project = 'p' }: Call): Promise<void> {
  version++
  const common = { project, version, start_time: nsAgo(agoMs) }
  const preview = (text = '') => [text.slice(0, 200), text.length] as const
  const [[prompt_preview, prompt_length], [response_preview, response_length]] = [preview(prompt), preview(response)]
  const previews = { prompt_preview, prompt_length, response_preview, response_length }
  await side.insert('interactions', [
    { ...common, id, trace_id: hexId(7, 32), provider: 'openai', model: 'gpt-4o', duration_ns: 1_000_000_000n, ...previews, ...row },
  ])
  if (prompt !== undefined || response !== undefined)
    await side.insert('content', [
      { ...common, interaction_id: id, trace_id: hexId(7, 32), prompt: prompt ?? '', response: response ?? '' },
    ])
}

const ids = (json: { items: { id: string }[] }) => json.items.map(({ id }) => id)

describe('one interaction', () => {
  test('is its newest reading, with its content', async () => {
    const evil = 'hello\n\nDROP TABLE spans; --\n\n<script>alert(1)</script>\u0000 '.repeat(10)
    await store({ id: 'one', agoMs: 5 * MINUTE, prompt: 'old', row: { total_tokens: 1 } })
    const messages = [{ role: 'user', parts: [{ type: 'text', text: evil }] }]
    const row = {
      request_id: 'req-1',
      span_id: 's1',
      user_id: 'u',
      organization_id: 'acme',
      operation: 'chat',
      requested_model: 'gpt-4o',
      served_model: 'gpt-4o-2024',
      finish_reason: 'tool_calls',
      prompt_tokens: 450,
      response_tokens: 800,
      total_tokens: 1250,
      cached_tokens: 0,
      ttft_ms: 120.5,
      tokens_per_second: 42,
      streaming: 1,
      attempt: 2,
      cost: '0.072500000000000001',
      currency: 'USD',
      price_version: '2026-01',
      tags: [['team', 'a']],
      tool_calls: JSON.stringify([{ name: 'get_weather', arguments: '{}' }]),
    }
    await store({ id: 'one', agoMs: 5 * MINUTE, prompt: evil, response: 'ok', row })
    await side.insert('content', [
      {
        project: 'p',
        version: version + 1,
        start_time: nsAgo(6 * MINUTE),
        interaction_id: 'two',
        input_messages: JSON.stringify(messages),
      },
    ])

    const { status, json } = await side.get('/api/v1/ai-interactions/one')
    expect(status).toBe(200)
    expect(json).toMatchObject({
      id: 'one',
      requestId: 'req-1',
      spanId: 's1',
      userId: 'u',
      organizationId: 'acme',
      provider: 'openai',
      model: 'gpt-4o',
      status: 'success',
      latencyMs: 1000,
      promptTokens: 450,
      responseTokens: 800,
      totalTokens: 1250,
      cachedTokens: 0,
      timeToFirstToken: 120.5,
      tokensPerSecond: 42,
      streaming: true,
      attempt: 2,
      cost: 0.0725,
      costDecimal: '0.072500000000000001',
      currency: 'USD',
      finishReason: 'tool_calls',
      tags: { team: 'a' },
      toolCalls: [{ name: 'get_weather' }],
      prompt: evil,
      response: 'ok',
      contentState: 'full',
      promptLength: evil.length,
    })
    expect(json).not.toHaveProperty('reasoningTokens')
    expect(json).not.toHaveProperty('httpAttempts')
    const list = await side.get('/api/v1/ai-interactions', { q: 'id:one' })
    expect(list.json.items).toMatchObject([{ id: 'one', totalTokens: 1250, promptPreview: evil.slice(0, 200) }])
    expect(list.json.items[0]).not.toHaveProperty('prompt')
  })

  test('says what became of its content', async () => {
    await store({ id: 'none', agoMs: MINUTE })
    expect((await side.get('/api/v1/ai-interactions/none')).json).toMatchObject({ contentState: 'none' })
    await side.insert('interactions', [
      {
        project: 'p',
        id: 'expired',
        version: ++version,
        start_time: nsAgo(MINUTE),
        prompt_preview: 'a'.repeat(200),
        prompt_length: 900,
        response_preview: 'short',
        response_length: 5,
      },
    ])
    const { json } = await side.get('/api/v1/ai-interactions/expired')
    expect(json).toMatchObject({ contentState: 'expired', promptPreview: 'a'.repeat(200), response: 'short' })
    expect(json).not.toHaveProperty('prompt')
  })

  test('that was withdrawn, or is of another project, is not found', async () => {
    await store({ id: 'gone', agoMs: 2 * MINUTE, prompt: 'secretword' })
    await store({ id: 'gone', agoMs: 2 * MINUTE, row: { deleted: 1 } })
    await store({ id: 'theirs', agoMs: MINUTE, project: 'other' })
    for (const id of ['gone', 'theirs', 'never', "' OR 1=1 --"])
      expect((await side.get(`/api/v1/ai-interactions/${encodeURIComponent(id)}`)).status, id).toBe(404)
    expect(ids((await side.get('/api/v1/ai-interactions', { q: 'secretword' })).json)).toEqual([])
  })

  test('that moved to another minute is listed once, where it is now', async () => {
    await store({ id: 'moved', agoMs: 9 * MINUTE, row: { user_id: 'mover' } })
    await store({ id: 'moved', agoMs: 9 * MINUTE, row: { deleted: 1 } })
    await store({ id: 'moved', agoMs: 3 * MINUTE, row: { user_id: 'mover', total_tokens: 7 } })
    await store({ id: 'again', agoMs: 8 * MINUTE, row: { user_id: 'mover', status: 2 } })
    await store({ id: 'again', agoMs: 4 * MINUTE, row: { user_id: 'mover' } })
    expect(ids((await side.get('/api/v1/ai-interactions', { userId: 'mover' })).json)).toEqual(['moved', 'again'])
    expect(ids((await side.get('/api/v1/ai-interactions', { userId: 'mover', status: 'error' })).json)).toEqual([])
    expect((await side.get('/api/v1/ai-interactions/count', { userId: 'mover' })).json).toEqual({ count: 2, capped: false })
    expect((await side.get('/api/v1/ai-interactions/stats', { userId: 'mover' })).json.total).toMatchObject({ calls: 2, errors: 0 })
  })
})

describe('search', () => {
  const project = 'search'
  const get = (q: string, more: Record<string, string | number> = {}) => side.get('/api/v1/ai-interactions/search', { q, ...more }, project)

  beforeAll(async () => {
    await store({
      project,
      id: 'a',
      agoMs: 30 * MINUTE,
      prompt: 'Tell me about the Zebra crossing, please',
      response: 'Sure: rate limit',
      row: {
        prompt_tokens: 10,
        response_tokens: 20,
        total_tokens: 30,
        cost: '0.05',
        currency: 'USD',
        ttft_ms: 300,
        streaming: 1,
        tokens_per_second: 20,
        user_id: 'Anna',
        organization_id: 'Acme',
        operation: 'chat',
        service: 'gateway',
        finish_reason: 'stop',
      },
    })
    await store({
      project,
      id: 'b',
      agoMs: 29 * MINUTE,
      prompt: 'これは日本語です',
      row: {
        provider: 'anthropic',
        model: 'claude-3',
        requested_model: 'claude-3-latest',
        total_tokens: 5000,
        cost: '1.5',
        currency: 'EUR',
        duration_ns: 5_000_000_000n,
        streaming: 0,
        tool_calls: JSON.stringify([{ name: 'get_weather', arguments: '{}' }]),
        response_id: 'resp-1',
        tags: [
          ['team', 'red'],
          ['score', '7'],
        ],
      },
    })
    await store({
      project,
      id: 'c',
      agoMs: 28 * MINUTE,
      response: 'a 50% discount_code',
      row: {
        status: 2,
        error_message: 'Rate limit exceeded',
        error_type: 'RateLimitError',
        error_code: '429',
        attempt: 2,
        duration_ns: 200_000_000n,
        trace_id: hexId(99, 32),
        request_id: 'req-9',
      },
    })
    await store({
      project,
      id: 'd',
      agoMs: 27 * MINUTE,
      row: { status: 3, model: 'o3', tokens_estimated: 1, session_id: 'chat-7', region: 'eu', cached_tokens: 5, reasoning_tokens: 9 },
    })
    await store({ project, id: 'a', agoMs: 30 * MINUTE, row: { deleted: 1 } })
    await store({
      project,
      id: 'a',
      agoMs: 30 * MINUTE,
      prompt: 'Tell me about the Zebra crossing, please',
      response: 'Sure: rate limit',
      row: {
        prompt_tokens: 10,
        response_tokens: 20,
        total_tokens: 30,
        cost: '0.05',
        currency: 'USD',
        ttft_ms: 300,
        streaming: 1,
        tokens_per_second: 20,
        user_id: 'Anna',
        organization_id: 'Acme',
        operation: 'chat',
        service: 'gateway',
        finish_reason: 'stop',
      },
    })
  })

  test.each<[string, string[]]>([
    ['', ['d', 'c', 'b', 'a']],
    ['status:error', ['c']],
    ['-status:success', ['d', 'c']],
    ['provider:OPENAI model:gpt-4*', ['c', 'a']],
    ['model:(o3 OR claude-3)', ['d', 'b']],
    ['requestedModel:*latest', ['b']],
    ['latency:>2s', ['b']],
    ['duration:100ms..1s', ['d', 'c', 'a']],
    ['cost:>=0.05', ['b', 'a']],
    ['cost:0.05', ['a']],
    ['-cost:*', ['d', 'c']],
    ['-cost:>1', ['d', 'c', 'a']],
    ['tokens:>1k', ['b']],
    ['promptTokens:10 responseTokens:20', ['a']],
    ['ttft:>=300ms', ['a']],
    ['speed:>10', ['a']],
    ['cachedTokens:>0', ['d']],
    ['reasoningTokens:5..10', ['d']],
    ['currency:eur', ['b']],
    ['user:Anna org:acme operation:chat service:gateway', ['a']],
    ['session:chat-7', ['d']],
    ['request:req-9', ['c']],
    [`trace:${hexId(99, 32)}`, ['c']],
    ['responseId:resp-1', ['b']],
    ['tool:get_weather', ['b']],
    ['finish:stop', ['a']],
    ['streaming:true', ['a']],
    ['streaming:false', ['b']],
    ['estimated:true', ['d']],
    ['attempt:>1', ['c']],
    ['region:EU', ['d']],
    ['error:"rate limit"', ['c']],
    ['errorType:rate*', ['c']],
    ['errorCode:429', ['c']],
    ['team:red', ['b']],
    ['tags.score:>5', ['b']],
    ['time:>now-1710s', ['d', 'c']],
    ['zebra', ['a']],
    ['"Zebra Crossing"', ['a']],
    ['"crossing zebra"', []],
    ['crossing zebra', ['a']],
    ['rate limit', ['c', 'a']],
    ['"rate limit" status:success', ['a']],
    ['prompt:zebra', ['a']],
    ['response:zebra', []],
    ['response:"rate limit"', ['a']],
    ['prompt:*', ['b', 'a']],
    ['日本語', ['b']],
    ['50%', ['c']],
    ['"discount_code"', ['c']],
    ['discount*', ['c']],
    ['-zebra', ['d', 'c', 'b']],
    ['claude', ['b']],
    ['req-9', ['c']],
    ['zebra OR model:o3', ['d', 'a']],
  ])('%s', async (q, expected) => {
    const { status, json } = await get(q)
    expect(status, JSON.stringify(json)).toBe(200)
    expect(ids(json)).toEqual(expected)
    expect((await side.get('/api/v1/ai-interactions/count', { q }, project)).json).toEqual({ count: expected.length, capped: false })
    expect((await side.get('/api/v1/ai-interactions/stats', { q }, project)).json.total.calls).toBe(expected.length)
  })

  test('by latency, cost and tokens', async () => {
    expect(ids((await get('', { sort: 'latency', limit: 1 })).json)).toEqual(['b'])
    expect(ids((await get('', { sort: 'cost' })).json)).toEqual(['b', 'a'])
    expect(ids((await get('', { sort: 'tokens' })).json)).toEqual(['b', 'a'])
    expect((await get('', { sort: 'cost', from: 'now-60d' })).status).toBe(422)
  })

  test.each([
    `' OR 1=1 --`,
    `"x') OR ('1'='1"`,
    `tags.a\\'b:"x\\\\"`,
    'prompt:"\u0000\n\nDROP TABLE content"',
    'prompt:%',
    'response:\ud800',
    `${'('.repeat(30)}w${')'.repeat(30)}`,
    Array.from({ length: 30 }, (_, at) => `w${at}`).join(' OR '),
    'x'.repeat(4000),
    'tool:*?*?*',
  ])('hostile: %j', async (q) => {
    const { status, json } = await get(q)
    expect([200, 422], JSON.stringify(json)).toContain(status)
    if (status === 200) expect(json.items.length).toBeLessThan(4)
    expect(ids((await get('')).json)).toHaveLength(4)
  })

  test('mistakes are 422', async () => {
    for (const query of [
      { q: 'latency:>(' },
      { from: 'now', to: 'now-1h' },
      { limit: 1001 },
      { cursor: 'x' },
      { traceId: 'short' },
      { status: 'odd' },
    ] as Record<string, string | number>[]) {
      expect((await side.get('/api/v1/ai-interactions', query, project)).status, JSON.stringify(query)).toBe(422)
    }
    expect((await side.get('/api/v1/ai-interactions/stats', { groupBy: 'password' }, project)).status).toBe(422)
  })

  test('facets count values as they stand in a search', async () => {
    const { json } = await side.get('/api/v1/ai-interactions/facets', { fields: 'status,provider,latency,streaming,team,tagKeys' }, project)
    const facets = Object.fromEntries(
      json.facets.map((facet: { field: string; values: { value: string; count: number }[] }) => [
        facet.field,
        facet.values.map(({ value, count }) => [value, count]),
      ]),
    )
    expect(facets).toEqual({
      status: [
        ['success', 2],
        ['error', 1],
        ['timeout', 1],
      ],
      provider: [
        ['openai', 3],
        ['anthropic', 1],
      ],
      streaming: [
        ['false', 1],
        ['true', 1],
      ],
      latency: [
        ['100ms..500ms', 1],
        ['1s..2s', 2],
        ['5s..10s', 1],
      ],
      'tags.team': [['red', 1]],
      tagKeys: [
        ['score', 1],
        ['team', 1],
      ],
    })
  })
})

describe('figures', () => {
  const project = 'figures'

  beforeAll(async () => {
    const usd = { currency: 'USD', prompt_tokens: 100, response_tokens: 50, total_tokens: 150, ttft_ms: 200, tokens_per_second: 50 }
    await store({ project, id: 'f1', agoMs: 50 * MINUTE, row: { ...usd, cost: '0.1' } })
    await store({ project, id: 'f2', agoMs: 40 * MINUTE, row: { ...usd, cost: '0.2', duration_ns: 3_000_000_000n } })
    await store({ project, id: 'f2', agoMs: 40 * MINUTE, row: { ...usd, cost: '0.2', duration_ns: 3_000_000_000n } })
    await store({ project, id: 'f3', agoMs: 30 * MINUTE, row: { status: 2 } })
    await store({
      project,
      id: 'f4',
      agoMs: 20 * MINUTE,
      row: { provider: 'mistral', model: 'large', currency: 'EUR', cost: '0.3', total_tokens: 300 },
    })
  })

  test('sums are exact, each call counts once, and currencies are never added', async () => {
    const { json } = await side.get('/api/v1/ai-interactions/stats', { from: 'now-2h', groupBy: 'model,provider' }, project)
    expect(json.total).toMatchObject({
      calls: 4,
      errors: 1,
      errorRate: 0.25,
      totalTokens: 600,
      promptTokens: 200,
      callsWithoutTokens: 1,
      callsWithoutCost: 1,
      cost: null,
      currency: null,
      costPer1kTokens: null,
    })
    expect(json.total.costs).toEqual([
      { currency: 'USD', amount: 0.3, decimal: '0.3', calls: 2 },
      { currency: 'EUR', amount: 0.3, decimal: '0.3', calls: 1 },
    ])
    expect(json.groups).toMatchObject([
      {
        group: { provider: 'openai', model: 'gpt-4o' },
        calls: 3,
        costDecimal: '0.3',
        currency: 'USD',
        costPer1kTokens: 1,
        latencyMs: { p50: 1000 },
        timeToFirstTokenMs: { p50: 200 },
        tokensPerSecond: { p50: 50 },
      },
      { group: { provider: 'mistral', model: 'large' }, calls: 1, cost: 0.3, currency: 'EUR', timeToFirstTokenMs: { p50: null } },
    ])
    expect(json.more).toBe(false)
    const one = await side.get('/api/v1/ai-interactions/stats', { from: 'now-2h', groupBy: 'provider', limit: 1 }, project)
    expect(one.json).toMatchObject({ groups: [{ calls: 3 }], more: true })
  })

  test('of nothing are zero, and quantiles unknown', async () => {
    const { json } = await side.get('/api/v1/ai-interactions/stats', {}, 'empty')
    expect(json.total).toMatchObject({ calls: 0, errorRate: 0, costs: [], cost: null, latencyMs: { p50: null, p95: null, p99: null } })
  })

  test('models: one row each', async () => {
    const { json } = await side.get('/api/v1/ai-interactions/models', { from: 'now-1h' }, project)
    expect(json.items).toMatchObject([
      { provider: 'openai', model: 'gpt-4o', calls: 3, errors: 1 },
      { provider: 'mistral', model: 'large', calls: 1 },
    ])
    expect(json.items[0].trend).toHaveLength(24)
    expect(json.items[0].trend.reduce((sum: number, count: number) => sum + count, 0)).toBe(3)
  })

  test('timeline: every step of the range', async () => {
    const { json } = await side.get('/api/v1/ai-interactions/timeline', { from: 'now-1h', steps: 6 }, project)
    expect(json).toMatchObject({ stepMs: 600_000, currency: 'USD' })
    expect(json.steps.length).toBeGreaterThanOrEqual(6)
    const sum = (name: string) => json.steps.reduce((total: number, step: Record<string, number>) => total + (step[name] ?? 0), 0)
    expect([sum('calls'), sum('errors'), sum('promptTokens')]).toEqual([4, 1, 200])
    expect(sum('cost')).toBeCloseTo(0.3)
    expect(json.steps[0].latencyP95Ms === null || json.steps[0].latencyP95Ms > 0).toBe(true)
  })
})

test('pages lose nothing and repeat nothing while readings arrive', async () => {
  const project = 'paging'
  for (let at = 0; at < 40; at++)
    await store({ project, id: `p${String(at).padStart(2, '0')}`, agoMs: 30 * MINUTE - Math.floor(at / 3) * 1000 })
  await store({ project, id: 'p20', agoMs: 29 * MINUTE, row: { deleted: 1 } })
  const seen: string[] = []
  let cursor: string | undefined
  let page = 0
  do {
    const { json } = await side.get('/api/v1/ai-interactions', { limit: 6, from: 'now-1h', ...(cursor && { cursor }) }, project)
    seen.push(...ids(json))
    cursor = json.nextCursor ?? undefined
    await store({ project, id: `new${page}`, agoMs: 1000 })
    await store({
      project,
      id: `p${String(page).padStart(2, '0')}`,
      agoMs: 30 * MINUTE - Math.floor(page / 3) * 1000,
      row: { total_tokens: 5 },
    })
    page++
  } while (cursor)
  const expected = Array.from({ length: 40 }, (_, at) => `p${String(39 - at).padStart(2, '0')}`)
  expect(seen.filter((id) => id !== 'p20')).toEqual(expected.filter((id) => id !== 'p20'))
})
