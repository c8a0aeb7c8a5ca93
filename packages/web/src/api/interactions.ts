import type { AIInteraction } from '@relayscope/contract'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { parseInstant } from '../lib/instant.ts'
import type { TimeRange } from '../lib/time-range.ts'
import { client } from './client.ts'
import { PAGE_ROWS, useLiveList } from './live-list.ts'

export interface InteractionFilters extends TimeRange {
  /** Undefined: nothing is asked for. */
  readonly q: string | undefined
  readonly provider?: string
  readonly model?: string
  readonly status?: 'success' | 'error' | 'timeout'
  readonly sort?: 'latency' | 'cost' | 'tokens'
}

const RANKED_ROWS = 1000

export function useInteractions(filters: InteractionFilters, live: boolean) {
  const { from, to, q, provider, model, status, sort } = filters
  return useLiveList({
    key: ['interactions', from, to, q, provider ?? '', model ?? '', status ?? '', sort ?? 'time'],
    fetchPage: (cursor, signal) =>
      client.listInteractions({
        query: { from, to, q, provider, model, status, sort, cursor, limit: sort ? RANKED_ROWS : PAGE_ROWS },
        signal,
      }),
    idOf: ({ id }) => id,
    timeOf: ({ startTime }) => parseInstant(startTime),
    live,
    range: { from, to },
    ranked: sort !== undefined,
    enabled: q !== undefined,
  })
}

export function countInteractions({ from, to, q }: InteractionFilters) {
  return client.countInteractions({ query: { from, to, q } })
}

export function useInteractionCount({ from, to, q, provider, model, status }: InteractionFilters) {
  return useQuery({
    queryKey: ['interactions', 'summary', 'count', from, to, q, provider, model, status],
    queryFn: ({ signal }) => client.countInteractions({ query: { from, to, q, provider, model, status }, signal }),
    enabled: q !== undefined,
    placeholderData: keepPreviousData,
  })
}

/** Providers and models there are in a range, for the selects. */
export function useInteractionChoices({ from, to }: TimeRange) {
  return useQuery({
    queryKey: ['interactions', 'summary', 'choices', from, to],
    queryFn: ({ signal }) => client.interactionFacets({ query: { from, to, fields: 'provider,model', limit: 100 }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
}

export function useInteractionValues(range: TimeRange, field: string | undefined, prefix: string) {
  const { from, to } = range
  const { data } = useQuery({
    queryKey: ['interactions', 'values', from, to, field, prefix],
    queryFn: ({ signal }) => client.interactionFacets({ query: { from, to, fields: field, prefix, limit: 9 }, signal }),
    enabled: field !== undefined && field !== '',
    retry: false,
    staleTime: 30_000,
  })
  return data?.facets[0]?.values ?? []
}

export function useInteraction(id: string) {
  return useQuery({
    queryKey: ['interactions', 'one', id],
    queryFn: ({ signal }) => client.getInteraction({ params: { id }, signal }),
    staleTime: 30_000,
  })
}

const MOST_OF_A_TRACE = 1000
const MARGIN_MS = 3_600_000

/** The AI calls of a trace by the span they stand for: what the waterfall draws its first tokens from. */
export function useTraceInteractions(traceId: string, startTime: string | undefined) {
  const from = startTime && new Date(parseInstant(startTime) - MARGIN_MS).toISOString()
  return useQuery({
    queryKey: ['interactions', 'of-trace', traceId, from],
    queryFn: ({ signal }) => client.listInteractions({ query: { traceId, from, to: 'now+1d', limit: MOST_OF_A_TRACE }, signal }),
    select: ({ items }): readonly AIInteraction[] => items,
    enabled: from !== undefined,
    staleTime: 10_000,
  })
}

export function useNewestInteraction(enabled: boolean) {
  return useQuery({
    queryKey: ['interactions', 'newest'],
    queryFn: ({ signal }) => client.listInteractions({ query: { from: 'now-9999d', to: 'now+1d', limit: 1 }, signal }),
    select: ({ items }) => items[0]?.startTime ?? null,
    enabled,
    staleTime: 1000,
  })
}
