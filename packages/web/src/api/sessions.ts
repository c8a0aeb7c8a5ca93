/** Conversations: a list as long as one scrolls, one with its turns, and the same calls as a file. */
import { EXPORT_PATH, searchOf } from '@relayscope/contract/client'
import type { Session } from '@relayscope/contract'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { client } from './client.ts'
import { filtersOf } from './interaction-figures.ts'
import type { InteractionFilters } from './interactions.ts'

const PAGE_SESSIONS = 100
const MOST_TURNS = 200

export function useSessions(filters: InteractionFilters) {
  const query = filtersOf(filters)
  return useInfiniteQuery({
    queryKey: ['interactions', 'summary', 'sessions', query],
    queryFn: ({ pageParam, signal }) => client.listSessions({ query: { ...query, cursor: pageParam, limit: PAGE_SESSIONS }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    select: ({ pages }): readonly Session[] => pages.flatMap(({ items }) => items),
    placeholderData: keepPreviousData,
    enabled: filters.q !== undefined,
  })
}

/** With what was said. */
export function useSession(sessionId: string) {
  return useQuery({
    queryKey: ['interactions', 'session', sessionId],
    queryFn: ({ signal }) => client.getSession({ params: { sessionId }, query: { content: 'true', limit: MOST_TURNS }, signal }),
    staleTime: 10_000,
  })
}

export type ExportFormat = 'csv' | 'ndjson' | 'parquet'

export function exportAddress(filters: InteractionFilters, format: ExportFormat, content: boolean): string {
  return EXPORT_PATH + searchOf({ ...filtersOf(filters), format, content: content ? 'true' : undefined })
}
