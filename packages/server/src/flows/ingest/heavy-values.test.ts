import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HeavyValue, HeavyValues, preview } from './heavy-values.ts'

const values = new HeavyValues((key) => key === 'prompt')
const lighten = (key: string, value: string) => {
  const heavy: HeavyValue[] = []
  return { kept: values.lighten(heavy, 'attribute', key, 0, value), heavy }
}

describe('heavy values', () => {
  it('leaves a short value where it is, even a prompt', () => {
    expect(lighten('prompt', 'x'.repeat(200))).toEqual({ kept: 'x'.repeat(200), heavy: [] })
  })

  it('moves a prompt out from 201 characters on, and anything from 1,024 on', () => {
    expect(lighten('prompt', 'x'.repeat(201)).heavy).toHaveLength(1)
    expect(lighten('url', 'x'.repeat(1023)).heavy).toHaveLength(0)
    expect(lighten('url', 'x'.repeat(1024)).heavy).toHaveLength(1)
  })

  it('never loses a character, and never cuts one in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 1500 }), (value) => {
        const { kept, heavy } = lighten('prompt', value)
        expect(heavy[0]?.value ?? kept).toBe(value)
        expect(kept).toBe(preview(value))
        expect(kept.isWellFormed()).toBe(value.isWellFormed())
      }),
    )
  })
})
