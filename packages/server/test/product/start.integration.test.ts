/** The built product from outside: it starts, answers as it says, stops when told, and starts again. */
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serverMain } from '../../../../scripts/lib/places.mjs'
import { startProduct, type Product } from './product.ts'

const SEED_ROUTES = [
  '/telemetry/traces',
  '/telemetry/ai-interactions',
  '/telemetry/health',
  '/traces',
  '/traces/{x}',
  '/traces/{x}/spans',
  '/traces/search',
  '/traces/services',
  '/ai-interactions',
  '/ai-interactions/{x}',
  '/ai-interactions/search',
  '/ai-interactions/stats',
  '/ai-interactions/models',
]

describe('a running product', () => {
  let product: Product
  beforeAll(async () => void (product = await startProduct()))
  afterAll(async () => {
    await product.stop()
    product.remove()
  })

  test.each([
    ['/', 'text/html'],
    ['/traces', 'text/html'],
    ['/docs', 'text/html'],
    ['/healthz', ''],
    ['/readyz', ''],
    ['/api/v1/openapi.json', 'application/json'],
    ['/api/v1/telemetry/health', 'application/json'],
  ])('GET %s answers 200 %s', async (path, type) => {
    const answer = await product.call('GET', path, undefined, { accept: type || '*/*' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type') ?? '').toContain(type)
  })

  test('the contract lists every endpoint of the plan, and every reference in it leads somewhere', async () => {
    const { json } = await product.call('GET', '/api/v1/openapi.json')
    const document = json as { openapi: string; paths: Record<string, unknown>; components: { schemas: Record<string, unknown> } }
    expect(document.openapi).toMatch(/^3\.1/)
    const paths = Object.keys(document.paths).map((path) => path.replace(/\{[^}]+\}/g, '{x}').replace(/^\/api\/v1/, ''))
    expect(paths).toEqual(expect.arrayContaining(SEED_ROUTES))
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '')
    expect(references.filter((name) => !(name in document.components.schemas))).toEqual([])
  })

  test('a page of the docs needs nothing from elsewhere', async () => {
    const { text } = await product.call('GET', '/docs', undefined, { accept: 'text/html' })
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//)
  })

  test.each([
    ['GET', '/api/v1/nowhere', undefined, 404],
    ['GET', `/api/v1/traces/${'a'.repeat(32)}`, undefined, 404],
    ['DELETE', '/api/v1/traces', undefined, 405],
    ['GET', '/api/v1/telemetry/traces', undefined, 405],
    ['POST', '/api/v1/telemetry/traces', '{"a":', 400],
    ['POST', '/api/v1/telemetry/traces', '[{}]', 422],
    ['GET', '/api/v1/traces?limit=0', undefined, 422],
    ['GET', '/api/v1/traces?from=yesterday', undefined, 422],
  ])('%s %s with %j is a problem with %i', async (method, path, body, status) => {
    const answer = await product.call(method, path, body)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.json).toMatchObject({
      status,
      code: expect.stringMatching(/^[a-z_]+$/),
      detail: expect.any(String),
      title: expect.any(String),
    })
  })

  test('a page of somebody else cannot read what is here', async () => {
    const foreign = await product.call('GET', '/api/v1/traces', undefined, { origin: 'http://evil.example' })
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('a name that was bound to this address by somebody else is refused', async () => {
    // fetch sets its own Host, so this one goes over the bare socket.
    const { port } = new URL(product.base)
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.end('GET /api/v1/traces HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n'),
      )
      let text = ''
      socket.on('data', (bytes) => (text += bytes.toString()))
      socket.on('end', () => resolve(text))
      socket.on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 (401|403|421) /)
  })
})

describe('start and stop', () => {
  test('SIGTERM twice ends it once, with 0; what was stored is there after the next start', async () => {
    const first = await startProduct()
    const traceId = 'b'.repeat(32)
    const now = new Date().toISOString()
    const stored = await first.call('POST', '/api/v1/telemetry/ai-interactions', {
      id: 'kept',
      requestId: 'r',
      traceId,
      timestamp: now,
      provider: 'openai',
      model: 'gpt-4o',
      startTime: now,
      endTime: now,
      latencyMs: 1,
      status: 'success',
    })
    expect(stored.json).toMatchObject({ accepted: 1 })
    first.signal('SIGTERM')
    const ended = await first.stop()
    expect(ended).toMatchObject({ code: 0, signal: null })
    expect(ended.ms).toBeLessThan(10_000)

    const second = await startProduct({ dataDir: first.dataDir })
    try {
      expect((await second.call('GET', '/api/v1/ai-interactions/kept')).json).toMatchObject({ id: 'kept', provider: 'openai' })
    } finally {
      await second.stop()
      second.remove()
    }
  })

  test('two of them cannot share a data folder: the second says so and ends, the first is unharmed', async () => {
    const first = await startProduct()
    try {
      await expect(startProduct({ dataDir: first.dataDir, timeoutMs: 30_000 })).rejects.toThrow(/could not start/i)
      expect((await first.call('GET', '/readyz')).status).toBe(200)
    } finally {
      await first.stop()
      first.remove()
    }
  })

  test('a port that is taken is named, and the process ends with 1', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => holder.once('listening', resolve))
    const address = holder.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    try {
      await expect(startProduct({ env: { RELAYSCOPE_PORT: port }, timeoutMs: 30_000 })).rejects.toThrow(
        new RegExp(`"code":1[\\s\\S]*${port}`),
      )
    } finally {
      holder.close()
    }
  })

  test.each([
    [{ RELAYSCOPE_PORT: 'seven' }, 'RELAYSCOPE_PORT'],
    [{ RELAYSCOPE_AUTH: 'sometimes' }, 'RELAYSCOPE_AUTH'],
    [{ RELAYSCOPE_CLICKHOUSE_URL: 'not a url' }, 'RELAYSCOPE_CLICKHOUSE_URL'],
  ])('a setting it cannot use, %j, is named', (env, name) => {
    const ended = spawnSync(process.execPath, [serverMain], {
      env: { ...process.env, RELAYSCOPE_DATA_DIR: '/nonexistent/nowhere', ...env },
      encoding: 'utf8',
      timeout: 30_000,
    })
    expect(ended.status).toBe(1)
    expect(ended.stderr + ended.stdout).toContain(name)
  })
})
