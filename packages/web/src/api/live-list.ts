/** A list in pages of 200 that grows at its end by scrolling and at its top by what is stored. */
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useNow } from '../lib/now.ts'
import { resolveTime, type TimeRange, windowStepMs } from '../lib/time-range.ts'
import { useStored } from './live.ts'
import { countNew, mergeNewest, type Page } from './merge-newest.ts'
import { LIST, useRefresh } from './refresh.ts'

export const PAGE_ROWS = 200
/** New rows are fetched at most this often. */
const LIVE_MS = 1000

export interface LiveListOptions<Item> {
  /** Names the list and everything it depends on. */
  key: readonly unknown[]
  fetchPage: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<Item>>
  idOf: (item: Item) => string
  timeOf: (item: Item) => number
  /** Whether the list follows what is stored. */
  live: boolean
  /** Rows that a range relative to now has left behind are no longer shown. */
  range: TimeRange
  /** Largest first instead of newest first: there is one page, and new rows can be anywhere in it. */
  ranked: boolean
  enabled: boolean
}

export interface LiveList<Item> {
  readonly items: readonly Item[]
  readonly loading: boolean
  readonly busy: boolean
  /** The rows are those of the search before. */
  readonly stale: boolean
  readonly error: Error | null
  readonly more: boolean
  /** New rows that are not shown, because the list is scrolled. */
  readonly waiting: { count: number; atLeast: boolean }
  /** Fixed identity: effects may depend on it. */
  readonly loadMore: () => void
  readonly retry: () => void
  readonly showWaiting: () => void
  readonly setScrolled: (scrolled: boolean) => void
}

const NOTHING_WAITS = { count: 0, atLeast: false }

export function useLiveList<Item>(options: LiveListOptions<Item>): LiveList<Item> {
  const { key, fetchPage, live, ranked } = options
  const queryKey = useMemo(() => [LIST, ...key], [JSON.stringify(key)])
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // Asking again would fetch every loaded page; what is new comes in at the top instead.
    staleTime: Infinity,
    enabled: options.enabled,
  })
  const top = useNewest(options, queryKey)
  useStored(() => live && options.enabled && top.fetchNewest(), LIVE_MS)
  useRefresh(() => (query.error ? void query.refetch() : ranked ? void query.refetch() : top.fetchNewest()))

  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [fetchNextPage, hasNextPage, isFetchingNextPage])
  const pages = query.data?.pages
  const all = useMemo(() => uniqueItems(pages, options.idOf), [pages])
  const fromMs = useWindowStart(options.range)
  const items = useMemo(() => all.filter((item) => options.timeOf(item) >= fromMs), [all, fromMs])
  return {
    items,
    loading: query.isPending,
    busy: query.isFetching,
    stale: query.isPlaceholderData,
    error: query.error,
    more: hasNextPage,
    waiting: top.waiting,
    loadMore,
    retry: () => void query.refetch(),
    showWaiting: top.showWaiting,
    setScrolled: top.setScrolled,
  }
}

/** Where the window starts now. It moves in steps that nobody sees. */
function useWindowStart(range: TimeRange): number {
  return resolveTime(range.from, useNow(windowStepMs(range)))
}

type Pages<Item> = InfiniteData<Page<Item>, string | undefined>

/** Fetches the newest page and puts it on top, or holds it while the list is scrolled. */
function useNewest<Item>(options: LiveListOptions<Item>, queryKey: readonly unknown[]) {
  const client = useQueryClient()
  const scrolled = useRef(false)
  const held = useRef<Page<Item>>(undefined)
  const [waiting, setWaiting] = useState(NOTHING_WAITS)
  const latest = useRef(options)
  latest.current = options

  const release = useCallback((): void => {
    held.current = undefined
    setWaiting(NOTHING_WAITS)
  }, [])
  const apply = useCallback(
    (newest: Page<Item>): void => {
      client.setQueryData<Pages<Item>>(
        queryKey,
        (data) => data && { pages: [mergeNewest(data.pages, newest, latest.current)], pageParams: [undefined] },
      )
      release()
    },
    [client, queryKey, release],
  )
  const fetchNewest = useCallback((): void => {
    const { fetchPage, idOf, ranked } = latest.current
    if (!client.getQueryData(queryKey)) return void client.refetchQueries({ queryKey })
    if (ranked) return void client.invalidateQueries({ queryKey })
    void fetchPage(undefined).then(
      (newest) => {
        const known = client.getQueryData<Pages<Item>>(queryKey)?.pages
        if (!known) return
        if (!scrolled.current) return apply(newest)
        held.current = newest
        setWaiting(countNew(known, newest, idOf))
      },
      () => undefined, // The stream's state says that the server is gone; the rows stay.
    )
  }, [client, queryKey, apply])

  const showWaiting = useCallback((): void => {
    if (held.current) apply(held.current)
  }, [apply])
  const setScrolled = useCallback(
    (next: boolean): void => {
      scrolled.current = next
      if (!next) showWaiting()
    },
    [showWaiting],
  )
  useEffect(() => {
    release()
    // A list that was left and is shown again has missed what came meanwhile.
    if (client.getQueryData(queryKey) && !latest.current.ranked) fetchNewest()
  }, [client, queryKey, release, fetchNewest])
  return { waiting, fetchNewest, showWaiting, setScrolled }
}

function uniqueItems<Item>(pages: readonly Page<Item>[] | undefined, idOf: (item: Item) => string): Item[] {
  const items = new Map<string, Item>()
  for (const page of pages ?? []) for (const item of page.items) if (!items.has(idOf(item))) items.set(idOf(item), item)
  return [...items.values()]
}
