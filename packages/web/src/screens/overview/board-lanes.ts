/** The figures as lanes. */
import type { Overview } from '@relayscope/contract'
import type { LaneProps } from '../../charts/lane.tsx'
import type { ChartSeries } from '../../charts/series.ts'
import { type Buckets, latestWhole } from '../../lib/buckets.ts'
import { formatDuration, formatShare } from '../../lib/format.ts'
import { providerColour } from '../../lib/identity.ts'
import { parseInstant } from '../../lib/instant.ts'
import { formatMoney } from '../../lib/money.ts'

/** How much of the free height a lane takes, in pixels at the usual height of a window. */
export type WeighedLane = LaneProps & { readonly weight: number }

/** As the server calls requests that more than one provider answered. */
export const SEVERAL = 'several'

export function lanesOf(data: Overview, buckets: Buckets): WeighedLane[] {
  return [volumeLane(data, buckets), errorLane(data, buckets), latencyLane(data, buckets), spendLane(data, buckets)]
}

function volumeLane({ requests, requestsBefore }: Overview, buckets: Buckets): WeighedLane {
  const most = Math.max(0, ...requests.flatMap(({ perSecond }) => perSecond.map((value) => value ?? 0)))
  const [factor, unit] = most < 1 ? [60, 'req/min'] : [1, 'req/s']
  const series = requests.map(({ provider, perSecond }): ChartSeries => ({
    id: provider,
    label: provider === '' ? 'No provider' : provider === SEVERAL ? 'Several providers' : provider,
    colour: colourOf(provider),
    values: perSecond.map((value) => value && value * factor),
  }))
  return {
    title: 'Request Volume',
    unit,
    kind: 'stack',
    buckets,
    series,
    format: (value) => (value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)))),
    ...(requestsBefore && {
      comparison: { text: `${signed(requestsBefore.change)} on ${requestsBefore.days === 1 ? 'yesterday' : 'last week'}` },
    }),
    weight: 138,
  }
}

function colourOf(provider: string): string {
  if (provider === '') return '--g2'
  return provider === SEVERAL ? '--g1' : providerColour(provider)
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${formatShare(Math.abs(share))}`
}

function errorLane({ errorRate, limits, now }: Overview, buckets: Buckets): WeighedLane {
  const values = errorRate.map((value) => value && value * 100)
  const limit = limits.errorRate * 100
  const text = `${Number(limit.toPrecision(3))}%`
  const latest = values[latestWhole(buckets, parseInstant(now))] ?? null
  return {
    title: 'Error Rate',
    unit: '%',
    kind: 'line',
    buckets,
    series: [{ id: 'errors', label: 'Errors', colour: '--t2', values }],
    format: (value) => String(Number(value.toFixed(value < 10 ? 2 : 1))),
    formatAxis: (value) => `${value}%`,
    limit: { value: limit, label: `${text} limit`, wrong: 'above' },
    ...(latest !== null && { comparison: compared(latest, limit, text) }),
    weight: 84,
  }
}

function compared(value: number, limit: number, text: string): NonNullable<LaneProps['comparison']> {
  return value > limit
    ? { text: `${formatShare(value / limit - 1)} above ${text}`, tone: 'critical' }
    : { text: `within the ${text} limit` }
}

function latencyLane({ latencyMs, limits, now }: Overview, buckets: Buckets): WeighedLane {
  const limit = limits.latencyP95Ms
  const latest = latencyMs.p95[latestWhole(buckets, parseInstant(now))] ?? null
  return {
    title: 'Latency (p95)',
    kind: 'line',
    buckets,
    headline: 'p95',
    series: [
      { id: 'p95', label: 'p95', colour: '--t1', values: latencyMs.p95, widthPx: 1.75 },
      { id: 'p99', label: 'p99', colour: '--t3', line: 'dotted', values: latencyMs.p99, widthPx: 1 },
      { id: 'p50', label: 'p50', colour: '--t3', line: 'solid', values: latencyMs.p50, widthPx: 1.25 },
    ],
    format: formatDuration,
    ...(limit !== null && { limit: { value: limit, label: `${formatDuration(limit)} limit`, wrong: 'above', seriesId: 'p95' } }),
    ...(limit !== null && latest !== null && { comparison: compared(latest, limit, formatDuration(limit)) }),
    weight: 126,
  }
}

function spendLane({ spendPerHour, starts, ends }: Overview, buckets: Buckets): WeighedLane {
  const whole = spendPerHour.reduce<number>((sum, value, at) => sum + ((value ?? 0) * ((ends[at] ?? 0) - (starts[at] ?? 0))) / 3_600_000, 0)
  return {
    title: 'Spend',
    unit: '/h',
    kind: 'bars',
    buckets,
    series: [{ id: 'spend', label: 'Spend', colour: '--t3', values: spendPerHour }],
    format: formatSpend,
    comparison: { text: `${formatSpend(whole)} in the range` },
    weight: 80,
  }
}

/** A rate of spending is read to the cent; what is less than one is told as calls are. */
function formatSpend(amount: number): string {
  return amount < 0.1 ? formatMoney(amount) : `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}
