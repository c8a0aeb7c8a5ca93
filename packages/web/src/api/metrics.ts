/** Which metrics there are, what they are, and the requests behind their numbers. */
import type { MetricInfo } from '@relayscope/contract'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { TimeRange } from '../lib/time-range.ts'
import { client } from './client.ts'

const ALL = ['metrics']
const MOST_METRICS = 1000

export function useMetrics() {
  return useQuery({
    queryKey: [...ALL, 'list'],
    queryFn: ({ signal }) => client.listMetrics({ query: { limit: MOST_METRICS }, signal }),
    select: ({ items }) => items,
    staleTime: 30_000,
  })
}

export interface MetricScope extends TimeRange {
  readonly metric: string
  readonly filters: Readonly<Record<string, readonly string[]>>
}

/** As the contract takes them: each tag and value as one parameter. */
function filterParameters(filters: MetricScope['filters']): string[] {
  return Object.entries(filters).flatMap(([tag, values]) => values.map((value) => `${tag}=${value}`))
}

export function useMetricStats({ metric, from, to, filters }: MetricScope, enabled: boolean) {
  return useQuery({
    queryKey: [...ALL, 'stats', metric, from, to, filters],
    queryFn: ({ signal }) =>
      client.getMetricStats({ params: { name: metric }, query: { from, to, filter: filterParameters(filters) }, signal }),
    enabled,
    placeholderData: keepPreviousData,
  })
}

export function useExemplars({ metric, from, to, filters }: MetricScope, enabled: boolean) {
  return useQuery({
    queryKey: [...ALL, 'exemplars', metric, from, to, filters],
    queryFn: ({ signal }) =>
      client.listMetricExemplars({ params: { name: metric }, query: { from, to, filter: filterParameters(filters), limit: 50 }, signal }),
    select: ({ items }) => items,
    enabled,
    placeholderData: keepPreviousData,
  })
}

export type MetricDefinition = Partial<
  Pick<
    MetricInfo,
    'description' | 'unit' | 'aggregationType' | 'aggregationWindow' | 'dimensions' | 'displayName' | 'category' | 'visualization'
  >
>

/** Says what a metric is; without a definition, forgets what was said. */
export function useDefineMetric(name: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (definition: MetricDefinition | undefined) =>
      definition === undefined ? client.deleteMetric({ params: { name } }) : client.putMetric({ params: { name }, body: definition }),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ALL }), queries.invalidateQueries({ queryKey: ['frame'] })]),
  })
}

export function useMetricTagValues(metric: string | undefined, tag: string, prefix: string) {
  return useQuery({
    queryKey: [...ALL, 'values', metric, tag, prefix],
    queryFn: ({ signal }) => client.listMetricTags({ query: { metric, tag, prefix: prefix || undefined, limit: 50 }, signal }),
    select: ({ items }) => items,
    enabled: tag !== '',
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
}
