import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messagesJson, partsJson } from './content.ts'
import type { PartMessage } from './facts.ts'
import { jsonText } from './json.ts'

const part = fc.record({ type: fc.constant('text'), content: fc.string({ maxLength: 300 }) })
const messages: fc.Arbitrary<PartMessage[]> = fc.array(
  fc.record({ role: fc.constantFrom('user', 'assistant'), parts: fc.array(part, { maxLength: 5 }) }),
  {
    maxLength: 10,
  },
)
const textsOf = (list: readonly PartMessage[]) => list.flatMap(({ parts }) => parts.map(({ content }) => content ?? '')).join('')

describe('content', () => {
  it('that fits is kept whole', () => {
    fc.assert(
      fc.property(messages, (list) => {
        expect(messagesJson(list, 1_000_000)).toEqual({ json: JSON.stringify(list), cut: 0 })
      }),
    )
  })

  it('that does not is cut to valid JSON of about the length, and says how much is missing', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 50, max: 1000 }), (list, most) => {
        const { json, cut } = messagesJson(list, most)
        const kept = JSON.parse(json) as PartMessage[]
        expect(cut).toBeLessThanOrEqual(textsOf(list).length)
        if (cut === 0) expect(textsOf(kept)).toBe(textsOf(list))
        expect(textsOf(kept).length).toBeLessThanOrEqual(most + 40 * 5)
      }),
    )
  })

  it('keeps the newest message of a long conversation', () => {
    const list = ['old', 'new'].map((role) => ({ role, parts: [{ type: 'text', content: role.repeat(100) }] }))
    const kept = JSON.parse(messagesJson(list, 400).json) as PartMessage[]
    expect(kept.map(({ role }) => role)).toEqual(['old', 'new'])
    expect(kept[1].parts[0].content).toBe('new'.repeat(100))
    expect(kept[0].parts[0].content).toContain('more characters')
  })

  it('never ends in half a character', () => {
    const { json } = partsJson([{ type: 'text', content: '😀'.repeat(200) }], 151)
    expect(json.isWellFormed()).toBe(true)
  })

  it('of any shape becomes JSON', () => {
    const circular: Record<string, unknown> = { n: 1n }
    circular.self = circular
    Object.defineProperty(circular, 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('no')
      },
    })
    expect(JSON.parse(jsonText(circular))).toEqual({ n: '1', self: '[circular]', bad: '[unreadable]' })
  })
})
