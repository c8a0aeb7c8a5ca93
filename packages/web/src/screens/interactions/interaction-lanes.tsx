/** The lanes of the strip. Loaded when there is something to draw: the chart library weighs as much as the rest of the screen. */
import type { CallFigures, InteractionTimeline } from '@relayscope/contract'
import { useMemo } from 'react'
import { SmallLane } from '../../charts/lane.tsx'
import type { ChartSeries } from '../../charts/series.ts'
import { LaneStrip } from '../../charts/time-board.tsx'
import type { Buckets } from '../../lib/buckets.ts'
import { formatCompact, formatDuration } from '../../lib/format.ts'
import { parseInstant } from '../../lib/instant.ts'
import { formatMoney } from '../../lib/money.ts'
import { rangeOf } from '../../lib/time-range.ts'
import { timeScale } from '../../lib/time-scale.ts'
import type { InteractionPage } from './use-interaction-page.ts'

type Step = InteractionTimeline['steps'][number]

export interface InteractionLanesProps {
  timeline: InteractionTimeline
  totals: CallFigures | undefined
  page: InteractionPage
}

export default function InteractionLanes({ timeline, totals, page }: InteractionLanesProps) {
  const { steps, stepMs, from, to } = timeline
  const currency = timeline.currency ?? 'USD'
  const buckets = useMemo((): Buckets => {
    const starts = steps.map(({ time }) => parseInstant(time))
    return { starts, ends: starts.map((start) => start + stepMs) }
  }, [steps, stepMs])
  const scale = useMemo(() => timeScale(parseInstant(from), parseInstant(to)), [from, to])
  const series = useMemo(() => seriesOf(steps), [steps])
  const brush = [{ id: 'zoom', label: 'Zoom', run: (fromMs: number, toMs: number) => page.setRange(rangeOf(fromMs, toMs)) }]
  const money = (amount: number) => formatMoney(amount, currency)
  const speed = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)}/s`
  const known = (value: number | null | undefined, format: (value: number) => string) =>
    totals === undefined ? '…' : value == null ? 'unknown' : format(value)
  const lanes = [
    { title: 'Calls', kind: 'bars', series: series.calls, format: formatCompact, rest: known(totals?.calls, formatCompact) },
    { title: 'Tokens in / out', kind: 'bars', series: series.tokens, format: formatCompact, rest: totals ? tokensOf(totals) : '…' },
    { title: 'Cost', kind: 'bars', series: series.cost, format: money, rest: costOf(totals) },
    {
      title: 'Latency p95',
      kind: 'line',
      series: series.latency,
      format: formatDuration,
      rest: known(totals?.latencyMs.p95, formatDuration),
    },
    {
      title: 'First token p95',
      kind: 'line',
      series: series.firstToken,
      format: formatDuration,
      rest: known(totals?.timeToFirstTokenMs.p95, formatDuration),
    },
    { title: 'Tokens per second', kind: 'line', series: series.speed, format: speed, rest: known(totals?.tokensPerSecond.p50, speed) },
  ] as const
  return (
    <LaneStrip label="Over time" scale={scale} brush={brush}>
      {lanes.map((lane) => (
        <SmallLane key={lane.title} buckets={buckets} {...lane} />
      ))}
    </LaneStrip>
  )
}

function tokensOf({ promptTokens, responseTokens, calls, callsWithoutTokens }: CallFigures): string {
  if (calls > 0 && callsWithoutTokens === calls) return 'unknown'
  return `${formatCompact(promptTokens)} / ${formatCompact(responseTokens)}`
}

function costOf(totals: CallFigures | undefined): string {
  if (totals === undefined) return '…'
  if (totals.costs.length > 1) return totals.costs.map(({ amount, currency }) => formatMoney(amount, currency)).join(' + ')
  const { cost, currency, calls } = totals
  return cost === null ? (calls === 0 ? formatMoney(0) : 'unknown') : formatMoney(cost, currency ?? undefined)
}

function column(steps: readonly Step[], read: (step: Step) => number | null): (number | null)[] {
  return steps.map(read)
}

function one(id: string, label: string, values: (number | null)[], colour = '--t1'): ChartSeries {
  return { id, label, colour, values }
}

function seriesOf(steps: readonly Step[]) {
  return {
    calls: [
      one(
        'ok',
        'OK',
        column(steps, ({ calls, errors }) => calls - errors),
        '--g1',
      ),
      one(
        'failed',
        'Failed',
        column(steps, ({ errors }) => errors),
        '--crit-s',
      ),
    ],
    tokens: [
      one(
        'in',
        'In',
        column(steps, ({ promptTokens }) => promptTokens),
        '--g1',
      ),
      one(
        'out',
        'Out',
        column(steps, ({ responseTokens }) => responseTokens),
        '--t2',
      ),
    ],
    cost: [
      one(
        'cost',
        'Cost',
        column(steps, ({ cost }) => cost),
        '--g1',
      ),
    ],
    latency: [
      one(
        'p95',
        'p95',
        column(steps, ({ latencyP95Ms }) => latencyP95Ms),
      ),
    ],
    firstToken: [
      one(
        'p95',
        'p95',
        column(steps, ({ timeToFirstTokenP95Ms }) => timeToFirstTokenP95Ms),
      ),
    ],
    speed: [
      one(
        'p50',
        'Median',
        column(steps, ({ tokensPerSecondP50 }) => tokensPerSecondP50),
      ),
    ],
  }
}
