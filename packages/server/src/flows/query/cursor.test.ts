import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCursor, writeCursor } from './cursor.ts'

const cursor = { fromNs: 1n, toNs: 2n ** 62n, lastNs: 1_773_230_400_000_000_001n, lastId: 'id "with"\u0000 odd \ud800 text' }

test('a cursor comes back as it was', () => {
  expect(readCursor(writeCursor(cursor, ['p', 'q']), ['p', 'q'])).toEqual({ ...cursor, lastId: cursor.lastId })
})

test('a cursor of another search is refused', () => {
  const text = writeCursor(cursor, ['p', 'status:error'])
  expect(() => readCursor(text, ['p', 'status:ok'])).toThrow(expect.objectContaining({ status: 422, code: 'invalid_cursor' }))
})

test('a changed cursor is refused', () => {
  const text = writeCursor(cursor, [])
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom('A', 'z', '_', ''), (at, character) => {
      const changed = text.slice(0, at) + character + text.slice(at + 1)
      fc.pre(Buffer.from(changed, 'base64url').toString() !== Buffer.from(text, 'base64url').toString())
      expect(() => readCursor(changed, [])).toThrow(/not one that this search gave/)
    }),
  )
})

test('anything else is refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => readCursor(text, [])).toThrow(/not one that this search gave/)
    }),
  )
})
