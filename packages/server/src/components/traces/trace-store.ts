/** One trace: its summary, its spans with everything they carry, and how a span compares with others. */
import type { Scope } from '../../flows/query/scope.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import type { Statement } from '../../planes/telemetry/statement.ts'
import type { SpanContentRow, SpanInteractionRow, SpanRow, SummaryRow, WholeSummaryRow } from './rows.ts'
import {
  interactionsStatement,
  spanContentStatement,
  type SpanLike,
  spansStatement,
  spanStatement,
  spanStatsStatement,
  summaryStatement,
  type TraceScope,
} from './trace-statements.ts'

/** Spans of one trace that are answered at most. */
export const MAX_SPANS = 50_000
/** Text of heavy attributes that is answered at most; beyond it the preview stays. */
const MAX_CONTENT_BYTES = 32 * 1024 * 1024
const MAX_SECONDS = 20

export interface StoredSpans {
  readonly spans: SpanRow[]
  readonly content: SpanContentRow[]
  readonly interactions: SpanInteractionRow[]
  /** There are more spans. */
  readonly more: boolean
}

export interface SpanStats {
  count: number
  errors: number
  p50Ms: number
  p95Ms: number
  sameErrorTraces: number
}

export interface OneTraceStore {
  summary(project: string, traceId: string): Promise<WholeSummaryRow | undefined>
  spans(project: string, summary: SummaryRow, limit: number, after?: { startNs: bigint; id: string }): Promise<StoredSpans>
  /** Undefined: the trace has no such span. */
  spanStats(scope: Scope, summary: SummaryRow, spanId: string): Promise<SpanStats | undefined>
}

export function createOneTraceStore({ telemetry }: { telemetry: TelemetryPlane }): OneTraceStore {
  const select = <Row>(statement: Statement) => telemetry.select<Row>(statement, { maxSeconds: MAX_SECONDS })
  return {
    async summary(project, traceId) {
      const [row] = await select<WholeSummaryRow>(summaryStatement(project, traceId))
      return row
    },
    async spans(project, summary, limit, after) {
      const trace = scopeOf(project, summary)
      const [spans, content, interactions] = await Promise.all([
        select<SpanRow>(spansStatement(trace, limit + 1, after)),
        select<SpanContentRow>(spanContentStatement(trace, MAX_CONTENT_BYTES)),
        select<SpanInteractionRow>(interactionsStatement(trace)),
      ])
      return { spans: spans.slice(0, limit), content, interactions, more: spans.length > limit }
    },
    async spanStats(scope, summary, spanId) {
      const [like] = await select<SpanLike>(spanStatement(scopeOf(scope.project, summary), spanId))
      if (!like) return undefined
      const [row] = await select<{ spans: string; errors: string; quantiles_ns: [number | null, number | null]; same_error: string }>(
        spanStatsStatement(scope, like, summary.id),
      )
      const [p50, p95] = row?.quantiles_ns ?? []
      return {
        count: Number(row?.spans ?? 0),
        errors: Number(row?.errors ?? 0),
        p50Ms: (p50 ?? 0) / 1e6,
        p95Ms: (p95 ?? 0) / 1e6,
        sameErrorTraces: like.status >= 2 ? Number(row?.same_error ?? 0) : 0,
      }
    },
  }
}

/** Spans start between the trace's start and its end. */
function scopeOf(project: string, summary: SummaryRow): TraceScope {
  return { project, traceId: summary.id, fromNs: BigInt(summary.start_ns), toNs: BigInt(summary.end_ns) + 1n }
}
