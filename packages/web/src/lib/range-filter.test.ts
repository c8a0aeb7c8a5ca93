import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEnds, withEnds } from './range-filter.ts'

const read = (query: string, field = 'cost') => readEnds(query, field, INTERACTION_FIELDS)
const write = (query: string, least: string, most: string, field = 'cost') => withEnds(query, field, { least, most }, INTERACTION_FIELDS)

describe('the two ends of a quantity in a search', () => {
  test('are read however they are written', () => {
    expect(read('cost:>=0.05')).toEqual({ least: '0.05', most: '' })
    expect(read('cost:<2 hello')).toEqual({ least: '', most: '2' })
    expect(read('cost:0.1..2.5')).toEqual({ least: '0.1', most: '2.5' })
    expect(read('cost:>1 cost:<3')).toEqual({ least: '1', most: '3' })
    expect(read('ttft:100ms..2s', 'ttft')).toEqual({ least: '100ms', most: '2s' })
  })

  test('are empty where two ends cannot say it', () => {
    for (const query of ['', 'hello', 'cost:3', '-cost:>3', 'cost:>', 'tokens:>3']) expect(read(query)).toEqual({ least: '', most: '' })
  })

  test('take the place of what the search said of the field, and leave the rest', () => {
    expect(write('hello cost:>1', '2', '3')).toBe('hello cost:2..3')
    expect(write('cost:>1 model:gpt-4o', '', '')).toBe('model:gpt-4o')
    expect(write('', ' 1 k', '', 'tokens')).toBe('tokens:>=1k')
  })

  test('come back as they were written', () => {
    const amount = fc.oneof(
      fc.constant(''),
      fc.integer({ min: 0, max: 1e6 }).map(String),
      fc.integer({ min: 1, max: 99 }).map((n) => `0.${n}`),
    )
    fc.assert(
      fc.property(amount, amount, (least, most) => {
        expect(read(write('a "b c" model:x', least, most))).toEqual({
          least: least.replace(/(\.\d*?)0+$/, '$1'),
          most: most.replace(/(\.\d*?)0+$/, '$1'),
        })
      }),
    )
  })
})
