import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printVariables, readVariables } from './variable-text.ts'

test('what is printed is read again', () => {
  const names = fc.stringMatching(/^[A-Za-z]\w{0,8}$/).filter((name) => !['__proto__', 'constructor'].includes(name))
  fc.assert(
    fc.property(fc.dictionary(names, fc.array(fc.string({ minLength: 1 })), { noNullPrototype: true }), (values) => {
      expect(readVariables(printVariables(values))).toEqual(values)
    }),
  )
})

test('nothing chosen is nothing in the address, and nonsense is dropped', () => {
  expect(printVariables({})).toBeUndefined()
  expect(readVariables('1x=2&=3&a b=4')).toEqual({})
})
