import { privacySettings } from '@relayscope/contract'
import { describe, expect, test } from 'vitest'
import { ProjectPolicy } from './policy.ts'
import { createSeals } from './seals.ts'

const policy = (settings: object) =>
  new ProjectPolicy({ settings: privacySettings.parse(settings), seals: createSeals(new Uint8Array(32), 'p') })
const call = (organization = '', provider = '', model = '') => ({ organization, provider, model })

describe('content', () => {
  const rules = [
    { name: 'bank', organizations: ['bank-*'], content: 'drop' },
    { name: 'open', organizations: ['bank-7'], content: 'store' },
    { name: 'model', providers: ['openai'], models: ['gpt-4*'], content: 'fingerprint' },
  ]

  test.each([
    [call('shop', 'anthropic', 'x'), 'store', ''],
    [call('bank-1', 'anthropic', 'x'), 'drop', 'bank'],
    [call('bank-7', 'anthropic', 'x'), 'store', 'open'],
    [call('shop', 'openai', 'GPT-4o'), 'fingerprint', 'model'],
    [call('shop', 'openai', 'o3'), 'store', ''],
    // Not known: whatever is the stricter of what may hold.
    [call('', 'anthropic', 'x'), 'drop', 'bank'],
    [call('shop', '', ''), 'fingerprint', 'model'],
    [call('bank-1', '', ''), 'drop', 'bank'],
  ])('%j: %s by %j', (context, content, rule) => expect(policy({ rules }).of(context)).toMatchObject({ content, rule }))

  test('is the same policy for the same call, so that what it remembers is used', () => {
    const project = policy({ rules })
    expect(project.of(call('a', 'b', 'c'))).toBe(project.of(call('a', 'b', 'c')))
    expect(policy({}).of(call('a'))).toBeInstanceOf(Object)
  })
})

describe('classes', () => {
  const settings = {
    classes: { IP: 'keep' },
    rules: [
      { name: 'shop', organizations: ['shop'], classes: { EMAIL: 'keep', IP: 'mask' } },
      { name: 'notes', fields: ['tags.note*'], classes: { PHONE: 'keep' } },
    ],
  }
  const text = 'a@b.example 10.0.0.1 +49 30 4642 6514'
  const redacted = (organization: string, place = '') =>
    policy(settings).of(call(organization)).at(place).redactor.redact(text, '', new Map())

  test('by organization and field', () => {
    expect(redacted('other')).toBe('[EMAIL] 10.0.0.1 [PHONE]')
    expect(redacted('shop')).toBe('a@b.example [IP] [PHONE]')
    expect(redacted('shop', 'tags.note2')).toBe('a@b.example [IP] +49 30 4642 6514')
    expect(redacted('')).toBe('[EMAIL] [IP] [PHONE]')
  })

  test('stars that touch do not cost time', () => {
    const fields = [`${'*'.repeat(100)}x`]
    expect(
      policy({ rules: [{ name: 'r', fields, content: 'drop' }] })
        .of(call())
        .at('y'.repeat(10_000)).content,
    ).toBe('store')
  })
})
