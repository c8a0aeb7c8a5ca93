import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNameFinder } from './names.ts'
import { DEFAULT_ACTIONS, Redactor } from './redactor.ts'

const names = createNameFinder()
const redactor = new Redactor({ actions: { ...DEFAULT_ACTIONS, PERSON: 'mask', LOCATION: 'mask', DATE: 'mask', LINK: 'mask' }, names })
const masked = (text: string) => redactor.redact(text, '', new Map())

describe('people and places', () => {
  it.each([
    ['Write a polite reply to Rashid Zhang who waits', 'Write a polite reply to [PERSON] who waits'],
    ['ask for Castillo, Daniel', 'ask for [PERSON], [PERSON]'],
    ['Mr. Leiva flew to Oslo on Tuesday morning.', '[PERSON] flew to [LOCATION] on [DATE] morning.'],
    ['Heidi van der Vlist said so', '[PERSON] said so'],
    ['We moved here from Kenosha', 'We moved here from [LOCATION]'],
    ['lives at 978 Station Road, Busan', 'lives at [LOCATION]'],
    ['have you heard natasha kovalev speak yet?', 'have you heard [PERSON] speak yet?'],
    ['See https://example.org/x for more', 'See [LINK] for more'],
  ])('%s', (text, expected) => expect(masked(text)).toBe(expected))

  it.each([
    'The cache keeps every answer for an hour.',
    'select the model with the lowest price',
    'What is the best way to learn a language?',
  ])('%s', (text) => expect(masked(text)).toBe(text))

  it('findings lie inside the text, whatever it is', () => {
    const words = fc.array(fc.constantFrom('San', 'de', 'Mr.', 'Ada', '12', 'Street', 'the', 'in', 'A.', '\n', 'é', ','), { maxLength: 60 })
    fc.assert(
      fc.property(words, (list) => {
        const text = list.join(' ')
        for (const { start, end } of names(text)) {
          expect(start).toBeLessThan(end)
          expect(end).toBeLessThanOrEqual(text.length)
        }
      }),
    )
  })
})
