import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { privacyState, showsContent } from './privacy-state.ts'

describe('whether content can be seen', () => {
  it.each([
    [{ contentState: 'full' }, 'full'],
    [{}, 'full'],
    [{ contentState: 'full', redactions: [{ class: 'email', count: 1 }] }, 'redacted'],
    [{ contentState: 'masked' }, 'masked'],
    [{ contentState: 'fingerprint' }, 'fingerprint'],
    [{ contentState: 'none', redactions: [{ class: 'email', count: 1 }] }, 'not-stored'],
    [{ contentState: 'expired' }, 'expired'],
    [{ contentState: 'forbidden' }, 'not-allowed'],
  ])('%j is %s', (facts, kind) => expect(privacyState(facts).kind).toBe(kind))

  it('adds up what was removed by class, the most frequent first', () => {
    const redactions = [
      { class: 'key', count: 1 },
      { class: 'email', count: 2, policy: 'default' },
      { class: 'email', count: 3 },
    ]
    expect(privacyState({ contentState: 'full', redactions })).toEqual({
      kind: 'redacted',
      removed: [
        { class: 'email', count: 5, policy: 'default' },
        { class: 'key', count: 1 },
      ],
    })
  })

  it('hides whatever it does not know', () => {
    fc.assert(
      fc.property(fc.string(), (contentState) => {
        fc.pre(!['full', 'redacted', 'masked'].includes(contentState))
        expect(showsContent(privacyState({ contentState }))).toBe(false)
      }),
    )
  })
})
