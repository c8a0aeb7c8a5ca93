import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_NS, HOUR_NS } from '../../flows/query/time-range.ts'
import { planOf } from './rollup-plan.ts'
import { runsOf } from './rollup.ts'

const hours = (count: number): bigint => BigInt(count) * HOUR_NS

describe('the plan of a range', () => {
  it('takes days where they are whole, hours beside them, and rows at the edges and where something is new', () => {
    const range = { fromNs: hours(22) + 5n, toNs: hours(100) + 7n }
    expect(planOf(range, { untilNs: hours(99), lateNs: [hours(50)] }, true)).toEqual({
      days: [
        { fromNs: hours(24), toNs: hours(48) },
        { fromNs: hours(72), toNs: hours(96) },
      ],
      hours: [
        { fromNs: hours(23), toNs: hours(24) },
        { fromNs: hours(48), toNs: hours(50) },
        { fromNs: hours(51), toNs: hours(72) },
        { fromNs: hours(96), toNs: hours(99) },
      ],
      rows: [
        { fromNs: hours(22) + 5n, toNs: hours(23) },
        { fromNs: hours(50), toNs: hours(51) },
        { fromNs: hours(99), toNs: hours(100) + 7n },
      ],
    })
  })

  it('covers every instant once', () => {
    const part = fc.bigInt(0n, DAY_NS * 6n)
    fc.assert(
      fc.property(
        part,
        part,
        part,
        fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 10 }),
        fc.boolean(),
        (a, b, until, late, days) => {
          const range = { fromNs: a < b ? a : b, toNs: (a < b ? b : a) + 1n }
          const untilNs = until - (until % HOUR_NS)
          const plan = planOf(range, { untilNs, lateNs: late.map(hours) }, days)
          if (!plan) return
          const all = [...plan.days, ...plan.hours, ...plan.rows].toSorted((left, right) => (left.fromNs < right.fromNs ? -1 : 1))
          let at = range.fromNs
          for (const { fromNs, toNs } of all) {
            expect(fromNs).toBe(at)
            at = toNs
          }
          expect(at).toBe(range.toNs)
          for (const { toNs } of [...plan.days, ...plan.hours]) expect(toNs <= untilNs).toBe(true)
          for (const { fromNs, toNs } of plan.days) expect([fromNs % DAY_NS, toNs % DAY_NS]).toEqual([0n, 0n])
        },
      ),
    )
  })

  it('is none where nothing is rolled up', () => {
    expect(planOf({ fromNs: hours(1), toNs: hours(30) }, { untilNs: hours(1), lateNs: [] }, true)).toBeUndefined()
    expect(planOf({ fromNs: hours(1) + 1n, toNs: hours(2) }, { untilNs: hours(9), lateNs: [] }, true)).toBeUndefined()
  })
})

it('hours are computed in runs of neighbours', () => {
  expect(runsOf([7200, 0, 3600, 14_400])).toEqual([[0, 3600, 7200], [14_400]])
  expect(runsOf(Array.from({ length: 30 }, (_, at) => at * 3600)).map(({ length }) => length)).toEqual([24, 6])
})
