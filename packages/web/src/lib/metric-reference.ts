/** `api.latency.p95`: the name of a metric, and behind it which one number of its many. */
import { METRIC_SUFFIXES, type MetricAggregation } from '@relayscope/contract'

const SUFFIX = new RegExp(`\\.(${METRIC_SUFFIXES.join('|')})$`)

export function splitReference(reference: string): { name: string; aggregation: MetricAggregation | '' } {
  const [whole = '', aggregation = ''] = SUFFIX.exec(reference) ?? []
  return { name: whole === '' ? reference : reference.slice(0, -whole.length), aggregation: aggregation as MetricAggregation | '' }
}

export function joinReference(name: string, aggregation: string): string {
  return aggregation === '' ? name : `${name}.${aggregation}`
}
