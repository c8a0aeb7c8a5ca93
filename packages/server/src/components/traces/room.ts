/** What this room can do, in the terms of the contract. */
import type {
  CountAnswer,
  DurationHistogram,
  FacetsAnswer,
  ServiceMap,
  TraceDetail,
  TraceListAnswer,
  TraceListQuery,
} from '@relayscope/contract'
import type { facetsQuery, getSpanStats, getTraceSpans, histogramQuery } from '@relayscope/contract'
import { TRACE_FIELDS } from '@relayscope/contract/search'
import type { z } from 'zod'
import { readCursor, writeCursor } from '../../flows/query/cursor.ts'
import { facetNames } from '../../flows/query/facets.ts'
import { readSearch } from '../../flows/query/search.ts'
import { DAY_NS, MINUTE_NS, type RangeOptions, resolveRange } from '../../flows/query/time-range.ts'
import { asksForSlow } from '../../flows/query/trace-dataset.ts'
import type { Clock } from '../../kit/clock.ts'
import { HttpError } from '../../kit/errors.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { assembleSpans } from './assemble.ts'
import { createTraceChartStore, type TraceChartStore } from './chart-store.ts'
import { presentListed, presentTrace } from './present.ts'
import type { SummaryRow, WholeSummaryRow } from './rows.ts'
import type { TraceSearch } from './search-statements.ts'
import { createTraceStore, type TraceStore } from './store.ts'
import { createOneTraceStore, MAX_SPANS, type OneTraceStore } from './trace-store.ts'

type SpanPage = z.output<typeof getTraceSpans.answer>
type SpanStats = z.output<typeof getSpanStats.answer>
type FilterQuery = Pick<
  TraceListQuery,
  'q' | 'from' | 'to' | 'status' | 'service' | 'provider' | 'model' | 'userId' | 'organizationId' | 'requestId' | 'sessionId'
>

export interface Traces {
  list(project: string, query: TraceListQuery): Promise<TraceListAnswer>
  count(project: string, query: FilterQuery): Promise<CountAnswer>
  facets(project: string, query: z.output<typeof facetsQuery>): Promise<FacetsAnswer>
  histogram(project: string, query: z.output<typeof histogramQuery>): Promise<DurationHistogram>
  serviceMap(project: string, query: { from?: string | undefined; to?: string | undefined; limit: number }): Promise<ServiceMap>
  get(project: string, traceId: string): Promise<TraceDetail>
  spans(project: string, traceId: string, query: { limit: number; cursor?: string | undefined }): Promise<SpanPage>
  spanStats(
    project: string,
    traceId: string,
    spanId: string,
    query: { from?: string | undefined; to?: string | undefined },
  ): Promise<SpanStats>
}

const COUNT_CAP = 10_000
/** Beyond this, lists are by time only. */
const LONGEST_SORTED_NS = 31n * DAY_NS
/** A list without an end shows what a sender's clock dates a little ahead. */
const CLOCK_AHEAD_NS = 5n * MINUTE_NS

export function createTraces({ telemetry, clock }: { telemetry: TelemetryPlane; clock: Clock }): Traces {
  const store: TraceStore = createTraceStore({ telemetry, clock })
  const one: OneTraceStore = createOneTraceStore({ telemetry })
  const charts: TraceChartStore = createTraceChartStore({ telemetry, clock })

  async function searchOf(project: string, query: FilterQuery, options?: RangeOptions): Promise<TraceSearch> {
    const terms = readSearch(query.q, filtersOf(query), TRACE_FIELDS)
    const range = resolveRange(query, clock, options)
    return { project, terms, range, ...(terms.some(asksForSlow) && { usual: await charts.baselines(project) }) }
  }

  async function found(project: string, traceId: string): Promise<WholeSummaryRow> {
    const summary = await one.summary(project, traceId)
    if (!summary) throw new HttpError(404, 'not_found', `there is no trace ${traceId}`)
    return summary
  }

  async function newest(project: string, query: TraceListQuery): Promise<TraceListAnswer> {
    const identity = ['traces', project, query.q ?? '', filtersOf(query)]
    const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor, identity)
    const read = await searchOf(project, cursor ? { ...query, from: undefined, to: undefined } : query, { aheadNs: CLOCK_AHEAD_NS })
    const range = cursor ? { fromNs: cursor.fromNs, toNs: cursor.toNs } : read.range
    const [{ items, next }, baselines] = await Promise.all([
      store.newest({ ...read, range }, query.limit, cursor && { startNs: cursor.lastNs, id: cursor.lastId }),
      charts.baselines(project),
    ])
    return {
      items: items.map((item) => presentListed(item, baselines)),
      nextCursor: next ? writeCursor({ ...range, lastNs: next.startNs, lastId: next.id }, identity) : null,
    }
  }

  async function largest(project: string, query: TraceListQuery, by: 'duration' | 'cost'): Promise<TraceListAnswer> {
    const search = await searchOf(project, query, { longestNs: LONGEST_SORTED_NS })
    const [items, baselines] = await Promise.all([store.largest(search, by, query.limit), charts.baselines(project)])
    return { items: items.map((item) => presentListed(item, baselines)), nextCursor: null }
  }

  return {
    list: (project, query) => (query.sort === 'time' ? newest(project, query) : largest(project, query, query.sort)),
    async count(project, query) {
      const count = await store.count(await searchOf(project, query), COUNT_CAP + 1)
      return { count: Math.min(count, COUNT_CAP), capped: count > COUNT_CAP }
    },
    facets: async (project, query) =>
      charts.facets(await searchOf(project, query), facetNames(query.fields, TRACE_FIELDS), query.limit, query.prefix),
    histogram: async (project, query) => charts.histogram(await searchOf(project, query), query.steps),
    serviceMap: async (project, query) => charts.serviceMap({ project, ...resolveRange(query, clock) }, query.limit),
    async get(project, traceId) {
      const summary = await found(project, traceId)
      const [spans, baselines] = await Promise.all([one.spans(project, summary, MAX_SPANS), charts.baselines(project)])
      return presentTrace(summary, spans, baselines)
    },
    spans: async (project, traceId, query) => spanPage(one, project, await found(project, traceId), query),
    async spanStats(project, traceId, spanId, query) {
      const range = resolveRange(query, clock)
      const stats = await one.spanStats({ project, ...range }, await found(project, traceId), spanId)
      if (!stats) throw new HttpError(404, 'not_found', `trace ${traceId} has no span ${spanId}`)
      return stats
    },
  }
}

async function spanPage(
  store: OneTraceStore,
  project: string,
  summary: SummaryRow,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<SpanPage> {
  const identity = ['spans', project, summary.id]
  const after = cursor === undefined ? undefined : readCursor(cursor, identity)
  const { spans, content, interactions, more } = await store.spans(
    project,
    summary,
    limit,
    after && { startNs: after.lastNs, id: after.lastId },
  )
  const last = spans.at(-1)
  const nextCursor =
    more && last ? writeCursor({ fromNs: 0n, toNs: 0n, lastNs: BigInt(last.start_ns), lastId: last.span_id }, identity) : null
  return { items: assembleSpans(spans, content, interactions), nextCursor }
}

function filtersOf(query: FilterQuery): Record<string, string | undefined> {
  const { status, service, provider, model, userId, organizationId, requestId, sessionId } = query
  return { status, service, provider, model, user: userId, organization: organizationId, request: requestId, session: sessionId }
}
