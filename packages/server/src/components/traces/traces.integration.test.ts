import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hexId, nsAgo, openReadSide, type ReadSide } from '../../../test/read-side.ts'
import type { GivenRow } from '../../../test/telemetry-rows.ts'
import { TRACE_FIELDS } from '@relayscope/contract/search'
import { attributePasses } from '../../flows/query/columns.ts'
import { wordCountStatement } from '../../flows/query/interaction-dataset.ts'
import { rowsIn } from '../../flows/query/scope.ts'
import { readSearch } from '../../flows/query/search.ts'
import { resolveRange } from '../../flows/query/time-range.ts'
import { systemClock } from '../../kit/clock.ts'
import { type Statement, sql } from '../../planes/telemetry/statement.ts'
import { createTraces, tracesRoutes } from './index.ts'
import { boundaryStatement, candidatesStatement } from './search-statements.ts'
import { summaryStatement } from './trace-statements.ts'

let side: ReadSide

beforeAll(async () => {
  side = await openReadSide((app, telemetry, clock) => tracesRoutes(app, createTraces({ telemetry, clock })))
})
afterAll(() => side.close())

const MINUTE = 60_000

interface Part {
  seed: number
  agoMs: number
  durationMs?: number
  trace?: GivenRow<'traces'>
  spans?: GivenRow<'spans'>[]
  project?: string
}

/** One batch of one trace: its partial row and its spans. */
async function store({ seed, agoMs, durationMs = 100, trace = {}, spans = [{}], project = 'p' }: Part): Promise<string> {
  const traceId = hexId(seed, 32)
  const startNs = nsAgo(agoMs)
  const endNs = startNs + BigInt(durationMs) * 1_000_000n
  const minute = Number(startNs / 60_000_000_000n) * 60
  await side.insert('traces', [{ project, minute, trace_id: traceId, start_time: startNs, end_time: endNs, any_name: 'step', ...trace }])
  const rows = spans.map((span, at) => ({
    project,
    trace_id: traceId,
    span_id: hexId(seed * 100 + at, 16),
    start_time: startNs,
    duration_ns: endNs - startNs,
    name: 'step',
    service: 'gateway',
    ...span,
  }))
  if (rows.length > 0) await side.insert('spans', rows)
  return traceId
}

const ids = (json: { items: { traceId: string }[] }) => json.items.map(({ traceId }) => traceId)

