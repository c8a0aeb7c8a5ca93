import { describe, expect, expectTypeOf, it } from 'vitest'
import { routes } from './api/index.ts'
import { CLIENT_PATHS, createClient, EXPORT_PATH, type FetchInit, LIVE_PATH, ProblemError } from './client.ts'
import type { TraceDetail, TraceListAnswer } from './index.ts'

function clientThat(answer: () => Response) {
  const sent: [string, FetchInit][] = []
  const client = createClient({
    baseUrl: 'http://relay.test/',
    headers: { authorization: 'Bearer k' },
    fetch: async (address, init) => {
      sent.push([address, init])
      return answer()
    },
  })
  return { client, sent }
}

describe('the client', () => {
  it("has a method for every route, at the route's own address", () => {
    const notAsked = ['live', 'remoteWrite', 'streamTelemetry', 'exportInteractions']
    const wanted = routes.map(({ id, method, path }) => [id, `${method} ${path}`]).filter(([id]) => !notAsked.includes(id ?? ''))
    expect(Object.entries(CLIENT_PATHS).toSorted()).toEqual(wanted.toSorted())
    expect(routes.find(({ id }) => id === 'live')?.path).toBe(LIVE_PATH)
    expect(routes.find(({ id }) => id === 'exportInteractions')?.path).toBe(EXPORT_PATH)
    expect(Object.keys(createClient({ baseUrl: '' })).toSorted()).toEqual(Object.keys(CLIENT_PATHS).toSorted())
  })

  it('writes parameters, query and body', async () => {
    const { client, sent } = clientThat(() => Response.json({ items: [], nextCursor: null }))
    const answer = await client.listTraces({ query: { q: 'status:error "a b"', limit: 5, from: undefined, userId: '' } })
    await client.getTraceSpans({ params: { traceId: 'a/b' } })
    await client.submitInteractions({ body: { id: 'i', provider: 'p', model: 'm' }, headers: { 'x-own': '1' } })
    expect(answer).toEqual({ items: [], nextCursor: null })
    expect(sent.map(([address, { method }]) => `${method} ${address}`)).toEqual([
      'GET http://relay.test/api/v1/traces?q=status%3Aerror%20%22a%20b%22&limit=5',
      'GET http://relay.test/api/v1/traces/a%2Fb/spans',
      'POST http://relay.test/api/v1/telemetry/ai-interactions',
    ])
    expect(sent[2]?.[1]).toEqual({
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json', authorization: 'Bearer k', 'x-own': '1' },
      body: '{"id":"i","provider":"p","model":"m"}',
    })
  })

  it('can be called off', async () => {
    const controller = new AbortController()
    const { client, sent } = clientThat(() => Response.json({}))
    await client.listTraces({ signal: controller.signal })
    expect(sent[0]?.[1].signal).toBe(controller.signal)
  })

  it('throws the problem that the server answers', async () => {
    const problem = {
      type: '/docs/errors#overloaded',
      title: 'Too much at once',
      status: 503,
      code: 'overloaded',
      detail: 'the queue is full',
    }
    const { client } = clientThat(() => Response.json(problem, { status: 503, headers: { 'retry-after': '2' } }))
    const error = await client.submitTraces({ body: [] }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ProblemError)
    expect(error).toMatchObject({ status: 503, code: 'overloaded', message: 'the queue is full', retryAfterSeconds: 2, problem })
  })

  it('makes a problem of an answer that is none', async () => {
    const { client } = clientThat(() => new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' }))
    await expect(client.listTraces()).rejects.toMatchObject({ status: 502, code: 'unknown', message: 'the server answered Bad Gateway' })
  })

  it('is typed by the routes', () => {
    const { client } = clientThat(() => Response.json({}))
    expectTypeOf(client.listTraces).returns.resolves.toEqualTypeOf<TraceListAnswer>()
    expectTypeOf(client.getTrace).returns.resolves.toEqualTypeOf<TraceDetail>()
    expectTypeOf(client.getTrace).parameter(0).toHaveProperty('params').toEqualTypeOf<{ traceId: string }>()
    expectTypeOf(client.getInteractionStats).parameter(0).exclude<undefined>().toHaveProperty('query')
    expectTypeOf(createClient({ baseUrl: '', fetch })).toEqualTypeOf<typeof client>()
  })
})
