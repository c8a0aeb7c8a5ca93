/** Which addresses are answered to those without a key. */
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
