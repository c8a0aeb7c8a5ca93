import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine, readCsv } from './csv.ts'

describe('comma-separated values', () => {
  it('come back as they were written', () => {
    const cell = fc.string({ maxLength: 12 }).map((text) => `x${text}x`.replace(/\s+x$/, 'x'))
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (rows) => {
        const text = csvLine(['a', 'b']) + rows.map((row) => csvLine(row)).join('')
        expect(readCsv(text, { maxRows: 10 }).records).toEqual(rows.map(([a, b]) => ({ a, b })))
      }),
    )
  })

  it('are read with semicolons, quotes, empty cells and either line end', () => {
    const text = '\ufeffmodel; price ;note\r\n"a;b";1,5;"say ""hi"""\n\nc;;\nd;2;'
    expect(readCsv(text, { maxRows: 10 })).toEqual({
      names: ['model', 'price', 'note'],
      records: [
        { model: 'a;b', price: '1,5', note: 'say "hi"' },
        { model: 'c', price: '', note: '' },
        { model: 'd', price: '2', note: '' },
      ],
    })
  })

  it('have limits', () => {
    expect(() => readCsv('a\n1\n2\n3\n', { maxRows: 2 })).toThrow(RangeError)
    expect(() => readCsv(','.repeat(300), { maxRows: 2 })).toThrow(RangeError)
    expect(readCsv('"never closed', { maxRows: 2 })).toEqual({ names: ['never closed'], records: [] })
  })

  it('are no formulas', () => {
    expect(csvLine(['=1+1', '-5', '+cmd', 'ok', -3, null, undefined])).toBe("'=1+1,-5,'+cmd,ok,-3,,\r\n")
  })
})
