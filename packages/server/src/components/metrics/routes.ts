import {
  deleteMetric,
  getMetric,
  getMetricStats,
  listMetricExemplars,
  listMetrics,
  listMetricTags,
  putMetric,
  queryMetrics,
} from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../kit/http.ts'
import type { Metrics } from './room.ts'

export async function metricsRoutes(app: FastifyInstance, metrics: Metrics): Promise<void> {
  serve(app, listMetrics, ({ principal, query }) => metrics.list(principal.project, query))
  serve(app, listMetricTags, ({ principal, query }) => metrics.tags(principal.project, query))
  serve(app, queryMetrics, ({ principal, body }) => metrics.query(principal.project, body))
  serve(app, getMetric, ({ principal, params, query }) => metrics.data(principal.project, params.name, query))
  serve(app, getMetricStats, ({ principal, params, query }) => metrics.stats(principal.project, params.name, query))
  serve(app, listMetricExemplars, ({ principal, params, query }) => metrics.exemplars(principal.project, params.name, query))
  serve(app, putMetric, ({ principal, params, body }) => metrics.define(principal.project, params.name, body))
  serve(app, deleteMetric, ({ principal, params }) => metrics.forget(principal.project, params.name))
}