describe('one trace', () => {
  test('is joined from its parts, whatever the order of arrival, and each span appears once', async () => {
    const child = {
      span_id: 'c1',
      parent_span_id: 'root',
      name: 'call',
      component: 'provider',
      provider: 'openai',
      model: 'gpt-4o',
      status: 2,
      status_message: 'Rate limit exceeded',
      error_type: 'RateLimitError',
      http_status: 429,
    }
    const early = {
      any_name: 'call',
      span_error: 1,
      error_message: 'Rate limit exceeded',
      services: ['gateway'],
      providers: ['openai'],
      models: ['gpt-4o'],
    }
    const id = await store({
      seed: 1,
      agoMs: 10 * MINUTE,
      trace: early,
      spans: [child, { span_id: 'orphan', parent_span_id: 'never-came' }],
    })

    const before = await side.get(`/api/v1/traces/${id}`)
    expect(before.json).toMatchObject({ name: 'call', status: 'error', complete: false, spanCount: 2 })

    const late = { root_name: 'POST /chat', root_status: 3, user_id: 'user-1', request_id: 'req-1', services: ['edge', 'gateway'] }
    await store({
      seed: 1,
      agoMs: 10 * MINUTE + 50,
      durationMs: 400,
      trace: late,
      spans: [{ span_id: 'root', name: 'POST /chat', kind: 2, attrs: [['http.route', '/chat']] }],
    })
    await store({ seed: 1, agoMs: 10 * MINUTE, trace: early, spans: [child] })

    const { status, json } = await side.get(`/api/v1/traces/${id}`)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      traceId: id,
      name: 'POST /chat',
      status: 'error',
      complete: true,
      userId: 'user-1',
      requestId: 'req-1',
      services: ['edge', 'gateway'],
      spanCount: 3,
      errorCount: 1,
      truncated: false,
      errorDetails: { message: 'Rate limit exceeded' },
    })
    expect(json.spans.map((span: { spanId: string }) => span.spanId)).toEqual(['root', 'c1', 'orphan'])
    expect(json.spans[0]).toMatchObject({ kind: 'server', tags: { 'http.route': '/chat' }, status: 'success' })
    expect(json.spans[1]).toMatchObject({
      parentSpanId: 'root',
      provider: 'openai',
      model: 'gpt-4o',
      status: 'error',
      errorDetails: { message: 'Rate limit exceeded', type: 'RateLimitError' },
    })
    expect(json.spans[2]).toMatchObject({ parentSpanId: 'never-came' })

    const uuid = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-').toUpperCase()
    expect((await side.get(`/api/v1/traces/${uuid}`)).json.traceId).toBe(id)
    const list = await side.get('/api/v1/traces', { q: `trace:${uuid}` })
    expect(list.json.items).toMatchObject([{ traceId: id, name: 'POST /chat', spanCount: 3, errorCount: 1 }])
  })

  test('has the whole of heavy values, its events, links and AI calls', async () => {
    const text = 'line\n\nDROP TABLE spans; '.repeat(100)
    const startNs = nsAgo(11 * MINUTE)
    const span = {
      span_id: 'llm',
      start_time: startNs,
      attrs: [['gen_ai.prompt', text.slice(0, 200)]],
      events: JSON.stringify([{ timeNs: String(startNs + 5n), name: 'message', attributes: { body: text.slice(0, 200), n: 1 } }]),
      links: JSON.stringify([{ traceId: 'f'.repeat(32), spanId: 'x', attributes: {} }]),
      resource: JSON.stringify({ 'service.name': 'gateway', port: 1 }),
    }
    const id = await store({
      seed: 2,
      agoMs: 11 * MINUTE,
      trace: { start_time: startNs, tags: JSON.stringify({ team: 'a' }) },
      spans: [span],
    })
    const heavy = { trace_id: id, span_id: 'llm', time: startNs, value: text }
    await side.insert('span_content', [
      { ...heavy, source: 'attribute', key: 'gen_ai.prompt' },
      { ...heavy, source: 'event', key: 'body', position: 0 },
    ])
    const call = { trace_id: id, span_id: 'llm', start_time: startNs, id: 'i2', total_tokens: 30, cost: '0.012', currency: 'USD' }
    await side.insert('interactions', [
      { ...call, version: 1 },
      { ...call, version: 2, total_tokens: 50 },
    ])
    await side.insert('interactions', [
      { ...call, id: 'gone', version: 3 },
      { ...call, id: 'gone', version: 4, deleted: 1 },
    ])

    const { json } = await side.get(`/api/v1/traces/${id}`)
    expect(json).toMatchObject({ tags: { team: 'a' }, interactionCount: 1, totalTokens: 50, cost: 0.012, currency: 'USD' })
    const [read] = json.spans
    expect(read.tags['gen_ai.prompt']).toBe(text)
    expect(read.events).toMatchObject([{ name: 'message', attributes: { body: text, n: 1 } }])
    expect(read.events[0].timestamp).toMatch(/000005Z$/)
    expect(read).toMatchObject({ interactionId: 'i2', links: [{ spanId: 'x' }], resource: { 'service.name': 'gateway', port: '1' } })
    const list = await side.get('/api/v1/traces', { q: `trace:${id}` })
    expect(list.json.items).toMatchObject([{ interactionCount: 1, totalTokens: 50, cost: 0.012, currency: 'USD' }])
  })

  test('is not found in another project, nor under an impossible id', async () => {
    const id = await store({ seed: 3, agoMs: MINUTE, project: 'other' })
    expect((await side.get(`/api/v1/traces/${id}`)).status).toBe(404)
    expect((await side.get(`/api/v1/traces/${id}`, {}, 'other')).status).toBe(200)
    expect((await side.get('/api/v1/traces/nonsense')).status).toBe(404)
  })

  test('gives its spans in pages', async () => {
    const id = await store({
      seed: 4,
      agoMs: 12 * MINUTE,
      spans: Array.from({ length: 25 }, (_, at) => ({ span_id: `s${String(at).padStart(2, '0')}` })),
    })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { json } = await side.get(`/api/v1/traces/${id}/spans`, { limit: 10, ...(cursor && { cursor }) })
      seen.push(...json.items.map((span: { spanId: string }) => span.spanId))
      cursor = json.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(Array.from({ length: 25 }, (_, at) => `s${String(at).padStart(2, '0')}`))
  })

  test('compares a span with others of its name', async () => {
    const failed = { name: 'embed', service: 'vectors', status: 2, status_message: 'no route' }
    const id = await store({ seed: 5, agoMs: 13 * MINUTE, spans: [{ ...failed, span_id: 'e' }] })
    await store({ seed: 6, agoMs: 13 * MINUTE, spans: [failed] })
    await store({ seed: 7, agoMs: 13 * MINUTE, spans: [{ name: 'embed', service: 'vectors' }] })
    const { json } = await side.get(`/api/v1/traces/${id}/spans/e/stats`)
    expect(json).toMatchObject({ count: 3, errors: 2, sameErrorTraces: 1, p50Ms: 100 })
    expect((await side.get(`/api/v1/traces/${id}/spans/none/stats`)).status).toBe(404)
  })
})

