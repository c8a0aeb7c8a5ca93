import { useQueryClient } from '@tanstack/react-query'
import { useStored } from './live.ts'

/** Counts, facets and charts follow new rows at this pace; they cost more than the newest page. */
const SUMMARY_MS = 5000

/** Asks again for what sums up a list, while it grows. */
export function useSummaryRefresh(name: string, live: boolean): void {
  const queries = useQueryClient()
  useStored(() => live && void queries.invalidateQueries({ queryKey: [name, 'summary'] }), SUMMARY_MS)
}
