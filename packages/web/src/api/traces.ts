import type { FacetsAnswer, Trace } from '@relayscope/contract'
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { parseInstant } from '../lib/instant.ts'
import type { TimeRange } from '../lib/time-range.ts'
import { client } from './client.ts'
import { useLiveList } from './live-list.ts'
import { useStored } from './live.ts'

export interface TraceFilters extends TimeRange {
  /** Undefined: nothing is asked for. */
  readonly q: string | undefined
  readonly sort?: 'duration' | 'cost'
}

const RANKED_ROWS = 1000

export function useTraces(filters: TraceFilters, live: boolean) {
  const { from, to, q, sort } = filters
  return useLiveList({
    key: ['traces', from, to, q, sort ?? 'time'],
    fetchPage: (cursor, signal) => client.listTraces({ query: { from, to, q, sort, cursor, limit: sort ? RANKED_ROWS : 200 }, signal }),
    idOf: ({ traceId }) => traceId,
    timeOf: ({ startTime }) => parseInstant(startTime),
    live,
    range: { from, to },
    ranked: sort !== undefined,
    enabled: q !== undefined,
  })
}

export function countTraces({ from, to, q }: TraceFilters) {
  return client.countTraces({ query: { from, to, q } })
}

export function useTraceCount({ from, to, q }: TraceFilters) {
  return useQuery({
    queryKey: ['traces', 'summary', 'count', from, to, q],
    queryFn: ({ signal }) => client.countTraces({ query: { from, to, q }, signal }),
    enabled: q !== undefined,
    placeholderData: keepPreviousData,
  })
}

export function useTraceFacets({ from, to, q }: TraceFilters) {
  return useQuery({
    queryKey: ['traces', 'summary', 'facets', from, to, q],
    queryFn: ({ signal }) => client.traceFacets({ query: { from, to, q, limit: 8 }, signal }),
    placeholderData: keepPreviousData,
    enabled: q !== undefined,
  })
}

export function useTraceHistogram({ from, to, q }: TraceFilters, steps: number) {
  return useQuery({
    queryKey: ['traces', 'summary', 'histogram', from, to, q, steps],
    queryFn: ({ signal }) => client.traceHistogram({ query: { from, to, q, steps }, signal }),
    placeholderData: keepPreviousData,
    enabled: q !== undefined,
  })
}

/** Values of one field that start with what was typed, for suggestions. */
export function useTraceValues(range: TimeRange, field: string | undefined, prefix: string): FacetsAnswer['facets'][number]['values'] {
  const { from, to } = range
  const { data } = useQuery({
    queryKey: ['traces', 'values', from, to, field, prefix],
    queryFn: ({ signal }) => client.traceFacets({ query: { from, to, fields: field, prefix, limit: 9 }, signal }),
    enabled: field !== undefined && field !== '',
    retry: false,
    staleTime: 30_000,
  })
  return data?.facets[0]?.values ?? []
}

/** Still growing: the root has not arrived, or it ended a moment ago. */
const SETTLED_MS = 60_000

function isGrowing(trace: Trace): boolean {
  return trace.complete === false || Date.now() - parseInstant(trace.endTime) < SETTLED_MS
}

function traceQuery(traceId: string) {
  return queryOptions({
    queryKey: ['traces', 'one', traceId],
    queryFn: ({ signal }) => client.getTrace({ params: { traceId }, signal }),
    staleTime: 30_000,
  })
}

/** Asks for a trace that is about to be opened: the answer is on its way while the page changes. */
export function useTraceAhead(): (traceId: string) => void {
  const queries = useQueryClient()
  return useCallback((traceId) => void queries.prefetchQuery(traceQuery(traceId)), [queries])
}

export function useTrace(traceId: string) {
  const queries = useQueryClient()
  const query = useQuery(traceQuery(traceId))
  const { data } = query
  useStored(() => (!data || isGrowing(data)) && void queries.invalidateQueries({ queryKey: ['traces', 'one', traceId] }), 2000)
  return query
}

export function useSpanStats(traceId: string, spanId: string, startTime: string) {
  const from = new Date(parseInstant(startTime) - 86_400_000).toISOString()
  return useQuery({
    queryKey: ['traces', 'span-stats', traceId, spanId],
    queryFn: ({ signal }) => client.getSpanStats({ params: { traceId, spanId }, query: { from, to: 'now' }, signal }),
    retry: false,
    staleTime: 60_000,
  })
}

/** The newest trace there is, whatever the range: tells "nothing yet" from "nothing here". */
export function useNewestTrace(enabled: boolean) {
  return useQuery({
    queryKey: ['traces', 'newest'],
    queryFn: ({ signal }) => client.listTraces({ query: { from: 'now-9999d', to: 'now+1d', limit: 1 }, signal }),
    select: ({ items }) => items[0]?.startTime ?? null,
    enabled,
    staleTime: 1000,
  })
}