describe('search', () => {
  const project = 'search'
  const get = (q: string, more: Record<string, string | number> = {}) => side.get('/api/v1/traces/search', { q, ...more }, project)
  const named: Record<string, string> = {}

  beforeAll(async () => {
    const openai = {
      providers: ['openai'],
      models: ['gpt-4o'],
      services: ['gateway'],
      components: ['router', 'provider'],
      operations: ['chat'],
    }
    named.fine = await store({
      project,
      seed: 20,
      agoMs: 20 * MINUTE,
      durationMs: 500,
      trace: {
        ...openai,
        root_name: 'POST /v1/chat',
        root_status: 2,
        user_id: 'Anna',
        organization_id: 'acme',
        request_path: '/v1/chat',
        request_method: 'POST',
      },
      spans: [
        {
          span_id: 'a',
          attrs: [
            ['http.route', '/v1/chat'],
            ['retries', '2'],
          ],
          http_status: 200,
        },
      ],
    })
    named.failed = await store({
      project,
      seed: 21,
      agoMs: 19 * MINUTE,
      durationMs: 3000,
      trace: {
        ...openai,
        root_name: 'POST /v1/chat',
        root_status: 3,
        span_error: 1,
        error_message: '100% of the Rate_Limit used',
        user_id: 'bob',
      },
      spans: [
        {
          span_id: 'b',
          attrs: [
            ['http.route', '/v1/embed'],
            ['retries', '5'],
          ],
          resource: '{"deployment":"blue"}',
          http_status: 429,
          error_type: 'RateLimitError',
        },
        { span_id: 'b2', name: 'cache lookup' },
      ],
    })
    named.claude = await store({
      project,
      seed: 22,
      agoMs: 18 * MINUTE,
      durationMs: 20,
      trace: {
        given_name: 'Zusammenfassung für Jürgen',
        given_status: 4,
        providers: ['anthropic'],
        models: ['claude-3'],
        request_id: 'req-9',
        tags: '{"team":"search"}',
      },
      spans: [{ span_id: 'c', kind: 3 }],
    })
    named.open = await store({ project, seed: 23, agoMs: 17 * MINUTE, trace: { any_name: 'lonely', span_error: 1 } })
    const at = (agoMs: number) => ({ project, version: 1, start_time: nsAgo(agoMs) })
    await side.insert('interactions', [
      { ...at(20 * MINUTE), id: 'x1', trace_id: named.fine, total_tokens: 1200, cost: '0.5', ttft_ms: 120 },
      { ...at(19 * MINUTE), id: 'x2', trace_id: named.failed, total_tokens: 9000, cost: '0.02' },
      { ...at(19 * MINUTE), id: 'x3', trace_id: named.claude, total_tokens: 9000, cost: '9', deleted: 1 },
    ])
    await side.insert('content', [
      {
        ...at(20 * MINUTE),
        interaction_id: 'x1',
        trace_id: named.fine,
        prompt: 'Tell me about the Zebra crossing, please',
        response: 'これは日本語です',
      },
    ])
  })

  test.each<[string, string[]]>([
    ['', ['open', 'claude', 'failed', 'fine']],
    ['status:error provider:openai', ['failed']],
    ['status:timeout', ['claude']],
    ['status:success', ['fine']],
    ['-status:success', ['open', 'claude', 'failed']],
    ['status:(error OR timeout)', ['open', 'claude', 'failed']],
    ['provider:OpenAI', ['failed', 'fine']],
    ['model:gpt*', ['failed', 'fine']],
    ['model:(claude-3 OR nothing)', ['claude']],
    ['-model:*', ['open']],
    ['name:"post /v1/chat"', ['failed', 'fine']],
    ['name:*für*', ['claude']],
    ['duration:>2s', ['failed']],
    ['latency:..50ms', ['claude']],
    ['duration:400ms..4s status:success', ['fine']],
    ['user:Anna', ['fine']],
    ['user:anna', []],
    ['org:ACME', ['fine']],
    ['request:req-9', ['claude']],
    ['path:/v1/* method:post', ['fine']],
    ['service:gateway component:router operation:chat', ['failed', 'fine']],
    ['error:"rate_limit"', ['failed']],
    ['error:100%', ['failed']],
    ['error:1_0%', []],
    ['span:"cache lookup"', ['failed']],
    ['spanId:c', ['claude']],
    ['kind:client', ['claude']],
    ['httpStatus:>=400', ['failed']],
    ['httpStatus:200..299', ['fine']],
    ['errorType:ratelimit*', ['failed']],
    ['http.route:/v1/*', ['failed', 'fine']],
    ['http.route:/v1/chat', ['fine']],
    ['tags.retries:>3', ['failed']],
    ['retries:*', ['failed', 'fine']],
    ['deployment:blue', ['failed']],
    ['team:search', ['claude']],
    ['-http.route:/v1/chat', ['open', 'claude', 'failed']],
    ['spans:>1', ['failed']],
    ['interactions:1', ['failed', 'fine']],
    ['tokens:>5k', ['failed']],
    ['cost:>=0.05', ['fine']],
    ['cost:0.02', ['failed']],
    ['ttft:>100ms', ['fine']],
    ['complete:false', ['open']],
    ['time:<now-1110s', ['failed', 'fine']],
    ['zebra', ['fine']],
    ['ZEBRA crossing', ['fine']],
    ['"zebra crossing"', ['fine']],
    ['"crossing zebra"', []],
    ['zeb*', ['fine']],
    ['日本', ['fine']],
    ['lookup', ['failed']],
    ['jürgen', ['claude']],
    ['req-9', ['claude']],
    ['-zebra', ['open', 'claude', 'failed']],
    ['zebra OR status:timeout', ['claude', 'fine']],
    ['*', ['open', 'claude', 'failed', 'fine']],
  ])('%s', async (q, expected) => {
    const { status, json } = await get(q)
    expect(status, JSON.stringify(json)).toBe(200)
    expect(ids(json)).toEqual(expected.map((name) => named[name]))
    expect((await side.get('/api/v1/traces/count', { q }, project)).json).toEqual({ count: expected.length, capped: false })
  })

  test('plain filters and the search text must both hold', async () => {
    const { json } = await side.get('/api/v1/traces', { status: 'error', provider: 'openai', q: 'duration:>1s' }, project)
    expect(ids(json)).toEqual([named.failed])
    expect(ids((await side.get('/api/v1/traces', { userId: 'Anna', model: 'GPT-4o' }, project)).json)).toEqual([named.fine])
  })

  test('by duration and by cost, within a bounded range', async () => {
    expect(ids((await get('', { sort: 'duration', limit: 2 })).json)).toEqual([named.failed, named.fine])
    expect(ids((await get('', { sort: 'cost' })).json)).toEqual([named.fine, named.failed])
    expect((await get('', { sort: 'cost', from: 'now-90d' })).status).toBe(422)
  })

  test('mistakes are 422 with the place', async () => {
    const { status, json } = await get('duration:>(')
    expect(status).toBe(422)
    expect(json).toMatchObject({
      code: 'invalid_search',
      errors: [{ path: 'q', message: expect.stringContaining('at character 11: expected a duration') }],
    })
    for (const query of [
      { from: 'now', to: 'now-1h' },
      { from: 'yesterday' },
      { limit: 'many' },
      { limit: 0 },
      { cursor: 'tampered' },
      { sort: 'name' },
      { status: 'broken' },
    ] as Record<string, string | number>[]) {
      expect((await side.get('/api/v1/traces', query, project)).status, JSON.stringify(query)).toBe(422)
    }
    expect((await side.get('/api/v1/traces', { unknown: 'parameter' }, project)).status).toBe(200)
  })

  test.each([
    `' OR 1=1 --`,
    `"' OR 1=1 --"`,
    `name:"x') UNION ALL SELECT 1 --"`,
    `tags.a\\'b:"\\\\' OR 1=1 --"`,
    `"tags.k') OR ('1'='1":x`,
    'model:\u0000',
    '"\u0000\n\nDROP TABLE spans"',
    'error:\ud800',
    `name:${'%'.repeat(500)}*`,
    `name:"${'\\\\'.repeat(500)}"`,
    `${'('.repeat(30)}zebra${')'.repeat(30)} nosuch`,
    Array.from({ length: 30 }, (_, at) => `w${at}`).join(' '),
    Array.from({ length: 150 }, (_, at) => `w${at}`).join(' '),
    `span:(${Array.from({ length: 119 }, (_, at) => `w${at}`).join(' ')})`,
    Array.from({ length: 40 }, (_, at) => `k${at}:v`).join(' '),
    Array.from({ length: 40 }, (_, at) => `k${at}:>5`).join(' OR '),
    'a'.repeat(4000),
    '"{{{*?[^]$"',
    'model:*?*?*?*?*',
    'user:"\u202e\ufeff"',
  ])('hostile: %j', async (q) => {
    const { status, json } = await get(q)
    expect([200, 422], JSON.stringify(json)).toContain(status)
    if (status === 200) expect(json.items.length).toBeLessThan(4)
    expect(ids((await get('')).json)).toHaveLength(4)
  })

  test('facets count values as they stand in a search', async () => {
    const { json } = await side.get('/api/v1/traces/facets', { fields: 'status,provider,duration,cost,span,http.route,tagKeys' }, project)
    const facets = Object.fromEntries(
      json.facets.map((facet: { field: string; values: { value: string; count: number }[] }) => [
        facet.field,
        facet.values.map(({ value, count }) => [value, count]),
      ]),
    )
    expect(facets).toMatchObject({
      status: [
        ['error', 2],
        ['success', 1],
        ['timeout', 1],
      ],
      provider: [
        ['openai', 2],
        ['anthropic', 1],
      ],
      duration: [
        ['10ms..100ms', 1],
        ['100ms..500ms', 1],
        ['500ms..1s', 1],
        ['2s..5s', 1],
      ],
      cost: [
        ['0.01..0.05', 1],
        ['0.5..1', 1],
      ],
      'tags.http.route': [
        ['/v1/chat', 1],
        ['/v1/embed', 1],
      ],
      tagKeys: [
        ['http.route', 2],
        ['retries', 2],
      ],
    })
    expect(json.sampled).toBe(false)
    const narrowed = await side.get('/api/v1/traces/facets', { fields: 'model', q: 'status:timeout', prefix: 'CLA' }, project)
    expect(narrowed.json.facets).toEqual([{ field: 'model', values: [{ value: 'claude-3', count: 1 }], more: false }])
    expect((await side.get('/api/v1/traces/facets', {}, project)).json.facets.length).toBeGreaterThan(5)
    expect((await side.get('/api/v1/traces/facets', { fields: 'error' }, project)).status).toBe(422)
  })

  test('the heat map counts every trace once', async () => {
    const { json } = await side.get('/api/v1/traces/histogram', { from: 'now-1h', steps: 12 }, project)
    const sum = (name: string) => json.cells.reduce((total: number, cell: Record<string, number>) => total + (cell[name] ?? 0), 0)
    expect([sum('count'), sum('errors')]).toEqual([4, 3])
    expect(json).toMatchObject({ stepMs: 300_000, sampled: false })
    expect(json.cells.find((cell: { minMs: number }) => cell.minMs === 2048)).toMatchObject({ maxMs: 4096, errors: 1 })
  })
})

