import fc from 'fast-check'
import { expect, test } from 'vitest'
import { storableJson, storableText } from './storable.ts'

const anyText = fc.string({ unit: 'binary' }).map((text) => `${text}\u0000`)
const halves = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units))

test('NUL and halves of pairs are replaced, one character by one; all else is kept', () => {
  expect(storableText('a\u0000b\ud83c\ud83c\udf88\udf88c')).toBe('a\ufffdb\ufffd🎈\ufffdc')
  expect(storableText('naïve 🎈\n\t\u0001\ufeff')).toBe('naïve 🎈\n\t\u0001\ufeff')
})

test('whatever goes in, text comes out storable, as long as it was, and the second time unchanged', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, halves), (text) => {
      const stored = storableText(text)
      expect(stored).not.toMatch(/\u0000/)
      expect(Buffer.from(stored, 'utf8').toString('utf8')).toBe(stored)
      expect(stored.length).toBe(text.length)
      expect(storableText(stored)).toBe(stored)
    }),
  )
})

test('a document is cleaned in keys and values, at any depth, and only where needed', () => {
  expect(storableJson({ 'a\u0000': [{ b: '\ud800' }], c: 'x' })).toBe('{"a\ufffd":[{"b":"\ufffd"}],"c":"x"}')
  expect(storableJson('a backslash \\u0000 spelled out')).toBe(JSON.stringify('a backslash \\u0000 spelled out'))
  expect(storableJson(undefined)).toBe('null')
  expect(storableJson(JSON.parse('{"__proto__":{"a":"\\u0000"}}'))).toBe('{"__proto__":{"a":"\ufffd"}}')
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(storableJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})
