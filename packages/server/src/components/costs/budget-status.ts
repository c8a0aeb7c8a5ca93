/** How a budget stands: spent, at which rate, and what is to be expected. */
import type { BudgetStatus, CallFigures, NewBudget } from '@relayscope/contract'
import { decimalOfNumber, parseDecimal } from '../../kit/decimal.ts'
import { periodOf } from './budget-period.ts'
import { type DaySpent, forecastOf, usualDay } from './forecast.ts'
import type { Spending, SpendingQuery } from './spending.ts'

const DAY_MS = 86_400_000
const HISTORY_DAYS = 28
const PLACES = 18
/** Of a forecast: nobody plans finer. */
const FORECAST_PLACES = 6

const iso = (ms: number): string => new Date(ms).toISOString()
const amountOf = (figures: CallFigures, currency: string): string => figures.costs.find((sum) => sum.currency === currency)?.decimal ?? '0'

export async function statusOf(spending: Spending, project: string, budget: NewBudget, nowMs: number): Promise<BudgetStatus> {
  const { fromMs, toMs } = periodOf(budget.period, nowMs)
  const within = (from: number, to: number): SpendingQuery => ({
    provider: budget.provider,
    model: budget.model,
    organizationId: budget.organizationId,
    userId: budget.userId,
    from: iso(from),
    to: iso(to),
  })
  const today = nowMs - (nowMs % DAY_MS)
  const [figures, lastDay, history] = await Promise.all([
    // A period's first instant has no calls yet, and no range either.
    spending.total(project, within(fromMs, Math.max(nowMs, fromMs + 1))),
    spending.total(project, within(nowMs - DAY_MS, nowMs)),
    dailySpent(spending, project, { ...within(today - HISTORY_DAYS * DAY_MS, today), q: `currency:${budget.currency}` }),
  ])
  const spent = amountOf(figures, budget.currency)
  const [exact, limit] = [parseDecimal(spent, PLACES) ?? 0n, parseDecimal(budget.amount, PLACES) ?? 0n]
  const forecast = forecastOf({ spent: Number(spent), limit: Number(budget.amount), nowMs, endMs: toMs, history })
  const looking = (amount: number): string => decimalOfNumber(amount, FORECAST_PLACES)
  return {
    from: iso(fromMs),
    to: iso(toMs),
    spent,
    share: limit === 0n ? (exact > 0n ? 1 : 0) : Number(spent) / Number(budget.amount),
    state: exact >= limit ? 'over' : forecast.expected > Number(budget.amount) ? 'forecast_over' : 'ok',
    burnRatePerDay: amountOf(lastDay, budget.currency),
    usualPerDay: looking(usualDay(history)),
    forecast: { low: looking(forecast.low), expected: looking(forecast.expected), high: looking(forecast.high) },
    runsOutAt: forecast.runsOutMs === undefined ? null : iso(Math.floor(forecast.runsOutMs)),
    callsWithoutCost: figures.callsWithoutCost,
    otherCurrencies: figures.costs.filter(({ currency }) => currency !== budget.currency),
  }
}

async function dailySpent(spending: Spending, project: string, query: SpendingQuery): Promise<DaySpent[]> {
  const { steps } = await spending.overTime(project, query, HISTORY_DAYS)
  return steps.map(({ time, cost }) => ({ atMs: Date.parse(time), amount: cost }))
}