describe('lists', () => {
  test('pages lose nothing and repeat nothing while rows arrive', async () => {
    const project = 'paging'
    const expected: string[] = []
    for (let at = 0; at < 40; at++) expected.unshift(await store({ project, seed: 1000 + at, agoMs: 30 * MINUTE - at * 1000, spans: [] }))
    const seen: string[] = []
    let cursor: string | undefined
    let page = 0
    do {
      const { json } = await side.get('/api/v1/traces', { limit: 7, from: 'now-1h', ...(cursor && { cursor }) }, project)
      seen.push(...ids(json))
      cursor = json.nextCursor ?? undefined
      // A new trace, and more of traces that were listed and that will be.
      await store({ project, seed: 2000 + page, agoMs: 1000, spans: [] })
      await store({ project, seed: 1000 + page, agoMs: 29 * MINUTE, spans: [] })
      await store({ project, seed: 1039 - page, agoMs: 28 * MINUTE, spans: [] })
      page++
    } while (cursor)
    expect(seen).toEqual(expected)
  })

  test('a cursor belongs to its search', async () => {
    const { json } = await side.get('/api/v1/traces', { limit: 3 }, 'paging')
    expect((await side.get('/api/v1/traces', { limit: 3, cursor: json.nextCursor, q: 'status:error' }, 'paging')).json).toMatchObject({
      status: 422,
      code: 'invalid_cursor',
    })
    expect((await side.get('/api/v1/traces', { limit: 3, cursor: json.nextCursor }, 'search')).status).toBe(422)
  })

  test('a trace is slow by the usual of its own name', async () => {
    const project = 'slow'
    for (let at = 0; at < 30; at++)
      await store({
        project,
        seed: 3000 + at,
        agoMs: 60 * MINUTE - at,
        durationMs: 100,
        trace: { root_name: 'quick', root_status: 1 },
        spans: [],
      })
    const slow = await store({
      project,
      seed: 3100,
      agoMs: MINUTE,
      durationMs: 900,
      trace: { root_name: 'quick', root_status: 1 },
      spans: [],
    })
    const { json } = await side.get('/api/v1/traces', { limit: 2 }, project)
    expect(json.items).toMatchObject([{ traceId: slow, slow: true }, { slow: false }])
    expect(json.items[0].baselineMs).toBeLessThan(900)
  })

  test('the service map shows calls between services', async () => {
    const project = 'map'
    for (let at = 0; at < 3; at++) {
      const spans = [
        { span_id: 'edge', service: 'edge' },
        { span_id: 'gw', parent_span_id: 'edge', service: 'gateway', status: at === 0 ? 2 : 0 },
        { span_id: 'inner', parent_span_id: 'gw', service: 'gateway' },
        { span_id: 'lost', parent_span_id: 'nobody', service: 'gateway' },
      ]
      await store({ project, seed: 4000 + at, agoMs: MINUTE, trace: { services: ['edge', 'gateway'] }, spans })
      await store({ project, seed: 4000 + at, agoMs: MINUTE, trace: { services: ['edge', 'gateway'] }, spans })
    }
    const { json } = await side.get('/api/v1/traces/services', { from: 'now-1h' }, project)
    expect(json.services).toMatchObject([
      { name: 'gateway', spans: 9, errors: 1 },
      { name: 'edge', spans: 3, errors: 0 },
    ])
    expect(json.calls).toMatchObject([{ from: 'edge', to: 'gateway', count: 3, errors: 1 }])
    expect(json.truncated).toBe(false)
  })
})

