import {
  countTraces,
  getServiceMap,
  getSpanStats,
  getTrace,
  getTraceSpans,
  listTraces,
  searchTraces,
  traceFacets,
  type TraceListAnswer,
  type TraceListQuery,
  traceHistogram,
} from '@relayscope/contract'
import { TRACE_FIELDS } from '@relayscope/contract/search'
import type { FastifyInstance } from 'fastify'
import { refuseFacetsOfContent, refuseSearchInContent, spanFor, traceFor } from '../../flows/query/without-content.ts'
import { serve } from '../../kit/http.ts'
import type { Principal } from '../../kit/principal.ts'
import type { Traces } from './room.ts'

export interface TracesRoutesParts {
  traces: Traces
  /** Names of attributes that carry prompts and answers. */
  isContentKey: (key: string) => boolean
}

export async function tracesRoutes(app: FastifyInstance, { traces, isContentKey }: TracesRoutesParts): Promise<void> {
  const list = async (principal: Principal, query: TraceListQuery): Promise<TraceListAnswer> => {
    const answer = await traces.list(principal.project, allowed(principal, query))
    return { ...answer, items: answer.items.map((item) => traceFor(principal, item, isContentKey)) }
  }
  serve(app, listTraces, ({ principal, query }) => list(principal, query))
  serve(app, searchTraces, ({ principal, query }) => list(principal, query))
  serve(app, countTraces, ({ principal, query }) => traces.count(principal.project, allowed(principal, query)))
  serve(app, traceFacets, ({ principal, query }) => {
    refuseFacetsOfContent(principal, query, TRACE_FIELDS)
    return traces.facets(principal.project, allowed(principal, query))
  })
  serve(app, traceHistogram, ({ principal, query }) => traces.histogram(principal.project, allowed(principal, query)))
  serve(app, getServiceMap, ({ principal, query }) => traces.serviceMap(principal.project, query))
  serve(app, getTrace, async ({ principal, params }) =>
    traceFor(principal, await traces.get(principal.project, params.traceId), isContentKey),
  )
  serve(app, getTraceSpans, async ({ principal, params, query }) => {
    const answer = await traces.spans(principal.project, params.traceId, query)
    return { ...answer, items: answer.items.map((span) => spanFor(principal, span, isContentKey)) }
  })
  serve(app, getSpanStats, ({ principal, params, query }) => traces.spanStats(principal.project, params.traceId, params.spanId, query))
}

function allowed<Query extends { q?: string | undefined }>(principal: Principal, query: Query): Query {
  refuseSearchInContent(principal, query, TRACE_FIELDS)
  return query
}
