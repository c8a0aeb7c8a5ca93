import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readValue, valueText } from './typed-value.ts'

describe('a value as it is typed', () => {
  it.each([
    ['12', 12],
    ['true', true],
    ['null', null],
    ['"12"', '12'],
    ['["a", 1]', ['a', 1]],
    ['gpt-4o', 'gpt-4o'],
    ['', ''],
    ['[1,', '[1,'],
    ['{"a": 1}', '{"a": 1}'],
    ['[[1]]', '[[1]]'],
  ])('%s', (text, value) => {
    expect(readValue(text)).toEqual(value)
  })

  it('is the same after being shown and read again', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('1', 'true', '"x"', '[1]'))
    fc.assert(
      fc.property(fc.oneof(scalar, fc.array(scalar)), (value) => {
        expect(readValue(valueText(value))).toEqual(value)
      }),
    )
  })
})
