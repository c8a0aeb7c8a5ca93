/**
 * What will have been spent at the end of a period: what is spent, and for each day that is left what the same weekday
 * of the last four weeks was. How far days usually are from that gives the range. Pure; amounts are for looking ahead, so floats.
 */

export interface DaySpent {
  /** Start of the day, milliseconds since 1970 UTC. */
  atMs: number
  amount: number
}

export interface Forecast {
  low: number
  expected: number
  high: number
  /** When the amount is used up; undefined: not in this period. */
  runsOutMs: number | undefined
}

export interface ForecastQuestion {
  spent: number
  limit: number
  nowMs: number
  endMs: number
  /** Whole days before today. */
  history: readonly DaySpent[]
}

const DAY_MS = 86_400_000
/** Of the normal: 90 % lie within. */
const WIDTH = 1.645

export function forecastOf({ spent, limit, nowMs, endMs, history }: ForecastQuestion): Forecast {
  const usual = usualByWeekday(history)
  const spread = spreadOf(history, usual)
  let expected = spent
  let variance = 0
  let runsOutMs: number | undefined = spent >= limit ? nowMs : undefined
  for (let at = nowMs; at < endMs;) {
    const dayEnd = Math.min(endMs, at - (at % DAY_MS) + DAY_MS)
    const share = (dayEnd - at) / DAY_MS
    const amount = usual[weekday(at)] * share
    if (runsOutMs === undefined && expected + amount >= limit) runsOutMs = at + ((limit - expected) / amount) * (dayEnd - at)
    expected += amount
    variance += share * spread ** 2
    at = dayEnd
  }
  const reach = WIDTH * Math.sqrt(variance)
  return { low: Math.max(spent, expected - reach), expected, high: expected + reach, runsOutMs }
}

/** Mean of the days on which anything was spent. */
export function usualDay(history: readonly DaySpent[]): number {
  const days = history.filter(({ amount }) => amount > 0)
  return days.length === 0 ? 0 : days.reduce((sum, { amount }) => sum + amount, 0) / days.length
}

type Week = [number, number, number, number, number, number, number]

/** Days before the first spending are no history: a project that began last week is not cheap. */
function usualByWeekday(history: readonly DaySpent[]): Week {
  const first = history.find(({ amount }) => amount > 0)?.atMs ?? Number.POSITIVE_INFINITY
  const days = history.filter(({ atMs }) => atMs >= first)
  const mean = (some: readonly DaySpent[]): number | undefined =>
    some.length === 0 ? undefined : some.reduce((sum, { amount }) => sum + amount, 0) / some.length
  const all = mean(days) ?? 0
  return [0, 1, 2, 3, 4, 5, 6].map((day) => mean(days.filter(({ atMs }) => weekday(atMs) === day)) ?? all) as Week
}

function spreadOf(history: readonly DaySpent[], usual: Week): number {
  const days = history.filter(({ amount }) => amount > 0)
  if (days.length < 2) return days.length === 1 ? (days[0]?.amount ?? 0) : 0
  const squares = days.reduce((sum, { atMs, amount }) => sum + (amount - usual[weekday(atMs)]) ** 2, 0)
  // Each weekday's own mean is near its few days; the division makes up for that.
  return Math.sqrt(squares / Math.max(1, days.length - Math.min(7, days.length - 1)))
}

function weekday(atMs: number): 0 | 1 | 2 | 3 | 4 | 5 | 6 {
  return new Date(atMs).getUTCDay() as 0
}
