/** Figures over the interactions a search finds: over time, as a whole, and by model. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { client } from './client.ts'
import type { InteractionFilters } from './interactions.ts'

/** As the routes take them. */
export function filtersOf({ from, to, q, provider, model, status }: InteractionFilters) {
  return { from, to, q, provider, model, status }
}

export function useInteractionTimeline(filters: InteractionFilters, steps: number) {
  const query = filtersOf(filters)
  return useQuery({
    queryKey: ['interactions', 'summary', 'timeline', steps, query],
    queryFn: ({ signal }) => client.getInteractionTimeline({ query: { ...query, steps }, signal }),
    enabled: filters.q !== undefined,
    placeholderData: keepPreviousData,
  })
}

export function useInteractionTotals(filters: InteractionFilters) {
  const query = filtersOf(filters)
  return useQuery({
    queryKey: ['interactions', 'summary', 'totals', query],
    queryFn: ({ signal }) => client.getInteractionStats({ query, signal }),
    select: ({ total }) => total,
    enabled: filters.q !== undefined,
    placeholderData: keepPreviousData,
  })
}

export function useModelStats(filters: InteractionFilters) {
  const query = filtersOf(filters)
  return useQuery({
    queryKey: ['interactions', 'summary', 'models', query],
    queryFn: ({ signal }) => client.getModelStats({ query, signal }),
    enabled: filters.q !== undefined,
    placeholderData: keepPreviousData,
  })
}

/** The cost of one call, opened to price times tokens; `others` names models as `provider/model`, those used most when absent. */
export function useInteractionCost(id: string, others?: string) {
  return useQuery({
    queryKey: ['interactions', 'cost', id, others],
    queryFn: ({ signal }) => client.getInteractionCost({ params: { id }, query: { with: others }, signal }),
    staleTime: 60_000,
    enabled: others !== '',
  })
}
