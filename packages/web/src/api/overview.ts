import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import type { TimeRange } from '../lib/time-range.ts'
import { client } from './client.ts'
import { useStored } from './live.ts'

export interface OverviewFilters extends TimeRange {
  readonly provider: string | undefined
  readonly lastHour: 'fine' | 'even'
}

/** All figures of the page are asked for anew, so they follow new rows at a calm pace. */
const LIVE_MS = 10_000

export function useOverview({ from, to, provider, lastHour }: OverviewFilters, live: boolean) {
  const queries = useQueryClient()
  useStored(() => live && void queries.invalidateQueries({ queryKey: ['overview'] }), LIVE_MS)
  return useQuery({
    queryKey: ['overview', from, to, provider, lastHour],
    queryFn: ({ signal }) => client.getOverview({ query: { from, to, provider, lastHour }, signal }),
    placeholderData: keepPreviousData,
  })
}

/** Fields whose shares tell what is different about some requests. */
const COMPARED_FIELDS = 'status,name,provider,model,service,organization,errorType,path,operation'
const MOST_VALUES = 12

/** The values of the requests in a stretch of time, and of those before it. */
export function useShares(fromMs: number, toMs: number, beforeMs: number) {
  const facets = (from: number, to: number, signal: AbortSignal) =>
    client.traceFacets({
      query: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), fields: COMPARED_FIELDS, limit: MOST_VALUES },
      signal,
    })
  return useQuery({
    queryKey: ['overview-shares', fromMs, toMs, beforeMs],
    queryFn: async ({ signal }) => {
      const [inside, before] = await Promise.all([facets(fromMs, toMs, signal), facets(fromMs - beforeMs, fromMs, signal)])
      return { inside: inside.facets, before: before.facets }
    },
    staleTime: 60_000,
  })
}
