import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addUp, type ChartSeries, isWrong, limitedValues, OTHER_ID, rankSeries, stackUp } from './series.ts'

const LENGTH = 6
const value = fc.option(fc.integer({ min: 0, max: 1000 }))
const many = fc
  .array(fc.array(value, { minLength: LENGTH, maxLength: LENGTH }), { minLength: 1, maxLength: 14 })
  .map((columns) => columns.map((values, at): ChartSeries => ({ id: `s${at}`, label: `S ${at}`, colour: '--c1', values })))
const total = (series: readonly ChartSeries[]) =>
  addUp(
    series.map(({ values }) => values),
    LENGTH,
  )

describe('series', () => {
  test('are eight at most, and the sum stays the same', () => {
    fc.assert(
      fc.property(many, (series) => {
        const ranked = rankSeries(series)
        expect(ranked.length).toBeLessThanOrEqual(8)
        expect(ranked.some(({ id }) => id === OTHER_ID)).toBe(series.length > 8)
        expect(total(ranked)).toEqual(total(series))
      }),
    )
  })

  test('in a stack lie on each other, and a bucket nobody filled is a gap', () => {
    fc.assert(
      fc.property(many, (series) => {
        const edges = stackUp(series, LENGTH)
        expect(edges[0]).toEqual(total(series))
        for (let at = 0; at < LENGTH; at++) {
          const column = edges.map((edge) => edge[at] ?? null)
          for (const [layer, edge] of column.entries()) expect(edge ?? 0).toBeGreaterThanOrEqual(column[layer + 1] ?? 0)
          expect(column[0] === null).toBe(series.every(({ values }) => values[at] === null))
        }
      }),
    )
  })

  test('a limit is about the sum of a stack, and about the first of lines', () => {
    const series: ChartSeries[] = [
      { id: 'a', label: 'A', colour: '--c1', values: [1, 2] },
      { id: 'b', label: 'B', colour: '--c2', values: [5, null] },
    ]
    const limit = { value: 3, label: '3 limit', wrong: 'above' } as const
    expect(limitedValues(series, limit, true)).toEqual([6, 2])
    expect(limitedValues(series, limit, false)).toEqual([1, 2])
    expect(limitedValues(series, { ...limit, seriesId: 'b' }, false)).toEqual([5, null])
    expect([4, 3, null].map((one) => isWrong(one, limit))).toEqual([true, false, false])
    expect(isWrong(2, { ...limit, wrong: 'below' })).toBe(true)
  })
})
