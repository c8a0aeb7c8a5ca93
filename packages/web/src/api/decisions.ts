import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { parseInstant } from '../lib/instant.ts'
import type { TimeRange } from '../lib/time-range.ts'
import { client } from './client.ts'
import { PAGE_ROWS, useLiveList } from './live-list.ts'

export interface DecisionFilters extends TimeRange {
  /** Undefined: nothing is asked for. */
  readonly q: string | undefined
}

/** A trace may hold several requests, so both ids name a row. */
export function decisionRowId({ traceId, requestId }: { traceId: string; requestId: string }): string {
  return `${traceId}/${requestId}`
}

export function useDecisions({ from, to, q }: DecisionFilters, live: boolean) {
  return useLiveList({
    key: ['decisions', from, to, q],
    range: { from, to },
    fetchPage: (cursor, signal) => client.listDecisions({ query: { from, to, q, cursor, limit: PAGE_ROWS }, signal }),
    idOf: decisionRowId,
    timeOf: ({ timestamp }) => parseInstant(timestamp),
    live,
    ranked: false,
    enabled: q !== undefined,
  })
}

export function countDecisions({ from, to, q }: DecisionFilters) {
  return client.countDecisions({ query: { from, to, q } })
}

export function useDecisionCount({ from, to, q }: DecisionFilters) {
  return useQuery({
    queryKey: ['decisions', 'summary', 'count', from, to, q],
    queryFn: ({ signal }) => client.countDecisions({ query: { from, to, q }, signal }),
    enabled: q !== undefined,
    placeholderData: keepPreviousData,
  })
}

export function useDecisionFlow({ from, to, q }: DecisionFilters) {
  return useQuery({
    queryKey: ['decisions', 'summary', 'flow', from, to, q],
    queryFn: ({ signal }) => client.getDecisionFlow({ query: { from, to, q }, signal }),
    enabled: q !== undefined,
    placeholderData: keepPreviousData,
  })
}

export function useDecisionStats({ from, to, q }: DecisionFilters) {
  return useQuery({
    queryKey: ['decisions', 'summary', 'stats', from, to, q],
    queryFn: ({ signal }) => client.getDecisionStats({ query: { from, to, q }, signal }),
    enabled: q !== undefined,
    placeholderData: keepPreviousData,
  })
}

export function useDecisionValues({ from, to }: TimeRange, field: string | undefined, prefix: string) {
  const { data } = useQuery({
    queryKey: ['decisions', 'values', from, to, field, prefix],
    queryFn: ({ signal }) => client.decisionFacets({ query: { from, to, fields: field, prefix, limit: 9 }, signal }),
    enabled: field !== undefined && field !== '',
    retry: false,
    staleTime: 30_000,
  })
  return data?.facets[0]?.values ?? []
}

export function useDecision(traceId: string, requestId: string | undefined) {
  return useQuery({
    queryKey: ['decisions', 'one', traceId, requestId],
    queryFn: ({ signal }) => client.getDecision({ params: { traceId }, query: { requestId }, signal }),
    staleTime: 10_000,
  })
}

/** By the id of a request, a trace or an AI interaction. */
export function lookUpDecisions(id: string) {
  return client.lookUpDecisions({ query: { id } })
}

/** Whether there are decisions of a trace, for the door to them. */
export function useTraceDecisions(traceId: string | undefined) {
  return useQuery({
    queryKey: ['decisions', 'of-trace', traceId],
    queryFn: () => lookUpDecisions(traceId ?? ''),
    select: ({ items }) => items,
    enabled: traceId !== undefined && traceId !== '',
    staleTime: 10_000,
  })
}

export function useNewestDecision(enabled: boolean) {
  return useQuery({
    queryKey: ['decisions', 'newest'],
    queryFn: ({ signal }) => client.listDecisions({ query: { from: 'now-9999d', to: 'now+1d', limit: 1 }, signal }),
    select: ({ items }) => items[0]?.timestamp ?? null,
    enabled,
    staleTime: 1000,
  })
}
