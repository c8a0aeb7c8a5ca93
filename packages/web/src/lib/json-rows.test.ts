import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findInJson, jsonRows } from './json-rows.ts'

const document = { name: 'call', tags: { 'http.route': '/v1', deep: [{ id: 7 }, null] }, empty: {}, text: 'Route' }

test('only what is open has rows', () => {
  const paths = (depth: number) => jsonRows(document, (_, at) => at < depth).map(({ path }) => path)
  expect(paths(0)).toEqual(['$'])
  expect(paths(1)).toEqual(['$', '$.name', '$.tags', '$.empty', '$.text'])
  expect(paths(9)).toEqual([
    '$',
    '$.name',
    '$.tags',
    '$.tags["http.route"]',
    '$.tags.deep',
    '$.tags.deep[0]',
    '$.tags.deep[0].id',
    '$.tags.deep[1]',
    '$.empty',
    '$.text',
  ])
})

test('keys and values are found, with the way to them', () => {
  const { matches, open } = findInJson(document, 'ROUTE')
  expect(matches).toEqual(['$.tags["http.route"]', '$.text'])
  expect([...open]).toEqual(['$', '$.tags'])
  expect(findInJson(document, '').matches).toEqual([])
  expect(findInJson({ a: [{ b: 'x' }] }, 'x').open).toEqual(new Set(['$', '$.a', '$.a[0]']))
})

test('a long list says how much of it is not listed', () => {
  const rows = jsonRows(
    Array.from({ length: 2500 }, (_, at) => at),
    () => true,
  )
  expect(rows).toHaveLength(2002)
  expect(rows.at(-1)?.hidden).toBe(500)
})

test('any document: paths are unique, and every match is a row', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.string({ maxLength: 2 }), (value, text) => {
      const rows = jsonRows(value, () => true)
      expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length)
      const { matches, open } = findInJson(value, text)
      const shown = new Set(jsonRows(value, (path) => open.has(path)).map(({ path }) => path))
      for (const path of matches) expect(shown.has(path)).toBe(true)
    }),
  )
})
