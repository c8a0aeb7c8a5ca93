import type { Frame } from '@relayscope/contract'
import { expect, test } from 'vitest'
import { sortRows, tableOfFrame, tableOfItems } from './table-rows.ts'

const frame: Frame = {
  from: '1970-01-01T00:00:00Z',
  to: '1970-01-01T00:03:00Z',
  stepMs: 60_000,
  times: [0, 60_000, 120_000],
  unit: '1',
  aggregation: 'sum',
  series: [
    { labels: { provider: 'openai', model: 'gpt-4o' }, values: [1, 2, 3] },
    { labels: {}, other: true, values: [null, null, null] },
  ],
  groups: 4,
  resolution: 'points',
  warnings: [],
}

test('a frame has a row for each group: its labels, now, over the range, at most', () => {
  const { columns, rows } = tableOfFrame(frame, '1')
  expect(columns.map(({ label }) => label)).toEqual(['provider', 'model', 'Now', 'Range', 'Highest'])
  expect(rows.map(({ cells }) => cells)).toEqual([
    ['openai', 'gpt-4o', 3, 6, 3],
    ['others', '', undefined, undefined, undefined],
  ])
  expect(rows[0]?.labels).toEqual({ provider: 'openai', model: 'gpt-4o' })
})

test('a list has the fields that were asked for, also those within others', () => {
  const items = [{ id: 'a', provider: 'openai', latencyMs: { p95: 1500 }, cost: 0.0725, tags: ['x', 'y'], __proto__: null }]
  const { columns, rows } = tableOfItems(items, ['provider', 'latencyMs.p95', 'cost', 'tags', 'constructor', 'none.at.all'])
  expect(columns.map(({ label, numeric }) => [label, numeric]).slice(0, 3)).toEqual([
    ['Provider', false],
    ['Latency p95', true],
    ['Cost', true],
  ])
  expect(rows[0]?.cells).toEqual(['openai', 1500, 0.0725, 'x, y', undefined, undefined])
  expect([columns[1]?.text(1500), columns[2]?.text(0.0725)]).toEqual(['1.5 s', '$0.0725'])
  expect(tableOfItems(items, []).columns.map(({ id }) => id)).toEqual(['id', 'provider', 'cost'])
})

test('rows are ordered, the unknown last either way', () => {
  const rows = [3, undefined, 10].map((value) => ({ id: String(value), cells: [value], labels: {} }))
  expect(sortRows(rows, 0, true).map(({ id }) => id)).toEqual(['10', '3', 'undefined'])
  expect(sortRows(rows, 0, false).map(({ id }) => id)).toEqual(['3', '10', 'undefined'])
})
