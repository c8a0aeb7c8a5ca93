import { route } from '@relayscope/contract'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CodedError, EngineError, HttpError } from './errors.ts'
import { answerFrameworkError, type ProblemOptions, registerProblemHandlers, serve } from './http.ts'
import { silentLog } from './log.ts'
import type { Scope } from './principal.ts'

const common = { tag: 'Test', summary: 'test' } as const
const things = route({
  ...common,
  id: 'things',
  method: 'GET',
  path: '/api/things/:id',
  params: z.object({ id: z.string().regex(/^\d+$/) }),
  query: z.object({ limit: z.coerce.number().int().max(10).default(5) }),
  answer: z.object({ id: z.string(), limit: z.number() }),
  scope: 'read',
})
const makeThing = route({
  ...common,
  id: 'makeThing',
  method: 'POST',
  path: '/api/things',
  body: z.object({ name: z.string(), parts: z.array(z.object({ size: z.union([z.number(), z.literal('all')]) })) }),
  answer: z.object({ name: z.string() }),
  scope: 'write',
})
const open = route({ ...common, id: 'open', method: 'GET', path: '/open', answer: z.unknown(), scope: 'public' })

const apps: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()))
})

function server(openHandler: () => unknown = () => ({}), options: ProblemOptions & { scopes?: Scope[] | 'nobody' } = {}): FastifyInstance {
  const app = fastify({ bodyLimit: 1000, frameworkErrors: answerFrameworkError })
  apps.push(app)
  const { scopes = ['read', 'write'], ...problemOptions } = options
  app.addHook('onRequest', async (request) => {
    if (scopes !== 'nobody') request.principal = { project: 'p', name: 'n', scopes: new Set(scopes) }
  })
  registerProblemHandlers(app, problemOptions)
  serve(app, things, async ({ params, query }) => ({ id: params.id, limit: query.limit }))
  serve(app, makeThing, ({ body }) => ({ name: body.name }))
  serve(app, open, openHandler)
  return app
}

const post = (body: string, type = 'application/json') =>
  ({ method: 'POST', url: '/api/things', headers: { 'content-type': type }, body }) as const

describe('serve', () => {
  it('hands parameters, query and body on as the schemas read them', async () => {
    const app = server()
    expect((await app.inject('/api/things/7?limit=3')).json()).toEqual({ id: '7', limit: 3 })
    expect((await app.inject('/api/things/7')).json()).toEqual({ id: '7', limit: 5 })
    const made = await app.inject(post('{"name":"a","parts":[{"size":1}]}'))
    expect(made.json()).toEqual({ name: 'a' })
    expect(made.headers['cache-control']).toBe('no-store')
  })

  it('answers nothing with 204', async () => {
    expect((await server(() => undefined).inject('/open')).statusCode).toBe(204)
  })

  it('names every field that breaks the schema, with 422', async () => {
    const answer = await server().inject(post('{"parts":[{"size":1},{"size":"x"}]}'))
    expect(answer.statusCode).toBe(422)
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(answer.json()).toMatchObject({ status: 422, code: 'invalid_request', type: '/docs/errors#invalid_request' })
    const { errors } = answer.json() as { errors: { path: string; message: string }[] }
    expect(errors).toContainEqual({ path: 'name', message: 'is missing' })
    expect(errors.map(({ path }) => path)).toContain('parts[1].size')
    expect((await server().inject('/api/things/7?limit=99')).json()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'limit' }] })
  })

  it('answers 404 for an id that cannot exist', async () => {
    expect((await server().inject('/api/things/seven')).json()).toMatchObject({ status: 404, code: 'not_found', errors: [{ path: 'id' }] })
  })

  it('asks for rights before it reads the body', async () => {
    expect((await server(undefined, { scopes: ['read'] }).inject(post('{broken'))).json()).toMatchObject({ status: 403, code: 'forbidden' })
    const app = server(undefined, { scopes: 'nobody' })
    expect((await app.inject('/api/things/7')).json()).toMatchObject({ status: 401, code: 'unauthenticated' })
    expect((await app.inject('/open')).statusCode).toBe(200)
  })

  it('finds an answer that breaks the contract where tests ask for that', async () => {
    const app = server(undefined, { checkAnswers: true })
    const wrong = route({ ...common, id: 'wrong', method: 'GET', path: '/wrong', answer: z.object({ count: z.number() }), scope: 'public' })
    serve(app, wrong, () => ({ count: Number.NaN }))
    expect((await app.inject('/wrong')).statusCode).toBe(500)
  })
})

