import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countNew, mergeNewest, MOST_ROWS, type Page } from './merge-newest.ts'

interface Row {
  id: string
  time: number
  version?: number
}

const reading = { idOf: (row: Row) => row.id, timeOf: (row: Row) => row.time }
const rows = (...times: number[]): Row[] => times.map((time) => ({ id: `r${time}`, time }))
const page = (items: Row[], nextCursor: string | null): Page<Row> => ({ items, nextCursor })
const times = (merged: Page<Row>) => merged.items.map(({ time }) => time)

describe('a newest page', () => {
  test('goes on top, and older pages stay', () => {
    const merged = mergeNewest([page(rows(9, 8, 7), 'a'), page(rows(6, 5, 4), 'b')], page(rows(11, 10, 9), 'c'), reading)
    expect(times(merged)).toEqual([11, 10, 9, 8, 7, 6, 5, 4])
    expect(merged.nextCursor).toBe('b')
  })

  test('is right about its own stretch: late rows find their place, rows that went are gone, changed rows change', () => {
    const merged = mergeNewest(
      [page(rows(9, 8, 7, 6), 'a')],
      page(
        [
          { id: 'r9', time: 9, version: 2 },
          { id: 'late', time: 8.5 },
          { id: 'r7', time: 7 },
        ],
        'c',
      ),
      reading,
    )
    expect(times(merged)).toEqual([9, 8.5, 7, 6])
    expect(merged.items[0]?.version).toBe(2)
  })

  test('starts over when rows lie between', () => {
    expect(mergeNewest([page(rows(3, 2, 1), 'a')], page(rows(9, 8, 7), 'c'), reading)).toEqual(page(rows(9, 8, 7), 'c'))
  })

  test('is the whole list when there is no other page', () => {
    expect(mergeNewest([page(rows(3, 2, 1), null)], page([], null), reading)).toEqual(page([], null))
    expect(mergeNewest([], page(rows(1), 'c'), reading)).toEqual(page(rows(1), 'c'))
  })

  test('does not grow the list for ever, however long it is followed', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 250 }), { minLength: 40, maxLength: 80 })
    fc.assert(
      fc.property(arrivals, (each) => {
        let at = 0
        let list = page(rows(0), 'a')
        for (const count of each) {
          at += count
          const newest = Array.from({ length: Math.min(200, at + 1) }, (_, back) => at - back)
          list = mergeNewest([list], page(rows(...newest), 'b'), reading)
          expect(list.items.length).toBeLessThanOrEqual(MOST_ROWS + 200)
          expect(times(list)).toEqual(times(list).toSorted((left, right) => right - left))
          expect(list.items[0]?.time).toBe(at)
        }
        expect(at).toBeGreaterThanOrEqual(list.items.length - 1)
      }),
      { numRuns: 20 },
    )
  })

  test('counts what is new', () => {
    const known = [page(rows(9, 8), 'a')]
    expect(countNew(known, page(rows(11, 10, 9), 'c'), reading.idOf)).toEqual({ count: 2, atLeast: false })
    expect(countNew(known, page(rows(20, 19), 'c'), reading.idOf)).toEqual({ count: 2, atLeast: true })
  })
})
