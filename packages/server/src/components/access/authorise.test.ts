import { describe, expect, test } from 'vitest'
import type { Principal } from '../../kit/principal.ts'
import { type AccessConfig, createAuthorise } from './authorise.ts'
import type { Refusal } from './keys.ts'

const shop: Principal = { project: 'shop', name: 'a key', scopes: new Set(['ingest']) }
const known: Record<string, Principal | Refusal> = { rsk_good: shop, rsk_old: 'expired', rsk_gone: 'revoked' }
const asked: string[] = []
const keys = { verify: async (secret: string) => (asked.push(secret), known[secret] ?? 'unknown') }

const loopback: AccessConfig = { auth: 'auto', host: '127.0.0.1' }
const adminKey = 'a bootstrap key of 16+'
const here = { host: 'localhost:7700' }
const basic = (secret: string): string => `Basic ${Buffer.from(`pk:${secret}`).toString('base64')}`

function ask(config: AccessConfig, headers: Record<string, string | undefined>, method: string | undefined = 'GET'): Promise<Principal> {
  return createAuthorise(config, keys)({ headers, method, ip: '127.0.0.1', socket: { localPort: 7700 } })
}

describe('open, on loopback', () => {
  test.each(['127.0.0.1', 'localhost', '::1'])(
    'listening on %s, a program needs no key and may do everything in the default project',
    async (host) => {
      const principal = await ask({ auth: 'auto', host }, here, 'POST')
      expect(principal).toMatchObject({ project: 'default', name: 'local' })
      expect([...principal.scopes].sort()).toEqual(['admin', 'ingest', 'metadata', 'read', 'reveal', 'write'])
    },
  )

  test.each([
    ['a name that points here', { host: 'evil.example:7700' }, 'GET'],
    ['another port', { host: 'localhost:3000' }, 'GET'],
    ['a page of another origin', { ...here, origin: 'http://evil.example' }, 'POST'],
    ['a page of another port', { ...here, origin: 'http://localhost:3000' }, 'POST'],
    ['a page without an origin', { ...here, origin: 'null' }, 'DELETE'],
    ['a page of another site', { ...here, 'sec-fetch-site': 'cross-site' }, 'POST'],
    ['another machine behind a proxy', { ...here, 'x-forwarded-for': '203.0.113.7' }, 'GET'],
  ])('%s is refused', async (_, headers, method) => {
    await expect(ask(loopback, headers, method)).rejects.toMatchObject({ status: 403, code: 'forbidden_origin' })
  })

  test('a page of another origin may ask, but gets nothing that lets it read', async () => {
    await expect(ask(loopback, { ...here, origin: 'http://evil.example' })).resolves.toMatchObject({ name: 'local' })
  })

  test('a key decides project and rights, and is enough from anywhere', async () => {
    expect(await ask(loopback, { ...here, authorization: 'Bearer rsk_good' })).toBe(shop)
    expect(await ask(loopback, { host: 'tunnel.example', authorization: 'Bearer rsk_good' }, 'POST')).toBe(shop)
  })

  test('a dummy secret is overlooked, without asking anybody; a bad one of ours is told', async () => {
    asked.length = 0
    expect(await ask(loopback, { ...here, authorization: basic('sk-lf-dummy') }, 'POST')).toMatchObject({ name: 'local' })
    expect(asked).toEqual([])
    await expect(ask(loopback, { ...here, authorization: 'Bearer rsk_gone' })).rejects.toMatchObject({
      status: 401,
      message: 'the key was revoked',
    })
    await expect(ask(loopback, { host: 'evil.example', authorization: 'Bearer dummy' })).rejects.toMatchObject({ status: 403 })
  })

  test('gRPC needs no Host', async () => {
    const authorise = createAuthorise(loopback, keys)
    expect(await authorise({ headers: {}, ip: '127.0.0.1' })).toMatchObject({ name: 'local' })
  })
})

describe.each<[string, AccessConfig]>([
  ['required', { auth: 'required', host: '127.0.0.1' }],
  ['auto on every address', { auth: 'auto', host: '0.0.0.0' }],
  ['auto on a name', { auth: 'auto', host: 'relay.example' }],
])('keys needed: %s', (_, config) => {
  test('without one nobody passes, whatever Host says', async () => {
    for (const headers of [{}, here, { ...here, origin: 'http://localhost:7700' }])
      await expect(ask(config, headers)).rejects.toMatchObject({ status: 401, code: 'unauthenticated', message: 'a key is needed' })
    await expect(createAuthorise(config, keys)({ headers: {}, ip: '127.0.0.1' })).rejects.toMatchObject({ status: 401 })
  })

  test('with one, however it is sent', async () => {
    for (const headers of [{ authorization: 'Bearer rsk_good' }, { authorization: basic('rsk_good') }, { 'x-api-key': 'rsk_good' }])
      expect(await ask(config, { host: 'relay.example', ...headers }, 'POST')).toBe(shop)
  })

  test.each([
    ['rsk_unknown', 'the key is not known'],
    ['rsk_old', 'the key has expired'],
    ['rsk_gone', 'the key was revoked'],
    ['nonsense', 'the key is not known'],
  ])('%s: %s', async (secret, message) => {
    await expect(ask(config, { authorization: `Bearer ${secret}` })).rejects.toMatchObject({
      status: 401,
      code: 'unauthenticated',
      message,
    })
  })

  test('a page of another site cannot ride on the key a browser remembers; a program may send what it likes', async () => {
    const foreign = { host: 'relay.example', origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }
    await expect(ask(config, { ...foreign, authorization: basic('rsk_good') }, 'POST')).rejects.toMatchObject({
      status: 403,
      code: 'forbidden_origin',
    })
    expect(await ask(config, { ...foreign, authorization: 'Bearer rsk_good' }, 'POST')).toBe(shop)
  })

  test('the bootstrap key has every scope; a near miss has none', async () => {
    const withAdmin = { ...config, adminKey }
    expect(await ask(withAdmin, { 'x-api-key': adminKey }, 'POST')).toMatchObject({ project: 'default', name: 'admin key' })
    for (const miss of [`${adminKey}x`, adminKey.slice(1), adminKey.toUpperCase()])
      await expect(ask(withAdmin, { 'x-api-key': miss })).rejects.toMatchObject({ status: 401 })
    await expect(ask(config, { 'x-api-key': adminKey })).rejects.toMatchObject({ status: 401 })
  })
})
