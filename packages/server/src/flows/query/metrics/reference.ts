/** `api.latency.p95`: a name, and behind it which one number of its many. */
import { METRIC_SUFFIXES, type MetricAggregation } from '@relayscope/contract'

export interface Reference {
  name: string
  /** Absent: what fits the metric. */
  aggregation?: MetricAggregation | undefined
}

const SUFFIXES: ReadonlySet<string> = new Set(METRIC_SUFFIXES)

/** A metric that is called so as a whole comes before one whose name is shorter: `queue.max` may be a name. */
export function readReference(text: string, isMetric: (name: string) => boolean): Reference {
  const dot = text.lastIndexOf('.')
  const suffix = text.slice(dot + 1)
  if (dot <= 0 || !SUFFIXES.has(suffix) || isMetric(text)) return { name: text }
  return { name: text.slice(0, dot), aggregation: suffix as MetricAggregation }
}

export function quantileOf(aggregation: MetricAggregation): number | undefined {
  return aggregation.startsWith('p') ? Number(aggregation.slice(1)) / 100 : undefined
}
