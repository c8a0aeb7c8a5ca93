/** The REST endpoints of the plan, from outside. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProduct, type Product } from './product.ts'
import { hex, submittedInteraction, submittedTrace } from './samples.ts'

let product: Product
beforeAll(async () => void (product = await startProduct()))
afterAll(async () => {
  await product.stop()
  product.remove()
})

const items = (json: unknown): { traceId?: string; id?: string }[] => (json as { items: { traceId?: string; id?: string }[] }).items
const tracesWith = async (ids: string[]) =>
  items((await product.call('GET', '/api/v1/traces?from=now-1h&limit=1000')).json).filter(({ traceId }) => ids.includes(traceId ?? ''))

describe('submitting', () => {
  test('a bad record costs its neighbour nothing and is named by its place', async () => {
    const id = hex(16)
    const answer = await product.call('POST', '/api/v1/telemetry/traces', [submittedTrace(id), { nonsense: true }])
    expect(answer.status).toBe(200)
    expect(answer.json).toMatchObject({ accepted: 1, rejected: 1, errors: [{ index: 1 }] })
    const read = await product.call('GET', `/api/v1/traces/${id}`)
    expect(read.json).toMatchObject({
      traceId: id,
      status: 'error',
      name: '/openai/completions',
      userId: 'user-123',
      spans: [{ component: 'provider', status: 'error' }],
    })
  })

  test.each([
    ['one record', (id: string) => submittedTrace(id)],
    ['an array', (id: string) => [submittedTrace(id)]],
    ['items', (id: string) => ({ items: [submittedTrace(id)] })],
  ])('%s', async (_, body) => {
    const id = hex(16)
    expect((await product.call('POST', '/api/v1/telemetry/traces', body(id))).json).toMatchObject({ accepted: 1, rejected: 0, errors: [] })
    expect((await product.call('GET', `/api/v1/traces/${id}`)).status).toBe(200)
  })

  test('lines, gzipped, with empty ones and a broken one between', async () => {
    const lines = ['n1', 'n2', 'n3'].map((id) => JSON.stringify(submittedInteraction(id)))
    const body = gzipSync(`${lines[0]}\n\n${lines[1]}\nnot json\n${lines[2]}`)
    const answer = await product.call('POST', '/api/v1/telemetry/ai-interactions', body, {
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
    })
    expect(answer.json).toMatchObject({ accepted: 3, rejected: 1 })
    for (const id of ['n1', 'n2', 'n3']) expect((await product.call('GET', `/api/v1/ai-interactions/${id}`)).status).toBe(200)
  })

  test.each(['{"traceId":5}', '[{}]', '[{},{}]', '{"items":[{}]}', 'null', '"x"', '5'])('nothing acceptable in %s is 422', async (body) => {
    expect((await product.call('POST', '/api/v1/telemetry/traces', body)).status).toBe(422)
  })

  test.each(['[', '{"a":', '', '{"a":1}}', "{'a':1}"])('%j is not JSON: 400', async (body) => {
    expect((await product.call('POST', '/api/v1/telemetry/traces', body)).status).toBe(400)
  })
})

describe('sent again', () => {
  test('the same bytes store nothing twice', async () => {
    const id = hex(16)
    const body = JSON.stringify([submittedTrace(id)])
    for (let time = 0; time < 3; time++) expect((await product.call('POST', '/api/v1/telemetry/traces', body)).status).toBe(200)
    expect(await tracesWith([id])).toHaveLength(1)
    expect((await product.call('GET', `/api/v1/traces/${id}/spans`)).json).toMatchObject({ items: [{}] })
    expect(items((await product.call('GET', `/api/v1/traces/${id}/spans`)).json)).toHaveLength(1)
  })

  test('an interaction sent again with more in it is corrected, not doubled', async () => {
    const first = submittedInteraction('again', { response: undefined, responseTokens: undefined, totalTokens: undefined })
    await product.call('POST', '/api/v1/telemetry/ai-interactions', first)
    await product.call('POST', '/api/v1/telemetry/ai-interactions', {
      ...first,
      response: 'now complete',
      responseTokens: 7,
      totalTokens: 457,
    })
    expect((await product.call('GET', '/api/v1/ai-interactions/again')).json).toMatchObject({ response: 'now complete', responseTokens: 7 })
    const listed = items((await product.call('GET', '/api/v1/ai-interactions?from=now-1h&limit=1000')).json)
    expect(listed.filter(({ id }) => id === 'again')).toHaveLength(1)
  })
})

describe('reading', () => {
  test('a trace is found by its id in any of the spellings people have', async () => {
    const id = hex(16)
    await product.call('POST', '/api/v1/telemetry/traces', submittedTrace(id))
    const uuid = `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`
    for (const spelling of [id, uuid, id.toUpperCase()])
      expect((await product.call('GET', `/api/v1/traces/${spelling}`)).json).toMatchObject({ traceId: id })
  })

  test('pages follow each other without a gap or a repetition', async () => {
    const ids = Array.from({ length: 25 }, () => hex(16))
    await product.call(
      'POST',
      '/api/v1/telemetry/traces',
      ids.map((id) => submittedTrace(id, { userId: 'pages' })),
    )
    const seen: string[] = []
    let cursor = ''
    for (let page = 0; page < 10; page++) {
      const { json } = await product.call(
        'GET',
        `/api/v1/traces?from=now-1h&userId=pages&limit=7${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      seen.push(...items(json).map(({ traceId }) => traceId ?? ''))
      cursor = (json as { nextCursor: string | null }).nextCursor ?? ''
      if (cursor === '') break
    }
    expect(seen.toSorted()).toEqual(ids.toSorted())
  })

  test('search finds what is there, and a mistake says where it is', async () => {
    const id = hex(16)
    await product.call('POST', '/api/v1/telemetry/traces', submittedTrace(id, { userId: 'searched' }))
    const found = await product.call('GET', `/api/v1/traces/search?q=${encodeURIComponent('status:error provider:openai user:searched')}`)
    expect(items(found.json).map(({ traceId }) => traceId)).toEqual([id])
    const none = await product.call('GET', `/api/v1/traces/search?q=${encodeURIComponent('user:searched -status:error')}`)
    expect(items(none.json)).toEqual([])
    const broken = await product.call('GET', `/api/v1/traces/search?q=${encodeURIComponent('duration:>(')}`)
    expect(broken.status).toBe(422)
    expect(broken.json).toMatchObject({ errors: [{ message: expect.any(String) }] })
  })

  test('words of a prompt are found; cost and statistics follow', async () => {
    await product.call('POST', '/api/v1/telemetry/ai-interactions', submittedInteraction('zebra', { prompt: 'a quaggazebra crossing' }))
    const found = await product.call('GET', '/api/v1/ai-interactions/search?q=quaggazebra')
    expect(items(found.json).map(({ id }) => id)).toEqual(['zebra'])
    const { json } = await product.call('GET', '/api/v1/ai-interactions/zebra')
    expect(Number((json as { cost: number }).cost)).toBeGreaterThan(0)
    expect((await product.call('GET', '/api/v1/ai-interactions/models?from=now-1h')).text).toContain('gpt-4o')
    expect((await product.call('GET', '/api/v1/ai-interactions/stats?from=now-1h')).status).toBe(200)
  })
})
