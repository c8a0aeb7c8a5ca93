import { expect, test } from 'vitest'
import { credentialOf } from './credential.ts'

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

test.each([
  [{ authorization: 'Bearer rsk_a' }, 'rsk_a', false],
  [{ authorization: 'bearer   rsk_a ' }, 'rsk_a', false],
  [{ 'x-api-key': 'rsk_a' }, 'rsk_a', false],
  [{ 'x-api-key': ['rsk_a', 'rsk_b'] }, 'rsk_a', false],
  [{ authorization: 'Digest x=y', 'x-api-key': 'rsk_a' }, 'rsk_a', false],
  [{ authorization: 'Bearer rsk_a', 'x-api-key': 'rsk_b' }, 'rsk_a', false],
  [{ authorization: basic('pk-lf-1:rsk_a') }, 'rsk_a', true],
  [{ authorization: basic('me:with:colons') }, 'with:colons', true],
  [{ authorization: basic('rsk_a:') }, 'rsk_a', true],
  [{ authorization: basic('rsk_a') }, 'rsk_a', true],
  [{ authorization: basic(':rsk_a') }, 'rsk_a', true],
])('%j carries %s', (headers, secret, sentByBrowsers) => {
  expect(credentialOf(headers)).toEqual({ secret, sentByBrowsers })
})

test.each([
  [{}],
  [{ authorization: '' }],
  [{ authorization: 'Bearer' }],
  [{ authorization: 'Bearer ' }],
  [{ authorization: 'Bearer a b' }],
  [{ authorization: 'rsk_a' }],
  [{ authorization: basic('') }],
  [{ authorization: basic(':') }],
  [{ authorization: 'Basic !!!' }],
  [{ 'x-api-key': ' ' }],
  [{ 'x-api-key': [] }],
  [{ authorization: `Bearer ${'a'.repeat(5000)}` }],
])('%j carries nothing', (headers) => {
  expect(credentialOf(headers)).toBeUndefined()
})
