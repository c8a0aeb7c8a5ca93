/** "Refresh now" for everything on the page. Lists fetch their newest page; all other answers are asked for again. */
import type { QueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

const listeners = new Set<() => void>()

/** The first part of the key of queries that refresh by themselves. */
export const LIST = 'list'

export function refreshAll(client: QueryClient): void {
  for (const listener of listeners) listener()
  void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== LIST })
}

export function useRefresh(onRefresh: () => void): void {
  const latest = useRef(onRefresh)
  latest.current = onRefresh
  useEffect(() => {
    const listener = (): void => latest.current()
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, [])
}
