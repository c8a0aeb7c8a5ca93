/** Keys and projects in the database, on both engines, and over HTTP. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type PostgresServer, startPostgres } from '../../../test/postgres/start-postgres.ts'
import { testClock } from '../../kit/clock.ts'
import { registerProblemHandlers } from '../../kit/http.ts'
import { connectControl } from '../../planes/control/connect.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import type { AccessConfig } from './authorise.ts'
import { type Access, accessRoutes, createAccess } from './index.ts'

let postgres: PostgresServer | undefined
const folders: string[] = []
afterAll(async () => {
  await postgres?.stop()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

async function openControl(engine: string): Promise<ControlPlane> {
  if (engine === 'embedded') {
    const dataDir = await mkdtemp(join(tmpdir(), 'relayscope-access-'))
    folders.push(dataDir)
    return connectControl({ dataDir })
  }
  postgres ??= await startPostgres()
  return connectControl({ dataDir: '/nowhere', postgresUrl: await postgres.createDatabase() })
}

const required: AccessConfig = { auth: 'required', host: '127.0.0.1' }
const bearer = (secret: string) => ({ method: 'GET', headers: { authorization: `Bearer ${secret}` } })

describe.each(['embedded', 'server'])('access on the %s engine', (engine) => {
  let control: ControlPlane
  let access: Access
  const clock = testClock()

  beforeAll(async () => {
    control = await openControl(engine)
    access = createAccess({ control, config: required, clock })
    await access.projects.create({ id: 'shop', name: 'The shop' })
  })
  afterAll(() => control?.close())

  test('projects: one from the start, others by name, each once', async () => {
    expect((await access.projects.list()).map(({ id }) => id)).toEqual(['default', 'shop'])
    expect(await access.projects.find('shop')).toMatchObject({ name: 'The shop' })
    expect(await access.projects.find('none')).toBeUndefined()
    await expect(access.projects.create({ id: 'shop', name: 'again' })).rejects.toMatchObject({ status: 409 })
    for (const id of ['', 'Shop', 'a b', '-a', 'a'.repeat(64), `'; drop table projects; --`])
      await expect(access.projects.create({ id, name: 'x' })).rejects.toMatchObject({ status: 422 })
  })

  test('a key passes with its project and scopes; only its hash is stored', async () => {
    const { key, secret } = await access.keys.create('shop', { name: 'exporter \u0000🎈', scopes: ['ingest', 'ingest', 'read'] })
    expect(secret).toMatch(/^rsk_[0-9a-hjkmnp-tv-z]{40}$/)
    expect(key).toMatchObject({
      project: 'shop',
      name: 'exporter \ufffd🎈',
      prefix: secret.slice(0, 12),
      scopes: ['ingest', 'read'],
      revokedAt: null,
      createdAt: new Date(clock.nowMs()),
    })
    expect(await access.authorise(bearer(secret))).toEqual({
      project: 'shop',
      name: 'exporter \ufffd🎈',
      scopes: new Set(['ingest', 'read']),
    })
    expect(JSON.stringify(await control.query('select * from api_keys'))).not.toContain(secret.slice(12))
  })

  test('admin includes every other scope', async () => {
    const { secret } = await access.keys.create('shop', { name: 'admin', scopes: ['admin'] })
    expect((await access.authorise(bearer(secret))).scopes).toEqual(new Set(['ingest', 'metadata', 'read', 'write', 'reveal', 'admin']))
  })

  test('revoked it does not pass, here at once and elsewhere soon; twice changes nothing; only its own project can', async () => {
    const elsewhere = createAccess({ control, config: required, clock })
    const { key, secret } = await access.keys.create('shop', { name: 'short', scopes: ['read'] })
    await Promise.all([access.authorise(bearer(secret)), elsewhere.authorise(bearer(secret))])
    await expect(access.keys.revoke('default', key.id)).rejects.toMatchObject({ status: 404 })
    await access.authorise(bearer(secret))
    const first = await access.keys.revoke('shop', key.id)
    await expect(access.authorise(bearer(secret))).rejects.toMatchObject({ status: 401, message: 'the key was revoked' })
    await vi.waitFor(() => expect(elsewhere.authorise(bearer(secret))).rejects.toMatchObject({ message: 'the key was revoked' }))
    clock.advance(5_000)
    expect((await access.keys.revoke('shop', key.id)).revokedAt).toEqual(first.revokedAt)
  })

  test('expires by the clock, even when it is remembered', async () => {
    const { secret } = await access.keys.create('shop', { name: 'brief', scopes: ['read'], expiresAt: new Date(clock.nowMs() + 1_000) })
    await access.authorise(bearer(secret))
    clock.advance(1_000)
    await expect(access.authorise(bearer(secret))).rejects.toMatchObject({ status: 401, message: 'the key has expired' })
    await expect(access.keys.create('shop', { name: 'late', scopes: ['read'], expiresAt: new Date(clock.nowMs()) })).rejects.toMatchObject({
      status: 422,
    })
  })

  test('is asked for once, and its use is written once a minute', async () => {
    const { key, secret } = await access.keys.create('shop', { name: 'busy', scopes: ['read'] })
    const lastUsed = async (): Promise<Date | undefined | null> =>
      (await access.keys.list('shop')).find(({ id }) => id === key.id)?.lastUsedAt
    const usedAt = new Date(clock.nowMs())
    await Promise.all(Array.from({ length: 50 }, () => access.authorise(bearer(secret))))
    await vi.waitFor(async () => expect(await lastUsed()).toEqual(usedAt))
    clock.advance(30_000)
    await access.authorise(bearer(secret))
    clock.advance(31_000)
    await access.authorise(bearer(secret))
    await vi.waitFor(async () => expect(await lastUsed()).toEqual(new Date(clock.nowMs())))
  })

  test('a key of an unknown project cannot be made, and a broken scope cannot be stored', async () => {
    await expect(access.keys.create('none', { name: 'x', scopes: ['read'] })).rejects.toMatchObject({ sqlState: '23503' })
    await expect(access.keys.create('shop', { name: 'x', scopes: ['root' as 'read'] })).rejects.toMatchObject({ sqlState: '23514' })
  })

  test('lists newest first, one project only', async () => {
    const keys = await access.keys.list('shop')
    expect(keys.length).toBeGreaterThan(4)
    expect(keys.map(({ createdAt }) => createdAt.getTime())).toEqual(keys.map(({ createdAt }) => createdAt.getTime()).sort((a, b) => b - a))
    expect(await access.keys.list('default')).toEqual([])
  })

  test('at most 500 in force, however many ask at once', async () => {
    await access.projects.create({ id: 'full', name: 'Full' })
    await control.query(
      `insert into api_keys (id, project, name, prefix, secret_hash, scopes) select 'filler ' || n, 'full', 'filler', 'rsk_', 'no hash ' || n, array['read'] from generate_series(1, 497) as n`,
    )
    const answers = await Promise.allSettled(
      Array.from({ length: 6 }, () => access.keys.create('full', { name: 'one more', scopes: ['read'] })),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { status: 409 } })
  })
})

describe('over HTTP', () => {
  let control: ControlPlane
  let app: FastifyInstance
  let base = ''
  const adminKey = 'bootstrap-key-for-tests'

  beforeAll(async () => {
    control = await openControl('embedded')
    const access = createAccess({ control, config: { ...required, adminKey }, clock: testClock(Date.now()) })
    app = fastify()
    registerProblemHandlers(app, { checkAnswers: true })
    app.addHook('onRequest', async (request) => void (request.principal = await access.authorise(request)))
    accessRoutes(app, access)
    base = await app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    await app?.close()
    await control?.close()
  })

  async function call(
    method: string,
    path: string,
    secret: string,
    body?: unknown,
  ): Promise<{ status: number; json: Record<string, unknown> }> {
    const response = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${secret}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    })
    return { status: response.status, json: (await response.json()) as Record<string, unknown> }
  }

  test('a key is made with the bootstrap key, used, listed without its secret, and revoked', async () => {
    const made = await call('POST', '/api/v1/keys', adminKey, { name: 'exporter' })
    expect(made).toMatchObject({ status: 200, json: { project: 'default', name: 'exporter', scopes: ['ingest', 'read'], expiresAt: null } })
    const secret = String(made.json['secret'])
    expect(await call('GET', '/api/v1/keys', secret)).toMatchObject({ status: 403, json: { code: 'forbidden' } })
    const listed = await call('GET', '/api/v1/keys', adminKey)
    expect(listed).toMatchObject({ status: 200, json: { items: [{ id: made.json['id'], prefix: secret.slice(0, 12) }] } })
    expect(JSON.stringify(listed.json)).not.toContain(secret.slice(12))
    expect(await call('DELETE', `/api/v1/keys/${String(made.json['id'])}`, adminKey)).toMatchObject({
      status: 200,
      json: { revokedAt: expect.any(String) },
    })
    expect(await call('GET', '/api/v1/keys', secret)).toMatchObject({ status: 401, json: { code: 'unauthenticated' } })
  })

  test.each([
    ['POST', '/api/v1/keys', {}, 422],
    ['POST', '/api/v1/keys', { name: 'x', scopes: ['root'] }, 422],
    ['POST', '/api/v1/keys', { name: 'x', scopes: [] }, 422],
    ['POST', '/api/v1/keys', { name: 'x'.repeat(201) }, 422],
    ['POST', '/api/v1/keys', { name: 'x', expiresAt: '2001-01-01T00:00:00Z' }, 422],
    ['DELETE', '/api/v1/keys/none', undefined, 404],
  ])('%s %s %j: %i', async (method, path, body, status) => {
    expect(await call(method, path, adminKey, body)).toMatchObject({ status })
  })
})
