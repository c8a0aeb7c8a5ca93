import type { LaneProps } from '../charts/lane.tsx'
import type { ChartSeries } from '../charts/series.ts'
import { formatCount } from '../lib/format.ts'
import { buckets, coarse, errorRate, hitRate, p95, series, spend, volume } from './sample-series.ts'

const PROVIDERS = [
  ['OpenAI', '--c1', 620],
  ['Anthropic', '--c2', 330],
  ['Google', '--c3', 170],
  ['Self-hosted', '--c4', 88],
] as const

const tail = series(buckets, p95)
const times = (values: readonly (number | null)[], factor: number): (number | null)[] => values.map((value) => value && value * factor)
const one = (label: string, values: readonly (number | null)[], colour = '--t2'): ChartSeries[] => [{ id: label, label, colour, values }]

const latency: ChartSeries[] = [
  { id: 'p95', label: 'p95', colour: '--t1', values: tail, widthPx: 1.75 },
  { id: 'p99', label: 'p99', colour: '--t3', line: 'dotted', values: times(tail, 1.34), widthPx: 1 },
  { id: 'p50', label: 'p50', colour: '--t3', line: 'solid', values: times(tail, 0.39), widthPx: 1.25 },
]
const errors = { kind: 'line', buckets, unit: '%', series: one('Errors', series(buckets, errorRate)) } as const
const percent = (value: number): string => (value * 100).toFixed(1)
const twoPercent = { value: 2, label: '2% limit', wrong: 'above' } as const

export const lanes: readonly LaneProps[] = [
  {
    title: 'Request Volume',
    unit: 'req/s',
    kind: 'stack',
    buckets,
    series: PROVIDERS.map(([label, colour, base]) => ({ id: label, label, colour, values: series(buckets, volume(base)) })),
    format: formatCount,
    comparison: { text: '+4% on last Thursday' },
    heightPx: 138,
  },
  {
    title: 'Error Rate',
    ...errors,
    format: (value) => value.toFixed(2),
    formatAxis: (value) => `${value}%`,
    comparison: { text: 'within the 2% limit' },
    limit: twoPercent,
    heightPx: 84,
  },
  {
    title: 'Latency (p95)',
    unit: 'ms',
    kind: 'line',
    buckets,
    series: latency,
    format: formatCount,
    formatAxis: (value) => `${value / 1000} s`,
    comparison: { text: '17.5% above 2,000 ms', tone: 'critical' },
    limit: { value: 2000, label: '2 s limit', wrong: 'above' },
    compare: times(tail, 0.92),
    heightPx: 126,
  },
  {
    title: 'Cache hit rate',
    unit: '%',
    kind: 'line',
    buckets,
    series: one('Hits', series(buckets, hitRate)),
    format: percent,
    formatAxis: (value) => `${Math.round(value * 1000) / 10}%`,
    limit: { value: 0.95, label: '95% limit', wrong: 'below' },
    fromData: true,
    heightPx: 84,
  },
  {
    title: 'Spend',
    unit: '$/h',
    kind: 'bars',
    buckets: coarse,
    series: one('Spend', series(coarse, spend), '--t3'),
    format: formatCount,
    formatAxis: (value) => `$${value}`,
    comparison: { text: '71% of daily budget' },
    heightPx: 80,
  },
]

export const smallLanes: readonly LaneProps[] = [
  {
    title: 'Calls',
    unit: '/min',
    kind: 'bars',
    buckets: coarse,
    series: one('Calls', series(coarse, volume(900)), '--t3'),
    format: formatCount,
  },
  { title: 'Errors', ...errors, format: (value) => value.toFixed(2), limit: twoPercent },
  { title: 'p95', unit: 'ms', kind: 'line', buckets, series: latency.slice(0, 1), format: formatCount },
  { title: 'Cache hits', unit: '%', kind: 'line', buckets, series: one('Hits', series(buckets, hitRate)), format: percent, fromData: true },
  { title: 'Nothing yet', kind: 'line', buckets, series: one('None', []), format: formatCount },
]
