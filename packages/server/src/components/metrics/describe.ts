/** A metric as it is shown: what was said of it, and what its points and its name say where nothing was. */
import type { Metric, MetricInfo } from '@relayscope/contract'
import { fittingAggregation, type KnownMetric } from '../../flows/query/metrics/catalogue.ts'
import type { DerivedRatio } from '../../flows/query/metrics/derived-metrics.ts'
import { quantileOf } from '../../flows/query/metrics/reference.ts'
import type { Definition } from './store.ts'

export function describe(metric: KnownMetric, said: Definition | undefined): MetricInfo {
  const aggregation = fittingAggregation(metric)
  const inferred: Metric = {
    name: metric.name,
    aggregationType:
      quantileOf(aggregation) === undefined ? (aggregation === 'rate' ? 'sum' : (aggregation as Metric['aggregationType'])) : 'percentile',
    dimensions: [...metric.tags],
    category: metric.name.split(/[._]/, 1)[0] ?? '',
    visualization: metric.shown === 'text' ? 'table' : 'line',
    ...(metric.description === '' ? {} : { description: metric.description }),
    ...(metric.unit === '' ? {} : { unit: metric.unit }),
  }
  return {
    ...inferred,
    ...withoutAbsent(said),
    kind: metric.shown,
    derived: metric.derived !== undefined,
    defined: said !== undefined,
    series: metric.series,
    lastSeen: metric.lastSeenMs === undefined ? null : new Date(metric.lastSeenMs).toISOString(),
  }
}

export function describeRatio(ratio: DerivedRatio, said: Definition | undefined): MetricInfo {
  return {
    name: ratio.name,
    description: ratio.description,
    unit: ratio.unit,
    aggregationType: 'avg',
    dimensions: [],
    category: ratio.name.split('.', 1)[0] ?? '',
    visualization: 'line',
    ...withoutAbsent(said),
    kind: 'gauge',
    derived: true,
    defined: said !== undefined,
    series: 0,
    lastSeen: null,
  }
}

function withoutAbsent(said: Definition = {}): Partial<Metric> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}
