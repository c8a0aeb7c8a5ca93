/** Everything of one metric over a range, in one row. */
import type { MetricStats } from '@relayscope/contract'
import { statsStatement } from '../../flows/query/metrics/aggregate.ts'
import type { OneMetric, Span } from '../../flows/query/metrics/parts.ts'
import { HOUR } from '../../flows/query/metrics/rolled.ts'
import { withinLimits } from '../../flows/query/metrics/readings.ts'
import { type QueryParts, spanOf } from '../../flows/query/metrics/run-query.ts'
import { windowsOf } from '../../flows/query/metrics/windows.ts'
import { isoTime, type TimeRange } from '../../flows/query/time-range.ts'
import type { Definition } from './store.ts'

export async function readStats(
  parts: QueryParts,
  selection: OneMetric,
  said: Definition | undefined,
  range: TimeRange,
): Promise<MetricStats> {
  const span = await wholeSpan(parts, range)
  const { project, metric } = selection
  const whole = await spanOf(parts.telemetry, project, metric, span)
  const statement = statsStatement({ ...selection, metrics: [metric], groupBy: [] }, whole)
  const [row] = await withinLimits((limits) => parts.telemetry.select<StatsRow>(statement, limits))
  return presentStats(selection, said, span, row)
}

/** One window over all of the range; it begins where a roll-up does. */
async function wholeSpan({ rolledUntilNs }: QueryParts, range: TimeRange): Promise<Omit<Span, 'late'>> {
  // Longer windows would begin too long before the range.
  const resolution = Math.min(windowsOf(range, undefined).resolution, HOUR) as Span['resolution']
  const unitNs = resolution === 0 ? 1n : BigInt(resolution) * 1_000_000_000n
  const fromNs = range.fromNs - (range.fromNs % unitNs)
  const stepMs = Number((range.toNs - fromNs) / 1_000_000n)
  return { fromNs, toNs: range.toNs, stepMs, resolution, rolledUntilNs: resolution === 0 ? 0n : await rolledUntilNs() }
}

interface StatsRow {
  count: number
  sum: number | null
  avg: number | null
  min: number | null
  max: number | null
  quantiles: (number | null)[]
}

function presentStats(
  { metric }: OneMetric,
  said: Definition | undefined,
  { fromNs, toNs, stepMs }: Omit<Span, 'late'>,
  row: StatsRow | undefined,
): MetricStats {
  const { count = 0, sum = null, avg = null } = row ?? {}
  const of = (value: number | null | undefined): number | null => (count === 0 ? null : (value ?? null))
  const [p50, p90, p95, p99] = row?.quantiles ?? []
  const isCounted = metric.shown === 'counter'
  return {
    name: metric.name,
    unit: said?.unit ?? metric.unit,
    kind: metric.shown,
    from: isoTime(fromNs),
    to: isoTime(toNs),
    count,
    sum: of(sum),
    avg: of(avg),
    min: of(row?.min),
    max: of(row?.max),
    p50: of(p50),
    p90: of(p90),
    p95: of(p95),
    p99: of(p99),
    rate: of(((isCounted ? (sum ?? 0) : count) / stepMs) * 1000),
  }
}
