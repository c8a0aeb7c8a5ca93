/** What this room can do, in the terms of the contract. */
import type {
  Frame,
  getMetric,
  getMetricStats,
  listMetricExemplars,
  listMetrics,
  listMetricTags,
  MetricAggregation,
  MetricExemplar,
  MetricInfo,
  MetricQuery,
  MetricStats,
} from '@relayscope/contract'
import { metricQuery } from '@relayscope/contract'
import type { z } from 'zod'
import { findKnown, type KnownMetric, listKnown } from '../../flows/query/metrics/catalogue.ts'
import { derivedRatio, RATIOS } from '../../flows/query/metrics/derived-metrics.ts'
import { type ExemplarRow, findExemplars } from '../../flows/query/metrics/exemplars.ts'
import type { OneMetric } from '../../flows/query/metrics/parts.ts'
import { Readings } from '../../flows/query/metrics/readings.ts'
import { readReference } from '../../flows/query/metrics/reference.ts'
import { runMetricQuery } from '../../flows/query/metrics/run-query.ts'
import { shareSelects } from '../../flows/query/metrics/shared-select.ts'
import { HOUR_NS, isoTime, resolveRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import type { ControlPlane } from '../../planes/control/plane.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { aggregationOf, createDefinitions, type Definition } from './store.ts'
import { describe, describeRatio } from './describe.ts'
import { readStats } from './stats.ts'
import { listTags } from './tags.ts'

type Query<R extends { query?: z.ZodType }> = z.output<NonNullable<R['query']>>

export interface MetricsParts {
  telemetry: TelemetryPlane
  control: Pick<ControlPlane, 'db'>
  clock: Clock
  /** Up to when roll-ups are complete. Absent: single points answer everything. */
  rolledUntilNs?: () => Promise<bigint>
}

export interface Metrics {
  list(project: string, query: Query<typeof listMetrics>): Promise<{ items: MetricInfo[]; nextCursor: null }>
  tags(project: string, query: Query<typeof listMetricTags>): Promise<{ items: { value: string; series: number }[]; nextCursor: null }>
  /** The one question that panels, alert conditions and reports ask. */
  query(project: string, query: MetricQuery): Promise<Frame>
  data(project: string, name: string, query: Query<typeof getMetric>): Promise<Frame & { metric: MetricInfo }>
  stats(project: string, name: string, query: Query<typeof getMetricStats>): Promise<MetricStats>
  exemplars(project: string, name: string, query: Query<typeof listMetricExemplars>): Promise<{ items: MetricExemplar[]; nextCursor: null }>
  define(project: string, name: string, definition: Definition): Promise<MetricInfo>
  forget(project: string, name: string): Promise<MetricInfo>
}

export function createMetrics({ telemetry: engine, control, clock, rolledUntilNs = async () => 0n }: MetricsParts): Metrics {
  const telemetry = shareSelects(engine)
  const definitions = createDefinitions(control, clock.nowMs)
  const defaultOf = async (project: string, name: string): Promise<MetricAggregation | undefined> => {
    const said = await definitions.find(project, name)
    return said && aggregationOf(said)
  }
  const run = { telemetry, readings: new Readings(telemetry), clock, rolledUntilNs, aggregationOf: defaultOf }

  /** The metric a path names, with or without an aggregation behind it. */
  async function found(project: string, text: string): Promise<KnownMetric> {
    const whole = await findKnown(telemetry, project, text)
    const metric = whole ?? (await findKnown(telemetry, project, readReference(text, () => false).name))
    if (!metric) throw httpError('not_found', `there is no metric ${JSON.stringify(text.slice(0, 100))} in this project`)
    return metric
  }

  function selectionOf(project: string, metric: KnownMetric, filters: OneMetric['filters']): OneMetric {
    return { project, metric, filters, exclude: {} }
  }

  async function info(project: string, text: string): Promise<MetricInfo> {
    const ratio = derivedRatio(text)
    if (ratio) return describeRatio(ratio, await definitions.find(project, text))
    const metric = await found(project, text)
    return describe(metric, await definitions.find(project, metric.name))
  }

  return {
    async list(project, { q, category, limit }) {
      const [known, said] = await Promise.all([listKnown(telemetry, project, q), definitions.all(project)])
      const items = listed(known, q, said).filter((each) => category === undefined || each.category === category)
      return { items: items.slice(0, limit), nextCursor: null }
    },
    tags: async (project, query) => ({ items: await listTags(telemetry, clock, project, query), nextCursor: null }),
    query: (project, query) => runMetricQuery(run, project, query),
    async data(project, name, { filter, ...query }) {
      const metric = await info(project, name)
      return { ...(await runMetricQuery(run, project, metricQuery.parse({ ...query, metric: name, filters: filter }))), metric }
    },
    async stats(project, name, query) {
      const metric = await found(project, name)
      const said = await definitions.find(project, metric.name)
      return readStats(run, selectionOf(project, metric, query.filter), said, resolveRange(query, clock, { lengthNs: HOUR_NS }))
    },
    async exemplars(project, name, query) {
      const metric = await found(project, name)
      const range = resolveRange(query, clock, { lengthNs: HOUR_NS })
      const rows = await findExemplars(telemetry, selectionOf(project, metric, query.filter), range, query.limit)
      return { items: rows.map(presentExemplar), nextCursor: null }
    },
    async define(project, name, definition) {
      await info(project, name)
      await definitions.put(project, name, definition, new Date(clock.nowMs()))
      return info(project, name)
    },
    async forget(project, name) {
      const removed = await definitions.remove(project, name)
      if (!removed) throw httpError('not_found', 'nothing was said of this metric')
      return info(project, name)
    },
  }
}

function presentExemplar({ time_ns, value, trace_id, span_id, request_id, labels }: ExemplarRow): MetricExemplar {
  return { time: isoTime(BigInt(time_ns)), value, traceId: trace_id, spanId: span_id, requestId: request_id, labels }
}

function listed(known: readonly KnownMetric[], q: string | undefined, said: ReadonlyMap<string, Definition>): MetricInfo[] {
  const ratios = RATIOS.filter(({ name }) => name.includes(q?.toLowerCase() ?? ''))
  const items = [
    ...known.map((metric) => describe(metric, said.get(metric.name))),
    ...ratios.map((ratio) => describeRatio(ratio, said.get(ratio.name))),
  ]
  return items.sort((left, right) => (left.name < right.name ? -1 : 1))
}
