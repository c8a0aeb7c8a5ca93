import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Entity, readEntities, withRecent } from './recent.ts'

const entity = fc.record({
  kind: fc.constantFrom<Entity['kind']>('trace', 'interaction'),
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
})

test('the newest stands first, each once, eight at most, and what is read is what was written', () => {
  fc.assert(
    fc.property(fc.array(entity, { minLength: 1, maxLength: 40 }), (opened) => {
      const recent = opened.reduce<readonly Entity[]>(withRecent, [])
      expect(recent[0]).toEqual(opened.at(-1))
      expect(recent.length).toBeLessThanOrEqual(8)
      expect(new Set(recent.map(({ kind, id }) => kind + id)).size).toBe(recent.length)
      expect(readEntities(JSON.stringify(recent))).toEqual(recent)
    }),
  )
})

test('whatever else is found in its place is nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      for (const { kind, id } of readEntities(text)) expect([typeof kind, typeof id]).toEqual(['string', 'string'])
    }),
  )
  expect(readEntities('[{"kind":"secret","id":"x"},null,{"kind":"trace"}]')).toEqual([])
})
