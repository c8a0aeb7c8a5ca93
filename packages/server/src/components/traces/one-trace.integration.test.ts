import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nsAgo, openReadSide, type ReadSide } from '../../../test/read-side.ts'
import { type Part, storePart } from '../../../test/trace-parts.ts'
import { createTraces, tracesRoutes } from './index.ts'
import { spanContentStatement } from './trace-statements.ts'

let side: ReadSide

beforeAll(async () => {
  side = await openReadSide((app, telemetry, clock) =>
    tracesRoutes(app, { traces: createTraces({ telemetry, clock }), isContentKey: () => false }),
  )
})
afterAll(() => side.close())

const MINUTE = 60_000
const store = (part: Part) => storePart(side, part)

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

  test('has its heavy values until so many bytes of them, in the order of spans', async () => {
    const startNs = nsAgo(11 * MINUTE)
    const id = await store({ seed: 5, agoMs: 11 * MINUTE, trace: { start_time: startNs }, spans: [] })
    const heavy = (key: string, value: string) => ({ trace_id: id, span_id: 's', time: startNs, source: 'attribute', key, value })
    await side.insert('span_content', [heavy('a', 'x'.repeat(100)), heavy('b', 'y'.repeat(50)), heavy('c', 'z'.repeat(10))])
    const trace = { project: 'p', traceId: id, fromNs: startNs, toNs: startNs + 1n }
    const keys = async (maxBytes: number) =>
      (await side.plane.select<{ key: string }>(spanContentStatement(trace, maxBytes))).map(({ key }) => key).sort()
    expect(await keys(160)).toEqual(['a', 'b', 'c'])
    expect(await keys(159)).toEqual(['a', 'b'])
    expect(await keys(99)).toEqual([])
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
