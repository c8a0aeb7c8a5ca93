/** What changed from one period to another, and whether it is more than chance. */
import type { FigureChange, FiguresBefore } from '@relayscope/contract'
import { NS_PER_MS, type TimeRange, DAY_NS } from '../../flows/query/time-range.ts'
import { presentFigures } from './present-figures.ts'
import { meanDiffers, type Moments, shareDiffers } from './significance.ts'
import type { FiguresRow } from './store-rows.ts'

const SIGNIFICANT = 0.01

/** The earlier period that a range is compared with. */
export function earlierRange({ fromNs, toNs }: TimeRange, compare: 'previous' | 'day' | 'week' | 'month'): TimeRange {
  const days = { day: 1n, week: 7n, month: 28n }
  const back = compare === 'previous' ? toNs - fromNs : days[compare] * DAY_NS
  return { fromNs: fromNs - back, toNs: toNs - back }
}

export function compareFigures(before: FiguresRow | undefined, after: FiguresRow | undefined): FiguresBefore {
  return {
    figures: presentFigures(before),
    changes: [errorRate(before, after), latency(before, after), firstToken(before, after), costPerCall(before, after)],
  }
}

function changeOf(measure: FigureChange['measure'], before: number | null, after: number | null, pValue: number | null): FigureChange {
  const change = before === null || after === null || before === 0 ? null : after / before - 1
  return { measure, before, after, change, pValue, significant: pValue !== null && pValue < SIGNIFICANT }
}

const share = (row: FiguresRow | undefined) => ({ hits: Number(row?.errors ?? 0), of: Number(row?.calls ?? 0) })
const ratio = (sum: number, of: number): number | null => (of === 0 ? null : sum / of)

function errorRate(before: FiguresRow | undefined, after: FiguresRow | undefined): FigureChange {
  const [a, b] = [share(before), share(after)]
  return changeOf('errorRate', ratio(a.hits, a.of), ratio(b.hits, b.of), shareDiffers(a, b))
}

function latency(before: FiguresRow | undefined, after: FiguresRow | undefined): FigureChange {
  const moments = (row: FiguresRow | undefined): Moments => ({
    n: Number(row?.calls ?? 0),
    sum: row?.latency_ln ?? 0,
    squares: row?.latency_ln2 ?? 0,
  })
  const [a, b] = [moments(before), moments(after)]
  return changeOf('latency', geometric(a, Number(NS_PER_MS)), geometric(b, Number(NS_PER_MS)), meanDiffers(a, b))
}

function firstToken(before: FiguresRow | undefined, after: FiguresRow | undefined): FigureChange {
  const moments = (row: FiguresRow | undefined): Moments => ({
    n: Number(row?.first_n ?? 0),
    sum: row?.first_ln ?? 0,
    squares: row?.first_ln2 ?? 0,
  })
  const [a, b] = [moments(before), moments(after)]
  return changeOf('timeToFirstToken', geometric(a, 1), geometric(b, 1), meanDiffers(a, b))
}

function geometric({ n, sum }: Moments, divisor: number): number | null {
  return n === 0 ? null : Math.exp(sum / n) / divisor
}

/** Only where all of both periods is in one currency. */
function costPerCall(before: FiguresRow | undefined, after: FiguresRow | undefined): FigureChange {
  const currencies = new Set([...Object.keys(before?.priced_by_currency ?? {}), ...Object.keys(after?.priced_by_currency ?? {})])
  if (currencies.size !== 1) return changeOf('costPerCall', null, null, null)
  const moments = (row: FiguresRow | undefined): Moments => ({
    n: Object.values(row?.priced_by_currency ?? {}).reduce((sum, calls) => sum + Number(calls), 0),
    sum: row?.cost_x ?? 0,
    squares: row?.cost_x2 ?? 0,
  })
  const [a, b] = [moments(before), moments(after)]
  return changeOf('costPerCall', ratio(a.sum, a.n), ratio(b.sum, b.n), meanDiffers(a, b))
}
