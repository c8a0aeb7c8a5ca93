import { gzipSync } from 'node:zlib'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import type { Receipt, Submission } from '../../flows/ingest/intake.ts'
import { registerProblemHandlers } from '../../kit/http.ts'
import type { Scope } from '../../kit/principal.ts'
import { restRoutes } from './rest.ts'

const apps: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()))
})

async function server(receipt: Partial<Receipt> = {}, scopes: Scope[] | undefined = ['ingest']) {
  const submissions: Submission[] = []
  const app = fastify()
  apps.push(app)
  app.addHook('onRequest', async (request) => {
    if (scopes.length > 0) request.principal = { project: 'p', name: 'n', scopes: new Set(scopes) }
  })
  registerProblemHandlers(app)
  const submit = async (submission: Submission): Promise<Receipt> => {
    submissions.push(submission)
    return { outcome: 'stored', accepted: 1, rejected: 0, errors: [], ...receipt }
  }
  await restRoutes(app, { intake: { submit }, maxBodyBytes: 1000 })
  const post = (body: string | Buffer, headers: Record<string, string> = { 'content-type': 'application/json' }, path = 'traces') =>
    app.inject({ method: 'POST', url: `/api/v1/telemetry/${path}`, headers, body })
  return { app, post, submissions }
}

describe('the submit endpoints', () => {
  it('hand the bytes on as they came', async () => {
    const { post, submissions } = await server()
    const zipped = gzipSync('[]')
    const answers = [
      await post('[{}]'),
      await post('{', { 'content-type': 'application/x-ndjson; charset=utf-8' }, 'ai-interactions'),
      await post(zipped, { 'content-type': 'Application/JSON', 'content-encoding': 'gzip' }),
    ]
    for (const answer of answers) {
      expect(answer.statusCode).toBe(200)
      expect(answer.json()).toEqual({ accepted: 1, rejected: 0, errors: [] })
    }
    expect(submissions.map(({ kind, format, compression }) => [kind, format, compression])).toEqual([
      ['traces', 'json', 'none'],
      ['ai-interactions', 'ndjson', 'none'],
      ['traces', 'json', 'gzip'],
    ])
    expect(Buffer.from(submissions[2]!.body)).toEqual(zipped)
    expect(submissions[0]!.project).toBe('p')
  })

  it('refuse what they cannot read before they read it', async () => {
    const { post, submissions } = await server()
    expect((await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).json()).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    })
    expect((await post('x', { 'content-type': 'text/plain' })).statusCode).toBe(415)
    expect((await post('x', { 'content-type': 'application/json', 'content-encoding': 'br' })).statusCode).toBe(415)
    expect((await post('x'.repeat(1001))).json()).toMatchObject({ status: 413, code: 'too_large' })
    expect(submissions).toEqual([])
  })

  it('ask for the right to send', async () => {
    const reader = await server({}, ['read'])
    expect((await reader.post('[]')).json()).toMatchObject({ status: 403, code: 'forbidden' })
    const nobody = await server({}, [])
    expect((await nobody.post('[]')).json()).toMatchObject({ status: 401, code: 'unauthenticated' })
  })

  it.each<[Partial<Receipt>, number, object]>([
    [{ outcome: 'repeated' }, 200, { accepted: 1 }],
    [{ accepted: 0 }, 200, { accepted: 0, rejected: 0 }],
    [
      { rejected: 1, errors: [{ index: 1, path: 'name', message: 'is missing' }] },
      200,
      { accepted: 1, rejected: 1, errors: [{ index: 1, path: 'name', message: 'is missing' }] },
    ],
    [
      { outcome: 'refused', accepted: 0, rejected: 1, errors: [{ index: 0, path: 'name', message: 'is missing' }] },
      422,
      { code: 'nothing_accepted', accepted: 0, rejected: 1, errors: [{ index: 0, path: 'name', message: 'is missing' }] },
    ],
    [{ outcome: 'undecodable', message: 'the JSON is not valid' }, 400, { code: 'undecodable', detail: 'the JSON is not valid' }],
    [{ outcome: 'too_large' }, 413, { code: 'too_large' }],
    [{ outcome: 'overloaded', retryAfterSeconds: 2 }, 503, { code: 'overloaded' }],
    [{ outcome: 'failed', message: 'Code: 60. secret' }, 503, { code: 'store_failed' }],
  ])('answer %o with %i', async (receipt, status, body) => {
    const answer = await (await server(receipt)).post('[]')
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject(body)
    expect(answer.body).not.toContain('secret')
    expect(answer.headers['content-type']).toContain(status === 200 ? 'application/json' : 'application/problem+json')
    if (status === 503) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('say which method they have', async () => {
    const { app } = await server()
    const answer = await app.inject('/api/v1/telemetry/traces')
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST'])
  })
})
