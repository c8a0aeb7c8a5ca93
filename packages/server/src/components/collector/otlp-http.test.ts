/** The rules of the OTLP specification for HTTP, with an intake that answers what a test wants. O-numbers name the rules. */
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { partialFrom, statusFrom } from '../../../test/wire-fields.ts'
import type { Intake, Receipt, Submission } from '../../flows/ingest/intake.ts'
import { ending } from '../../flows/ingest/pipeline.ts'
import { HttpError } from '../../kit/errors.ts'
import type { Principal } from '../../kit/principal.ts'
import { type OtlpHttpOptions, otlpHttpRoutes } from './otlp-http.ts'

const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json'
const TYPES = [PROTOBUF, JSON_TYPE, 'application/protobuf']
const STORED: Receipt = { outcome: 'stored', accepted: 1, rejected: 0, errors: [] }
const SENDER: Principal = { project: 'shop', name: 'key', scopes: new Set(['ingest']) }

const apps: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()))
})

async function start(receipt: Receipt | (() => Promise<Receipt>) = STORED, options: Partial<OtlpHttpOptions> = {}) {
  const taken: Submission[] = []
  const intake: Intake = {
    async submit(submission) {
      taken.push(submission)
      return typeof receipt === 'function' ? receipt() : receipt
    },
  }
  const app = fastify()
  apps.push(app)
  const errors: unknown[] = []
  await otlpHttpRoutes(app, { intake, authorise: () => SENDER, onError: (error) => errors.push(error), ...options })
  app.post('/other', (request) => request.body)
  const post = (body: Buffer | string | Readable, headers: Record<string, string> = {}, url = '/v1/traces') =>
    app.inject({ method: 'POST', url, payload: body, headers: { 'content-type': PROTOBUF, ...headers } })
  return { app, post, taken, errors }
}

describe('requests', () => {
  it('O1: takes plain and gzip bodies at the paths of the specification and of Langfuse, as they came', async () => {
    const { post, taken } = await start()
    const zipped = gzipSync('x')
    for (const url of ['/v1/traces', '/v1/logs', '/v1/metrics', '/api/public/otel/v1/traces']) {
      expect((await post('abc', {}, url)).statusCode).toBe(200)
      expect((await post('abc', { 'content-encoding': 'identity' }, url)).statusCode).toBe(200)
      expect((await post(zipped, { 'content-encoding': 'GZIP' }, url)).statusCode).toBe(200)
    }
    expect(
      taken
        .slice(0, 3)
        .map(({ project, kind, format, compression, body }) => [project, kind, format, compression, Buffer.from(body).toString('latin1')]),
    ).toEqual([
      ['shop', 'otlp-traces', 'protobuf', 'none', 'abc'],
      ['shop', 'otlp-traces', 'protobuf', 'none', 'abc'],
      ['shop', 'otlp-traces', 'protobuf', 'gzip', zipped.toString('latin1')],
    ])
    expect(taken.map(({ kind }) => kind)).toEqual([
      ...Array(3).fill('otlp-traces'),
      ...Array(3).fill('otlp-logs'),
      ...Array(3).fill('otlp-metrics'),
      ...Array(3).fill('otlp-traces'),
    ])
    // Memory of its own: it can move to another thread.
    for (const { body } of taken) expect(body.byteLength).toBe(body.buffer.byteLength)
  })

  it('O11: serves both encodings on one path by Content-Type', async () => {
    const { post, taken } = await start()
    for (const type of [...TYPES, 'application/json; charset=utf-8', 'Application/JSON']) await post('{}', { 'content-type': type })
    expect(taken.map(({ format }) => format)).toEqual(['protobuf', 'json', 'protobuf', 'json', 'json'])
  })

  it('O4: takes an empty body, with and without a length', async () => {
    const { post, app, taken } = await start()
    expect((await post('')).statusCode).toBe(200)
    expect((await app.inject({ method: 'POST', url: '/v1/logs', headers: { 'content-type': PROTOBUF } })).statusCode).toBe(200)
    expect(taken.map(({ body }) => body.byteLength)).toEqual([0, 0])
  })

  it('takes a body sent in pieces of unknown length', async () => {
    const { post, taken } = await start()
    expect((await post(Readable.from([Buffer.from('ab'), Buffer.from('cd')]))).statusCode).toBe(200)
    expect(Buffer.from(taken[0].body).toString()).toBe('abcd')
  })

  it('leaves the body parsers of the other routes alone', async () => {
    const { app } = await start()
    expect((await app.inject({ method: 'POST', url: '/other', payload: { a: 1 } })).json()).toEqual({ a: 1 })
  })
})

