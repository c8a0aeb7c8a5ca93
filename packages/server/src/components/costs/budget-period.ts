/** The period of a budget that an instant is in. UTC; weeks begin on Monday. */
import type { NewBudget } from '@relayscope/contract'

const DAY_MS = 86_400_000

export function periodOf(period: NewBudget['period'], atMs: number): { fromMs: number; toMs: number } {
  const day = atMs - (atMs % DAY_MS)
  if (period === 'day') return { fromMs: day, toMs: day + DAY_MS }
  const date = new Date(day)
  if (period === 'week') {
    const fromMs = day - ((date.getUTCDay() + 6) % 7) * DAY_MS
    return { fromMs, toMs: fromMs + 7 * DAY_MS }
  }
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return { fromMs: Date.UTC(year, month, 1), toMs: Date.UTC(year, month + 1, 1) }
}
