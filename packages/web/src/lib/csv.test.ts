import { expect, test } from 'vitest'
import { csvText } from './csv.ts'

test('quotes what must be quoted, and starts no formula', () => {
  expect(
    csvText([
      ['a', 'b "c"', 'x,y'],
      [1.5, null, '=cmd()'],
      ['line\nbreak', undefined, '-1'],
    ]),
  ).toBe('a,"b ""c""","x,y"\r\n1.5,,\'=cmd()\r\n"line\nbreak",,\'-1')
})