describe.each(TYPES)('answers to %s', (type) => {
  const answered = async (receipt: Receipt, url = '/v1/traces') => {
    const { post } = await start(receipt)
    const answer = await post('x', { 'content-type': type }, url)
    // O6: the answer has the request's type, whatever it says.
    expect(answer.headers['content-type']).toBe(type)
    return {
      status: answer.statusCode,
      partial: answer.statusCode === 200 ? partialFrom(answer.rawPayload, type) : undefined,
      told: answer.statusCode === 200 ? undefined : statusFrom(answer.rawPayload, type),
      headers: answer.headers,
    }
  }

  it('O4, O6: success is 200 with partial success unset', async () => {
    for (const outcome of ['stored', 'repeated'] as const)
      expect(await answered({ ...STORED, outcome })).toMatchObject({ status: 200, partial: undefined })
  })

  it('O5: partial success has the exact count and a reason, also when everything was rejected', async () => {
    const errors = Array.from({ length: 100 }, (_, index) => ({
      index,
      path: `resourceSpans[0].scopeSpans[0].spans[${index}].traceId`,
      message: 'must be 16 bytes, not all zero',
    }))
    const some = await answered({ outcome: 'stored', accepted: 5, rejected: 1234, errors })
    expect(some).toMatchObject({ status: 200, partial: { rejected: 1234 } })
    expect(some.partial?.message).toContain(
      '1234 of 1239 spans were rejected: resourceSpans[0].scopeSpans[0].spans[0].traceId must be 16 bytes',
    )
    const all = await answered({ outcome: 'refused', accepted: 0, rejected: 1, errors: errors.slice(0, 1) }, '/v1/logs')
    expect(all).toMatchObject({ status: 200, partial: { rejected: 1, message: expect.stringContaining('1 of 1 log records') as string } })
  })

  it('O3: the answer stays small whatever is told', async () => {
    const { post } = await start({
      outcome: 'stored',
      accepted: 0,
      rejected: 9,
      errors: Array.from({ length: 9 }, (_, index) => ({ index, path: 'é'.repeat(1e6), message: '' })),
    })
    const answer = await post('x', { 'content-type': type })
    expect([answer.statusCode, answer.rawPayload.length < 10_000]).toEqual([200, true])
    expect(partialFrom(answer.rawPayload, type)).toMatchObject({ rejected: 9, message: expect.stringMatching(/é…$/) as string })
    expect((await answered(ending('undecodable', '\ud83d'.repeat(1e6)))).told?.message.length).toBeLessThan(5000)
  })

  it('O7, O8: undecodable is 400 with a BadRequest detail', async () => {
    expect(await answered(ending('undecodable', 'a length goes beyond the end'))).toMatchObject({
      status: 400,
      told: {
        code: 3,
        message: 'a length goes beyond the end',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [{ field: 'body', description: 'a length goes beyond the end' }],
          },
        ],
      },
    })
  })

  it('O2: too large after decompression is 413, not to be tried again', async () => {
    const told = await answered(ending('too_large', 'the body is larger than 5 bytes'))
    expect(told).toMatchObject({ status: 413, told: { code: 8, message: 'the body is larger than 5 bytes', details: [] } })
    expect(told.headers['retry-after']).toBeUndefined()
  })

  it('O2: too large as sent is 413, by its length or by its bytes', async () => {
    const { post, taken } = await start(STORED, { maxBodyBytes: 10 })
    for (const body of [Buffer.alloc(11), Readable.from([Buffer.alloc(6), Buffer.alloc(6)])]) {
      const answer = await post(body, { 'content-type': type })
      expect([answer.statusCode, answer.headers['content-type'], statusFrom(answer.rawPayload, type).code]).toEqual([413, type, 8])
    }
    expect((await post(Buffer.alloc(10), { 'content-type': type })).statusCode).toBe(200)
    expect(taken).toHaveLength(1)
  })

  it('O9: overload and failure to store are 503 with Retry-After', async () => {
    for (const outcome of ['overloaded', 'failed'] as const) {
      const told = await answered({ ...ending(outcome, 'later'), retryAfterSeconds: 2.2 })
      expect(told).toMatchObject({
        status: 503,
        told: { code: 14, message: 'later', details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3s' }] },
      })
      expect(told.headers['retry-after']).toBe('3')
    }
  })

  it('O7: what goes wrong before or behind the intake is told the same way', async () => {
    const cases: [Partial<OtlpHttpOptions>, number, number][] = [
      [{ authorise: () => Promise.reject(new HttpError(401, 'unauthorized', 'a key is needed')) }, 401, 16],
      [{ authorise: () => Promise.reject(new HttpError(403, 'forbidden', 'not yours')) }, 403, 7],
      [{ authorise: () => ({ ...SENDER, scopes: new Set(['read'] as const) }) }, 403, 7],
      [{ authorise: () => Promise.reject(new HttpError(429, 'too_many', 'slow down', { retryAfterSeconds: 9 })) }, 429, 8],
      [{ authorise: () => Promise.reject(new Error('a secret')) }, 500, 13],
      [{ intake: { submit: () => Promise.reject(new Error('a secret')) } }, 500, 13],
    ]
    for (const [options, status, code] of cases) {
      const { post, taken, errors } = await start(STORED, options)
      const answer = await post('x', { 'content-type': type })
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, type])
      expect(statusFrom(answer.rawPayload, type).code).toBe(code)
      expect(answer.payload).not.toContain('secret')
      expect(errors).toHaveLength(status === 500 ? 1 : 0)
      expect(taken).toHaveLength(0)
      if (status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer')
      if (status === 429) expect(answer.headers['retry-after']).toBe('9')
    }
  })

  it('O9: bodies that are being received are bounded together', async () => {
    const { post } = await start(STORED, { maxReceivingBytes: 10 })
    const slow = new Readable({ read() {} })
    const first = Promise.resolve(post(slow, { 'content-type': type, 'content-length': '8' }))
    await new Promise((resolve) => setTimeout(resolve, 10))
    const second = await post(Buffer.alloc(5), { 'content-type': type })
    expect([second.statusCode, second.headers['retry-after'], statusFrom(second.rawPayload, type).code]).toEqual([503, '1', 14])
    slow.push(Buffer.alloc(8))
    slow.push(null)
    expect((await first).statusCode).toBe(200)
    expect((await post(Buffer.alloc(5), { 'content-type': type })).statusCode).toBe(200)
  })

  it('O7: another compression is 415 and says which are known', async () => {
    const { post } = await start()
    const answer = await post('x', { 'content-type': type, 'content-encoding': 'br' })
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['accept-encoding']]).toEqual([415, type, 'gzip, identity'])
    expect(statusFrom(answer.rawPayload, type).message).toContain('gzip or identity')
  })
})

describe('what cannot be understood', () => {
  it('O7: no or another Content-Type is 415, told in JSON', async () => {
    const { app, post } = await start()
    const without = await app.inject({ method: 'POST', url: '/v1/traces' })
    for (const answer of [without, await post('x', { 'content-type': 'text/plain' }), await post('x', { 'content-type': 'nonsense' })]) {
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([415, JSON_TYPE])
      expect(answer.json()).toMatchObject({
        code: 3,
        message: 'Content-Type must be one of application/json, application/x-protobuf, application/protobuf',
      })
    }
  })

  it('another method is 405 with Allow', async () => {
    const { app } = await start()
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const) {
      const answer = await app.inject({ method, url: '/v1/traces' })
      expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST'])
    }
  })

  it('reads no body of who may not send', async () => {
    let read = false
    const body = new Readable({ read: () => void (read = true) })
    const { post } = await start(STORED, { authorise: () => Promise.reject(new HttpError(401, 'unauthorized', 'a key is needed')) })
    expect((await post(body)).statusCode).toBe(401)
    expect(read).toBe(false)
  })
})
