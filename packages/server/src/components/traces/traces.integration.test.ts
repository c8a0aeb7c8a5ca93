import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nsAgo, openReadSide, type ReadSide } from '../../../test/read-side.ts'
import { type Part, storePart } from '../../../test/trace-parts.ts'
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
  side = await openReadSide((app, telemetry, clock) =>
    tracesRoutes(app, { traces: createTraces({ telemetry, clock }), isContentKey: () => false }),
  )
})
afterAll(() => side.close())

const MINUTE = 60_000

const store = (part: Part) => storePart(side, part)

const ids = (json: { items: { traceId: string }[] }) => json.items.map(({ traceId }) => traceId)

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

    const found = (await side.get('/api/v1/traces', { q: 'status:slow' }, project)).json
    expect(ids(found)).toEqual([slow])
    expect(ids((await side.get('/api/v1/traces', { status: 'slow' }, project)).json)).toEqual([slow])
    expect((await side.get('/api/v1/traces/count', { q: '-status:slow' }, project)).json).toEqual({ count: 30, capped: false })
    const { facets } = (await side.get('/api/v1/traces/facets', { fields: 'status' }, project)).json
    expect(facets[0].values).toEqual([
      { value: 'success', count: 31 },
      { value: 'slow', count: 1 },
    ])
  })

  test('whether a cache answered, whatever the sender calls it', async () => {
    const project = 'cache'
    const spans = (key: string, value: string) => [{ span_id: 'lookup', name: 'cache lookup', attrs: [[key, value]] }]
    const hit = await store({ project, seed: 3200, agoMs: MINUTE, spans: spans('cache.hit', 'true') })
    const miss = await store({ project, seed: 3201, agoMs: 2 * MINUTE, spans: spans('cache.status', 'MISS') })
    await store({ project, seed: 3202, agoMs: 3 * MINUTE, spans: spans('cache.hit', 'perhaps') })
    expect(ids((await side.get('/api/v1/traces', { q: 'cache:hit' }, project)).json)).toEqual([hit])
    expect(ids((await side.get('/api/v1/traces', { q: 'cache:miss' }, project)).json)).toEqual([miss])
    const { facets } = (await side.get('/api/v1/traces/facets', { fields: 'cache' }, project)).json
    expect(facets[0].values).toEqual([
      { value: 'hit', count: 1 },
      { value: 'miss', count: 1 },
    ])
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
