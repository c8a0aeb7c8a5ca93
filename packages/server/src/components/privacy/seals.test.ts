import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSeals } from './seals.ts'

const master = new Uint8Array(32).fill(7)
const seals = createSeals(master, 'p')

test('a token opens to what it stands for, and only with its own key and name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (value) => {
      const token = seals.token('EMAIL', value)
      expect(token).toMatch(/^tok_[\w-]+$/)
      expect(seals.token('EMAIL', value)).toBe(token)
      expect(seals.open('EMAIL', token)).toBe(value)
      expect(seals.open('PHONE', token)).toBeUndefined()
      expect(createSeals(master, 'q').open('EMAIL', token)).toBeUndefined()
      expect(createSeals(new Uint8Array(32), 'p').open('EMAIL', token)).toBeUndefined()
    }),
    { numRuns: 50 },
  )
})

test('a token with one character changed does not open', () => {
  const token = seals.token('EMAIL', 'ada@example.org')
  for (let at = 4; at < token.length - 1; at++) {
    const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
    expect(seals.open('EMAIL', changed)).toBeUndefined()
  }
  for (const nonsense of ['', 'tok_', 'tok_AAAA', 'x']) expect(seals.open('EMAIL', nonsense)).toBeUndefined()
})

test('equal values have equal hashes in a project, and others elsewhere', () => {
  expect(seals.hash('EMAIL', 'a')).toBe(seals.hash('EMAIL', 'a'))
  expect(
    new Set([seals.hash('EMAIL', 'a'), seals.hash('EMAIL', 'b'), seals.hash('IP', 'a'), createSeals(master, 'q').hash('EMAIL', 'a')]).size,
  ).toBe(4)
})
