import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { periodOf } from './budget-period.ts'
import { type DaySpent, forecastOf, usualDay } from './forecast.ts'

const DAY = 86_400_000
/** A Monday. */
const today = Date.UTC(2026, 2, 2)
const history = (amount: (weekday: number) => number): DaySpent[] =>
  Array.from({ length: 28 }, (_, at) => today - (28 - at) * DAY).map((atMs) => ({ atMs, amount: amount(new Date(atMs).getUTCDay()) }))

describe('a forecast', () => {
  it('goes on as the same weekdays were', () => {
    const workdays = history((day) => (day === 0 || day === 6 ? 0 : 100))
    const question = { spent: 50, limit: 1000, nowMs: today + DAY / 2, endMs: today + 7 * DAY, history: workdays }
    expect(forecastOf(question)).toEqual({ low: 500, expected: 500, high: 500, runsOutMs: undefined })
    expect(usualDay(workdays)).toBe(100)
  })

  it('says when the amount is used up', () => {
    const daily = history(() => 100)
    const question = { spent: 0, limit: 250, nowMs: today, endMs: today + 7 * DAY, history: daily }
    expect(forecastOf(question).runsOutMs).toBe(today + 2.5 * DAY)
    expect(forecastOf({ ...question, spent: 250 }).runsOutMs).toBe(today)
  })

  it('knows no more than what is spent where there is no history', () => {
    expect(forecastOf({ spent: 7, limit: 10, nowMs: today, endMs: today + DAY, history: [] })).toEqual({
      low: 7,
      expected: 7,
      high: 7,
      runsOutMs: undefined,
    })
    // A project that began yesterday is not cheap on the days before.
    const fresh = history(() => 0).map((day, at) => ({ ...day, amount: at === 27 ? 70 : 0 }))
    expect(forecastOf({ spent: 0, limit: 1e9, nowMs: today, endMs: today + 2 * DAY, history: fresh }).expected).toBe(140)
  })

  it('is never below what is spent, and in order', () => {
    const amounts = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 28, maxLength: 28 })
    fc.assert(
      fc.property(amounts, fc.double({ min: 0, max: 1e6, noNaN: true }), fc.integer({ min: 0, max: 30 * DAY }), (days, spent, left) => {
        const past = days.map((amount, at) => ({ atMs: today - (28 - at) * DAY, amount }))
        const { low, expected, high } = forecastOf({ spent, limit: 1e9, nowMs: today, endMs: today + left, history: past })
        expect(low).toBeGreaterThanOrEqual(spent)
        expect(expected).toBeGreaterThanOrEqual(low)
        expect(high).toBeGreaterThanOrEqual(expected)
      }),
    )
  })
})

it('periods are days, weeks from Monday, and months', () => {
  const at = Date.UTC(2026, 1, 28, 13)
  const days = (period: 'day' | 'week' | 'month') => {
    const { fromMs, toMs } = periodOf(period, at)
    return [fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 10))
  }
  expect(days('day')).toEqual(['2026-02-28', '2026-03-01'])
  expect(days('week')).toEqual(['2026-02-23', '2026-03-02'])
  expect(days('month')).toEqual(['2026-02-01', '2026-03-01'])
})
