import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBlocks } from './blocks.ts'

test('headings, lists, paragraphs and what stands in them', () => {
  expect(readBlocks('# Who to call\nSee **the** `log` or [docs](https://example.com/a)\n\n- one\n- *two*\n1. first')).toEqual([
    { kind: 'heading', lines: [[{ kind: 'plain', text: 'Who to call' }]] },
    {
      kind: 'paragraph',
      lines: [
        [
          { kind: 'plain', text: 'See ' },
          { kind: 'bold', text: 'the' },
          { kind: 'plain', text: ' ' },
          { kind: 'code', text: 'log' },
          { kind: 'plain', text: ' or ' },
          { kind: 'link', text: 'docs', address: 'https://example.com/a' },
        ],
      ],
    },
    { kind: 'list', lines: [[{ kind: 'plain', text: 'one' }], [{ kind: 'italic', text: 'two' }]] },
    { kind: 'ordered', lines: [[{ kind: 'plain', text: 'first' }]] },
  ])
})

test.each(['javascript:alert(1)', 'data:text/html,x', '//elsewhere.example', 'vbscript:x'])('no link leads to %s', (address) => {
  expect(JSON.stringify(readBlocks(`[x](${address})`))).not.toContain('"link"')
})

test('any text is read, and none of its letters is lost', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      const read = readBlocks(text)
        .flatMap(({ lines }) => lines.flat())
        .map((part) => part.text)
        .join('')
      const letters = (of: string): string => of.replaceAll(/[^a-z]/gi, '')
      if (!text.includes('](')) expect(letters(read)).toBe(letters(text))
    }),
  )
})
