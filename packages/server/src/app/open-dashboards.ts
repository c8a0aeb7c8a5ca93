/** Dashboards, and what their widgets may ask of the other rooms. An endpoint that is to be a widget's source gets a line here. */
import {
  type AIInteraction,
  countDecisions,
  countInteractions,
  countTraces,
  type DecisionListAnswer,
  getDecisionStats,
  getInteractionStats,
  getInteractionTimeline,
  getMetric,
  getMetricStats,
  getModelStats,
  getServiceMap,
  type InteractionListAnswer,
  listDecisions,
  listInteractions,
  listMetrics,
  listMetricTags,
  listTraces,
  queryMetrics,
  searchDecisions,
  searchInteractions,
  searchTraces,
  traceHistogram,
} from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { createDashboards, dashboardsRoutes, readShipped, sourceOf, type WidgetSource } from '../components/dashboards/index.ts'
import type { Decisions } from '../components/decisions/index.ts'
import type { Interactions } from '../components/interactions/index.ts'
import type { Metrics } from '../components/metrics/index.ts'
import type { Traces } from '../components/traces/index.ts'
import type { Clock } from '../kit/clock.ts'
import type { Log } from '../kit/log.ts'
import type { ControlPlane } from '../planes/control/plane.ts'

export interface DashboardRooms {
  metrics: Metrics
  traces: Traces
  interactions: Interactions
  decisions: Decisions
}

export async function openDashboards(
  http: FastifyInstance,
  parts: { control: ControlPlane; clock: Clock; log: Log; rooms: DashboardRooms },
): Promise<void> {
  const { rooms, ...rest } = parts
  dashboardsRoutes(http, createDashboards({ ...rest, sources: widgetSources(rooms), shipped: await readShipped() }))
}

export function widgetSources({ metrics, traces, interactions, decisions }: DashboardRooms): WidgetSource[] {
  const guests = { forGuests: withoutTexts }
  return [
    sourceOf(queryMetrics, (project, { parameters }) => metrics.query(project, parameters)),
    sourceOf(listMetrics, (project, { parameters }) => metrics.list(project, parameters)),
    sourceOf(listMetricTags, (project, { parameters }) => metrics.tags(project, parameters)),
    sourceOf(getMetric, (project, { params, parameters }) => metrics.data(project, params.name, parameters)),
    sourceOf(getMetricStats, (project, { params, parameters }) => metrics.stats(project, params.name, parameters)),
    sourceOf(listTraces, (project, { parameters }) => traces.list(project, parameters)),
    sourceOf(searchTraces, (project, { parameters }) => traces.list(project, parameters)),
    sourceOf(countTraces, (project, { parameters }) => traces.count(project, parameters)),
    sourceOf(traceHistogram, (project, { parameters }) => traces.histogram(project, parameters)),
    sourceOf(getServiceMap, (project, { parameters }) => traces.serviceMap(project, parameters)),
    sourceOf(listInteractions, (project, { parameters }) => interactions.list(project, parameters), guests),
    sourceOf(searchInteractions, (project, { parameters }) => interactions.list(project, parameters), guests),
    sourceOf(countInteractions, (project, { parameters }) => interactions.count(project, parameters)),
    sourceOf(getInteractionStats, (project, { parameters }) => interactions.stats(project, parameters)),
    sourceOf(getInteractionTimeline, (project, { parameters }) => interactions.timeline(project, parameters)),
    sourceOf(listDecisions, (project, { parameters }) => decisions.list(project, parameters), { forGuests: withoutReasons }),
    sourceOf(searchDecisions, (project, { parameters }) => decisions.list(project, parameters), { forGuests: withoutReasons }),
    sourceOf(countDecisions, (project, { parameters }) => decisions.count(project, parameters)),
    sourceOf(getDecisionStats, (project, { parameters }) => decisions.stats(project, parameters)),
    sourceOf(getModelStats, (project, { parameters }) => interactions.models(project, parameters)),
  ]
}

/** What people wrote and models answered is for those who have a key. */
function withoutTexts(answer: InteractionListAnswer): InteractionListAnswer {
  return { ...answer, items: answer.items.map(withoutText) }
}

function withoutReasons(answer: DecisionListAnswer): DecisionListAnswer {
  return { ...answer, items: answer.items.map((item) => ({ ...item, decisions: [] })) }
}

function withoutText(interaction: AIInteraction): AIInteraction {
  const { promptPreview: _prompt, responsePreview: _response, errorDetails: _error, userId: _user, tags: _tags, ...rest } = interaction
  return rest
}
