/** Rows as the contract's traces. */
import type { ErrorDetails, Redaction, Span, TraceDetail, TraceListItem, TraceSummary } from '@relayscope/contract'
import { statusWord } from '../../flows/query/columns.ts'
import { isoTime } from '../../flows/query/time-range.ts'
import type { Baselines } from '../../flows/query/trace-dataset.ts'
import { assembleSpans, parse, some, textValues } from './assemble.ts'
import type { SummaryRow, WholeSummaryRow } from './rows.ts'
import type { ListedTrace } from './store.ts'
import type { StoredSpans } from './trace-store.ts'

export function presentListed({ summary, counts, totals }: ListedTrace, baselines: Baselines): TraceListItem {
  return {
    ...presentSummary(summary),
    spanCount: Number(counts?.spans ?? 0),
    errorCount: Number(counts?.errors ?? 0),
    ...some('rootService', counts?.root_service ?? ''),
    interactionCount: Number(totals?.calls ?? 0),
    ...(totals?.tokens != null && { totalTokens: Number(totals.tokens) }),
    ...costOf(totals?.total_cost ?? null, totals?.currencies ?? []),
    ...slowness(summary, baselines),
  }
}

export function presentTrace(summary: WholeSummaryRow, stored: StoredSpans, baselines: Baselines): TraceDetail {
  const spans = assembleSpans(stored.spans, stored.content, stored.interactions)
  const { interactions } = stored
  const priced = interactions.filter(({ cost }) => cost !== null)
  const redactions = removedFrom(summary.removed, spans)
  const tokens = interactions.flatMap(({ total_tokens }) => (total_tokens === null ? [] : [Number(total_tokens)]))
  return {
    ...presentSummary(summary),
    ...some('sessionId', summary.session),
    spanCount: spans.length,
    errorCount: spans.filter(({ status }) => status === 'error').length,
    interactionCount: interactions.length,
    ...(tokens.length > 0 && { totalTokens: tokens.reduce((sum, one) => sum + one, 0) }),
    ...costOf(priced.length === 0 ? null : sumDecimals(priced.map(({ cost }) => cost ?? '0')), [
      ...new Set(priced.map(({ currency }) => currency)),
    ]),
    ...slowness(summary, baselines),
    ...(summary.trace_tags !== '' && { tags: textValues(parse<Record<string, unknown>>(summary.trace_tags, {})) }),
    ...(redactions.length > 0 && { redactions }),
    spans,
    truncated: stored.more,
  }
}

/** What was taken out of the trace and of its spans, each class under each policy once. */
function removedFrom(ofTrace: string, spans: readonly Span[]): Redaction[] {
  const all = new Map<string, Redaction>()
  for (const one of [...(ofTrace === '' ? [] : parse<Redaction[]>(ofTrace, [])), ...spans.flatMap(({ redactions = [] }) => redactions)]) {
    const key = `${one.class} ${one.policy ?? ''}`
    all.set(key, { ...one, count: one.count + (all.get(key)?.count ?? 0) })
  }
  return [...all.values()]
}

function presentSummary(row: SummaryRow): TraceSummary {
  const [startNs, endNs] = [BigInt(row.start_ns), BigInt(row.end_ns)]
  const status = statusWord(row.state)
  const details = errorDetailsOf(row, status !== 'success')
  return {
    traceId: row.id,
    name: row.name,
    startTime: isoTime(startNs),
    endTime: isoTime(endNs),
    duration: Number(endNs - startNs) / 1e6,
    ...some('userId', row.user),
    ...some('organizationId', row.organization),
    ...some('requestId', row.request),
    ...some('requestPath', row.path),
    ...some('requestMethod', row.method),
    status,
    ...(details && { errorDetails: details }),
    services: row.service_names.toSorted(),
    providers: row.provider_names.toSorted(),
    models: row.model_names.toSorted(),
    complete: row.whole === 1,
  }
}

/** What the sender said of the trace's failure, else what a failed span said. */
function errorDetailsOf(row: SummaryRow, failed: boolean): ErrorDetails | undefined {
  if (row.details !== '') return parse<ErrorDetails | undefined>(row.details, undefined)
  return failed && row.error !== '' ? { message: row.error } : undefined
}

/** Money of two currencies is not one amount. */
function costOf(total: string | null, currencies: readonly string[]): Pick<TraceSummary, 'cost' | 'currency'> {
  const [currency] = currencies
  if (total === null || currencies.length !== 1) return {}
  return { cost: Number(total), ...some('currency', currency ?? '') }
}

function slowness(row: SummaryRow, baselines: Baselines): Pick<TraceListItem, 'slow' | 'baselineMs'> {
  const baselineMs = baselines.get(row.name)
  if (baselineMs === undefined) return {}
  return { slow: Number(BigInt(row.end_ns) - BigInt(row.start_ns)) / 1e6 > baselineMs, baselineMs }
}

const DECIMAL_PLACES = 18

/** Exact: decimals as whole numbers of their last place. */
function sumDecimals(texts: readonly string[]): string {
  const scale = 10n ** BigInt(DECIMAL_PLACES)
  const sum = texts.reduce((total, text) => {
    const [whole = '0', fraction = ''] = text.split('.')
    return total + BigInt(whole) * scale + BigInt(fraction.padEnd(DECIMAL_PLACES, '0').slice(0, DECIMAL_PLACES))
  }, 0n)
  return `${sum / scale}.${String(sum % scale).padStart(DECIMAL_PLACES, '0')}`
}
