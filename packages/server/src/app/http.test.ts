/** Which addresses are answered to those without a key, and how long a body may take. */
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import type { Access } from '../components/access/index.ts'
import { httpError } from '../kit/http.ts'
import { silentLog } from '../kit/log.ts'
import { createHttp } from './http.ts'

const access = { authorise: () => Promise.reject(httpError('unauthenticated', 'a key is needed')) } as unknown as Access
const app = createHttp({ maxBodyBytes: 1000, access, log: silentLog })
for (const path of ['/*', '/api/*']) app.get(path, async () => 'open')
afterAll(() => app.close())

const statusOf = async (path: string) => (await app.inject({ url: path })).statusCode

describe('without a key', () => {
  it.each(['/healthz', '/readyz', '/api/v1/linked-dashboards/t0ken', '/api/v1/linked-dashboards/t0ken/data?from=now-1h', '/shared/t0ken'])(
    '%s is answered',
    async (path) => expect(await statusOf(path)).toBe(200),
  )

  it.each(['/assets/index-abc.js', '/favicon.svg', '/layers.css', '/theme.js'])('%s is: the page of a shared link needs it', async (path) =>
    expect(await statusOf(path)).toBe(200),
  )

  it.each([
    '/',
    '/dashboards',
    '/shared',
    '/theme.js/x',
    '/api/v1/dashboards',
    '/api/v1/dashboards/shared/x',
    '/api/v1/traces',
    '/api/v1/linked-dashboards',
  ])('%s is not', async (path) => expect(await statusOf(path)).toBe(401))
})

describe('a body that does not come to its end', () => {
  const slow = createHttp({
    maxBodyBytes: 1000,
    log: silentLog,
    requestTimeoutMs: 50,
    access: { authorise: async () => ANYBODY } as unknown as Access,
  })
  const ANYBODY = { project: 'shop', name: 'key', scopes: new Set() }
  slow.removeAllContentTypeParsers()
  slow.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  slow.post('/waits', async (sent) => {
    return String((await (sent.body as Readable).toArray()).length)
  })
  slow.post('/streams', async (sent) => {
    clearTimeout(sent.bodyTimer)
    return String((await (sent.body as Readable).toArray()).length)
  })
  afterAll(() => slow.close())

  it('is answered 408, unless its route takes it as it comes', async () => {
    await slow.listen({ host: '127.0.0.1', port: 0 })
    const { port } = slow.server.address() as AddressInfo
    const open = (path: string) => {
      const sender = request({ port, path, method: 'POST', headers: { 'content-type': 'text/plain' } })
      sender.on('error', () => {})
      sender.write('a')
      return { sender, status: new Promise((resolve) => sender.on('response', (answer) => resolve(answer.statusCode))) }
    }
    const streamed = open('/streams')
    expect(await open('/waits').status).toBe(408)
    streamed.sender.end()
    expect(await streamed.status).toBe(200)
  })
})
