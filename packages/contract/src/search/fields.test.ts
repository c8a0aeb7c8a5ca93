import { describe, expect, test } from 'vitest'
import { findField, INTERACTION_FIELDS, TRACE_FIELDS } from './fields.ts'
import { parseSearch } from './parse.ts'

describe.each([TRACE_FIELDS, INTERACTION_FIELDS])('the fields of $name', (catalogue) => {
  test('no name is taken twice', () => {
    for (const field of catalogue.fields) {
      for (const name of [field.name, ...field.aliases]) expect(findField(catalogue, name), name).toBe(field)
    }
  })

  test('every example can be read', () => {
    for (const { examples } of catalogue.fields) {
      for (const example of examples) expect(parseSearch(example, catalogue), example).toMatchObject({ ok: true, terms: [{}] })
    }
  })

  test('only fields of a fixed set list their values', () => {
    for (const field of catalogue.fields) expect(field.values !== undefined, field.name).toBe(field.type === 'enum')
  })
})