describe('indexes', () => {
  const scope = { project: 'search', ...resolveRange({ from: 'now-1h' }, systemClock()) }
  const window = { fromNs: scope.fromNs, toNs: scope.toNs, rows: 0 }
  const explain = async (statement: Statement) =>
    (await side.plane.select<{ explain: string }>(sql`EXPLAIN indexes = 1 ${statement}`)).map((row) => row.explain.trim()).join('\n')
  const search = (q: string) => ({ project: 'search', range: scope, terms: readSearch(q, {}, TRACE_FIELDS) })

  beforeAll(async () => {
    const id = await store({ project: 'search', seed: 9000, agoMs: 600 * MINUTE })
    await side.insert('content', [
      { project: 'search', start_time: nsAgo(600 * MINUTE), interaction_id: 'i', trace_id: id, prompt: 'some text' },
    ])
  })

  test('a trace is found by the index on its id', async () => {
    expect(await explain(summaryStatement('search', 'x'))).toMatch(/Name: by_trace/)
  })

  test('the newest window is found by the key, read backwards', async () => {
    expect(await explain(boundaryStatement(scope, 1))).toMatch(/PrimaryKey\nKeys:\nproject\nminute/)
    expect(
      await explain(candidatesStatement(search('status:error provider:openai'), { ...window, rows: 4096 }, undefined, 50, systemClock())),
    ).toMatch(/PrimaryKey\nKeys:\nproject\nminute\nCondition: .*minute in/)
  })

  test('words and attributes are found by theirs', async () => {
    const counted = wordCountStatement(search('zebra').terms, scope, 10)
    const [term] = search('http.route:/v1/chat').terms
    const tested = term?.kind === 'tag' ? attributePasses(sql`attrs['http.route']`, term.test, systemClock()) : sql.empty
    const [words, attribute] = await Promise.all(
      [counted ?? sql.empty, sql`SELECT trace_id FROM spans WHERE ${rowsIn(scope)} AND ${tested}`].map(explain),
    )
    expect(words).toMatch(/Name: by_prompt_word/)
    expect(attribute).toMatch(/Name: by_value/)
  })
})
