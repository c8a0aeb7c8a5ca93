import fc from 'fast-check'
import { expect, it } from 'vitest'
import { plainStoredWords, splitStoredWords, storedWordPattern } from './stored-words.ts'

const pattern = storedWordPattern(['EMAIL', 'CREDIT_CARD'])

it('finds what was masked, hashed and tokenised', () => {
  expect(splitStoredWords('To [EMAIL], [EMAIL:1f0c77aa] and [CREDIT_CARD:tok_ab-cd_ef].', pattern)).toEqual([
    'To ',
    { name: 'EMAIL', kind: 'masked', mark: '' },
    ', ',
    { name: 'EMAIL', kind: 'hashed', mark: '1f0c' },
    ' and ',
    { name: 'CREDIT_CARD', kind: 'token', mark: 'd_ef' },
    '.',
  ])
})

it('leaves brackets that are not of the record, and everything where the record names none', () => {
  expect(splitStoredWords('[NOTE] see [PHONE]', pattern)).toEqual(['[NOTE] see [PHONE]'])
  expect(splitStoredWords('[EMAIL]', storedWordPattern([]))).toEqual(['[EMAIL]'])
  expect(storedWordPattern(['.*', 'lower'])).toBeUndefined()
})

it('writes them in short where there is no place, also one that the text ends in', () => {
  expect(plainStoredWords('To [EMAIL], [EMAIL:1f0c77aa], [EMAIL:tok_abcdefgh', pattern)).toBe('To [EMAIL], [EMAIL 1f0c], [EMAIL efgh]')
})

it('says when a text could not be looked at', () => {
  expect(splitStoredWords('[DROPPED]', storedWordPattern(['DROPPED']))).toEqual([{ name: 'DROPPED', kind: 'masked', mark: '' }])
})

it('loses nothing else', () => {
  const pieces = fc.array(fc.constantFrom('[EMAIL]', '[', ']', 'EMAIL', '[EMAIL', ' ', '[CREDIT_CARD]', 'text'), { maxLength: 20 })
  fc.assert(
    fc.property(pieces, (list) => {
      const text = list.join('')
      const found = splitStoredWords(text, pattern).map((piece) => (typeof piece === 'string' ? piece : `[${piece.name}]`))
      expect(found.join('')).toBe(text)
    }),
  )
})