describe('problems', () => {
  it('tells broken JSON from a broken schema, and quotes nothing of it', async () => {
    for (const body of ['{"name": secret', '', '{"__proto__": {"a": 1}}']) {
      const answer = await server().inject(post(body))
      expect(answer.statusCode).toBe(400)
      expect(answer.json()).toMatchObject({ code: 'invalid_json' })
      expect(answer.body).not.toContain('secret')
    }
  })

  it('answers the other mistakes of a request', async () => {
    const app = server()
    expect((await app.inject(post('name=a', 'application/x-www-form-urlencoded'))).json()).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    })
    expect((await app.inject(post('name', 'text/plain'))).json()).toMatchObject({ status: 415 })
    expect((await app.inject(post(JSON.stringify({ name: 'x'.repeat(1000) })))).json()).toMatchObject({ status: 413, code: 'too_large' })
    expect((await app.inject('/api/things/%zz')).json()).toMatchObject({ status: 400, code: 'bad_request' })
    expect((await app.inject(`/api/things/${'1'.repeat(101)}`)).json()).toMatchObject({ status: 414, code: 'address_too_long' })
  })

  it('tells an unknown path from a wrong method', async () => {
    const app = server()
    const wrongMethod = await app.inject({ method: 'DELETE', url: '/api/things/7?x=1' })
    expect(wrongMethod.json()).toMatchObject({ status: 405, code: 'method_not_allowed' })
    expect(wrongMethod.headers.allow).toBe('GET, HEAD')
    expect((await app.inject('/api/nowhere')).json()).toMatchObject({ status: 404, code: 'no_such_route' })
    expect((await app.inject({ ...post('x', 'text/css'), url: '/api/nowhere' })).json()).toMatchObject({
      status: 404,
      code: 'no_such_route',
    })
    expect((await app.inject({ ...post('{', 'application/json'), url: '/api/things/7' })).json()).toMatchObject({ status: 405 })
  })

  it('lets the UI answer an unknown path', async () => {
    const app = server(undefined, { answerUnknown: (_request, reply) => (void reply.type('text/html').send('<p>'), true) })
    const answer = await app.inject('/traces')
    expect([answer.statusCode, answer.body]).toEqual([200, '<p>'])
  })

  it('keeps what an error of ours says', async () => {
    const answer = await server(() => {
      throw new HttpError(503, 'overloaded', 'the queue is full', { retryAfterSeconds: 3 })
    }).inject('/open')
    expect(answer.headers['retry-after']).toBe('3')
    expect(answer.json()).toMatchObject({ status: 503, title: 'Too much at once', detail: 'the queue is full' })
  })

  it.each([
    [new EngineError('Syntax error: SELECT secret FROM t'), 500, 'internal_error'],
    [new EngineError('connection lost, secret', { retryable: true }), 503, 'unavailable'],
    [new CodedError('time_limit', 'secret query took long', { retryable: true }), 503, 'time_limit'],
    [new CodedError('odd', 'secret'), 500, 'internal_error'],
    [new Error('secret'), 500, 'internal_error'],
    ['secret', 500, 'internal_error'],
  ])('hides the inside of %s, and logs it', async (error, status, code) => {
    const logged: object[] = []
    const answer = await server(
      () => {
        throw error
      },
      { log: { ...silentLog, error: (fields) => void logged.push(fields) } },
    ).inject('/open')
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ code, requestId: expect.any(String) })
    expect(answer.body).not.toContain('secret')
    expect(logged).toHaveLength(1)
    expect(status === 503 ? answer.headers['retry-after'] : undefined).toBe(status === 503 ? '1' : undefined)
  })
})
