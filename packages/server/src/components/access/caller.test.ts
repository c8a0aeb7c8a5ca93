import { describe, expect, test } from 'vitest'
import { foreignHost, foreignPage, forwardedFromElsewhere, isLoopbackHost } from './caller.ts'

test.each(['127.0.0.1', '127.8.9.10', '::1', '[::1]', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', 'localhost', 'LOCALHOST', 'relay.localhost'])(
  '%s is loopback',
  (host) => {
    expect(isLoopbackHost(host)).toBe(true)
  },
)

test.each([
  '0.0.0.0',
  '::',
  '10.0.0.1',
  '192.168.1.1',
  '::2',
  '::11',
  'fe80::1',
  '::ffff:10.0.0.1',
  '1::1',
  'localhost.',
  'localhost.evil.example',
  'evil-localhost',
  '127.0.0.1.evil.example',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '127.0.0.1.',
  '',
  '.localhost',
  'a..localhost',
  'relay',
  '[127.0.0.1',
])('%j is not', (host) => {
  expect(isLoopbackHost(host)).toBe(false)
})

describe('Host', () => {
  const judge = (host: string | string[] | undefined): string | undefined =>
    foreignHost({ method: 'GET', headers: { host }, socket: { localPort: 7700 } })

  test.each(['localhost:7700', '127.0.0.1:7700', '[::1]:7700', 'LocalHost:7700', 'relay.localhost:7700', '127.0.0.2:7700'])(
    '%s is ours',
    (host) => {
      expect(judge(host)).toBeUndefined()
    },
  )

  test.each([
    'evil.example',
    'evil.example:7700',
    'localhost.evil.example:7700',
    '127.0.0.1.nip.io:7700',
    'localhost',
    'localhost:80',
    'localhost:7701',
    'localhost:07700x',
    'localhost:7700:7700',
    'evil.example@localhost:7700',
    'localhost:7700@evil.example',
    'localhost:7700, evil.example',
    'localhost:7700/evil',
    'localhost :7700',
    '',
    ' ',
    ':7700',
    '[::1',
    '::1:7700',
    'http://localhost:7700',
    'localhost:',
    'localhost:-7700',
    'localhost:77000',
    '0.0.0.0:7700',
    '10.0.0.1:7700',
    'ｌocalhost:7700',
    'localhost\u0000:7700',
  ])('%j is not', (host) => {
    expect(judge(host)).toContain('Host')
  })

  test('none, or two of them, is not', () => {
    expect(judge(undefined)).toContain('Host')
    expect(judge(['localhost:7700', 'evil.example'])).toContain('Host')
  })

  test('the port is compared where there is one to compare with; gRPC has no Host', () => {
    expect(foreignHost({ method: 'GET', headers: { host: 'localhost' }, socket: { localPort: 80 } })).toBeUndefined()
    expect(foreignHost({ method: 'GET', headers: { host: 'localhost' } })).toBeUndefined()
    expect(foreignHost({ headers: {} })).toBeUndefined()
  })
})

describe('proxies', () => {
  test.each([
    [{ 'x-forwarded-for': '203.0.113.7' }],
    [{ 'x-forwarded-for': '127.0.0.1, 203.0.113.7' }],
    [{ 'x-forwarded-for': 'unknown' }],
    [{ 'x-real-ip': '10.0.0.1' }],
    [{ forwarded: 'for=192.0.2.43, for="[2001:db8:cafe::17]:4711"' }],
    [{ forwarded: 'by=127.0.0.1;For=_hidden' }],
  ])('%j comes from elsewhere', (headers) => {
    expect(forwardedFromElsewhere({ headers })).toBeDefined()
  })

  test.each([
    [{}],
    [{ 'x-forwarded-for': '127.0.0.1' }],
    [{ 'x-forwarded-for': '::1, 127.0.0.1:5123' }],
    [{ forwarded: 'for="[::1]:4711";proto=http' }],
    [{ 'x-forwarded-host': 'localhost' }],
  ])('%j does not', (headers) => {
    expect(forwardedFromElsewhere({ headers })).toBeUndefined()
  })
})

describe('pages', () => {
  const host = 'localhost:7700'
  const judge = (method: string, headers: Record<string, string>): boolean =>
    foreignPage({ method, headers: { host, ...headers } }) === undefined

  test.each(['http://localhost:7700', 'https://localhost:7700', 'HTTP://LOCALHOST:7700'])('Origin %s is our own', (origin) => {
    expect(judge('POST', { origin })).toBe(true)
  })

  test.each([
    'null',
    '',
    'http://evil.example',
    'http://evil.example:7700',
    'http://localhost',
    'http://localhost:7701',
    'http://127.0.0.1:7700',
    'http://localhost:7700.evil.example',
    'http://localhost:7700@evil.example',
    'http://evil.example/localhost:7700',
    'http://localhost:7700/',
    'http://localhost:7700 http://evil.example',
    'file://',
    'chrome-extension://abcdef',
    'http://[::1]:7700',
    'javascript:alert(1)',
    'http://user@localhost:7700',
  ])('Origin %j changes nothing, and reads as any program does', (origin) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'post', 'QUERY']) expect(judge(method, { origin })).toBe(false)
    for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(judge(method, { origin })).toBe(true)
  })

  test.each([
    ['GET', 'same-origin', 'cors', 'empty', true],
    ['POST', 'same-origin', 'cors', 'empty', true],
    ['GET', 'none', 'navigate', 'document', true],
    ['GET', 'cross-site', 'navigate', 'document', true],
    ['GET', 'same-site', 'navigate', 'document', true],
    ['GET', 'cross-site', 'navigate', 'iframe', false],
    ['GET', 'cross-site', 'no-cors', 'image', false],
    ['GET', 'cross-site', 'no-cors', 'script', false],
    ['GET', 'cross-site', 'cors', 'empty', false],
    ['GET', 'same-site', 'cors', 'empty', false],
    ['POST', 'cross-site', 'navigate', 'document', false],
    ['POST', 'same-site', 'navigate', 'document', false],
    ['DELETE', 'cross-site', 'cors', 'empty', false],
    ['GET', 'nonsense', 'cors', 'empty', false],
  ])('%s with Sec-Fetch-Site %s, mode %s, for %s: %s', (method, site, mode, dest, allowed) => {
    expect(judge(method, { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest })).toBe(allowed)
  })

  test('behind a proxy that takes TLS off, both without a port', () => {
    expect(foreignPage({ method: 'POST', headers: { host: 'relay.example', origin: 'https://relay.example' } })).toBeUndefined()
    expect(foreignPage({ method: 'POST', headers: { host: 'relay.example', origin: 'https://relay.example:8443' } })).toBeDefined()
    expect(foreignPage({ method: 'POST', headers: { origin: 'https://relay.example' } })).toBeDefined()
  })

  test('programs send neither, and pass', () => {
    expect(judge('POST', {})).toBe(true)
    expect(foreignPage({ headers: { origin: 'http://evil.example' } })).toBeUndefined()
  })
})
