/** Sums and quantiles as the contract's figures. Money of different currencies is never added. */
import type { CallFigures, GroupField, InteractionTimeline, ModelStats, Money } from '@relayscope/contract'
import { isoTime, NS_PER_MS, type TimeRange } from '../../flows/query/time-range.ts'
import { groupOrder, TREND_PARTS } from './store-figures.ts'
import { parseDecimal, printDecimal } from '../../kit/decimal.ts'
import type { FiguresRow, GroupRow, StepRow, TrendRow } from './store-rows.ts'

export function presentFigures(row: FiguresRow | undefined): CallFigures {
  const costs = costsOf(row)
  const [single] = costs.length === 1 ? costs : []
  const calls = Number(row?.calls ?? 0)
  const errors = Number(row?.errors ?? 0)
  return {
    calls,
    operations: Number(row?.operations ?? 0),
    attempts: Number(row?.http_calls ?? 0),
    successes: calls - errors,
    errors,
    errorClasses: countsOf(row?.error_classes),
    timeouts: Number(row?.timeouts ?? 0),
    errorRate: calls === 0 ? 0 : errors / calls,
    promptTokens: Number(row?.prompt_sum ?? 0),
    responseTokens: Number(row?.response_sum ?? 0),
    totalTokens: Number(row?.total_sum ?? 0),
    cachedTokens: Number(row?.cached_sum ?? 0),
    cacheWriteTokens: Number(row?.cache_write_sum ?? 0),
    reasoningTokens: Number(row?.reasoning_sum ?? 0),
    callsWithEstimatedTokens: Number(row?.estimated ?? 0),
    callsWithoutTokens: Number(row?.without_tokens ?? 0),
    costs,
    cost: single?.amount ?? null,
    costDecimal: single?.decimal ?? null,
    currency: single?.currency ?? null,
    callsWithoutCost: Number(row?.without_cost ?? 0),
    costPer1kTokens:
      single && row && Number(row.counted_tokens) > 0 ? (Number(row.counted_cost) / Number(row.counted_tokens)) * 1000 : null,
    costPerCallDecimal: single ? shareOf(single.decimal, single.calls) : null,
    costPerSuccessDecimal: single ? shareOf(single.decimal, calls - errors) : null,
    cacheSaved: sumsOf(row?.saved_by_currency, row?.priced_by_currency),
    latencyMs: distribution(row?.latency_ns, 1e6),
    timeToFirstTokenMs: distribution(row?.first_token_ms, 1),
    tokensPerSecond: { p50: row?.speed_quantiles[0] ?? null, p5: row?.speed_quantiles[1] ?? null },
  }
}

function countsOf(counts: Record<string, string> | undefined): Record<string, number> {
  return Object.fromEntries(Object.entries(counts ?? {}).map(([word, count]) => [word, Number(count)]))
}

/** Of the stored decimal. */
const PLACES = 18

/** Null: there is nothing to share it among. */
function shareOf(decimal: string, among: number): string | null {
  const parts = parseDecimal(decimal, PLACES)
  if (parts === undefined || among <= 0) return null
  const size = (parts < 0n ? -parts : parts) / BigInt(among)
  return printDecimal(parts < 0n ? -size : size, PLACES)
}

function costsOf(row: FiguresRow | undefined): Money[] {
  return sumsOf(row?.cost_by_currency, row?.priced_by_currency)
}

export function sumsOf(sums: Record<string, string> = {}, calls: Record<string, string> = {}): Money[] {
  return Object.entries(sums)
    .map(([currency, decimal]) => ({ currency, amount: Number(decimal), decimal, calls: Number(calls[currency] ?? 0) }))
    .toSorted((a, b) => b.calls - a.calls || (a.currency < b.currency ? -1 : 1))
}

function distribution(
  quantiles: readonly (number | null)[] | undefined,
  divisor: number,
): { p50: number | null; p95: number | null; p99: number | null } {
  const [p50, p95, p99] = (quantiles ?? []).map((value) => (value === null ? null : value / divisor))
  return { p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null }
}

export function presentGroup(row: GroupRow, fields: readonly GroupField[]): CallFigures & { group: Record<string, string> } {
  return { ...presentFigures(row), group: Object.fromEntries(groupOrder(fields).map((field, at) => [field, row.group_values[at] ?? ''])) }
}

export function presentModel(row: GroupRow, trend: TrendRow['trend'] = {}): ModelStats {
  const [provider = '', model = ''] = row.group_values
  return {
    ...presentFigures(row),
    provider,
    model,
    lastUsed: isoTime(BigInt(row.last_ns)),
    trend: Array.from({ length: TREND_PARTS }, (_, part) => Number(trend[String(part)] ?? 0)),
  }
}

/** Every step of the range, also those without calls. `originNs` is the start of the first step. */
export function presentTimeline(rows: readonly StepRow[], range: TimeRange, originNs: bigint, stepNs: bigint): InteractionTimeline {
  const byStep = new Map(rows.map((row) => [Number(row.step), row]))
  const currency = commonCurrency(rows)
  const count = Number((range.toNs - originNs + stepNs - 1n) / stepNs)
  return {
    from: isoTime(range.fromNs),
    to: isoTime(range.toNs),
    stepMs: Number(stepNs / NS_PER_MS),
    currency,
    steps: Array.from({ length: count }, (_, step) => presentStep(byStep.get(step), originNs + BigInt(step) * stepNs, currency)),
  }
}

function presentStep(row: StepRow | undefined, startNs: bigint, currency: string | null): InteractionTimeline['steps'][number] {
  const figures = presentFigures(row)
  const cost = figures.costs.find((money) => money.currency === currency)
  return {
    time: isoTime(startNs),
    calls: figures.calls,
    errors: figures.errors,
    promptTokens: figures.promptTokens,
    responseTokens: figures.responseTokens,
    cost: cost?.amount ?? 0,
    costDecimal: cost?.decimal ?? '0',
    latencyP95Ms: figures.latencyMs.p95,
    timeToFirstTokenP95Ms: figures.timeToFirstTokenMs.p95,
    tokensPerSecondP50: figures.tokensPerSecond.p50,
  }
}

function commonCurrency(rows: readonly StepRow[]): string | null {
  const calls = new Map<string, number>()
  for (const row of rows)
    for (const [currency, count] of Object.entries(row.priced_by_currency)) calls.set(currency, (calls.get(currency) ?? 0) + Number(count))
  return [...calls].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null
}
