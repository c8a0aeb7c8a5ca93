/** Names people choose from: metrics, their tags, the values of a tag. */
import { useQuery } from '@tanstack/react-query'
import { client } from './client.ts'

const STALE_MS = 60_000
const NONE: readonly string[] = []

export function useTagValues(tag: string | undefined): readonly string[] {
  const { data } = useQuery({
    queryKey: ['metric-tags', 'values', tag],
    queryFn: ({ signal }) => client.listMetricTags({ query: { tag, limit: 200 }, signal }),
    select: ({ items }) => items.map(({ value }) => value),
    enabled: tag !== undefined,
    staleTime: STALE_MS,
    retry: false,
  })
  return data ?? NONE
}

export function useTagNames(metric: string | undefined): readonly string[] {
  const { data } = useQuery({
    queryKey: ['metric-tags', 'names', metric],
    queryFn: ({ signal }) => client.listMetricTags({ query: { metric, limit: 200 }, signal }),
    select: ({ items }) => items.map(({ value }) => value),
    staleTime: STALE_MS,
    retry: false,
  })
  return data ?? NONE
}

export function useMetricNames(): readonly string[] {
  const { data } = useQuery({
    queryKey: ['metric-names'],
    queryFn: ({ signal }) => client.listMetrics({ query: { limit: 1000 }, signal }),
    select: ({ items }) => items.map(({ name }) => name),
    staleTime: STALE_MS,
    retry: false,
  })
  return data ?? NONE
}
