import {
  countTraces,
  getServiceMap,
  getSpanStats,
  getTrace,
  getTraceSpans,
  listTraces,
  searchTraces,
  traceFacets,
  traceHistogram,
} from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../kit/http.ts'
import type { Traces } from './room.ts'

export async function tracesRoutes(app: FastifyInstance, traces: Traces): Promise<void> {
  serve(app, listTraces, ({ principal, query }) => traces.list(principal.project, query))
  serve(app, searchTraces, ({ principal, query }) => traces.list(principal.project, query))
  serve(app, countTraces, ({ principal, query }) => traces.count(principal.project, query))
  serve(app, traceFacets, ({ principal, query }) => traces.facets(principal.project, query))
  serve(app, traceHistogram, ({ principal, query }) => traces.histogram(principal.project, query))
  serve(app, getServiceMap, ({ principal, query }) => traces.serviceMap(principal.project, query))
  serve(app, getTrace, ({ principal, params }) => traces.get(principal.project, params.traceId))
  serve(app, getTraceSpans, ({ principal, params, query }) => traces.spans(principal.project, params.traceId, query))
  serve(app, getSpanStats, ({ principal, params, query }) => traces.spanStats(principal.project, params.traceId, params.spanId, query))
}
