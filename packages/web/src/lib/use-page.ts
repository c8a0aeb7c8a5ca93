/** The state every page shares, from the address: its range of time and whether it is live. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { rangeOfSearch, searchOfRange } from './search-params.ts'
import { endsNow, type TimeRange } from './time-range.ts'

export function usePage() {
  const search = useSearch({ from: '__root__' })
  const navigate = useNavigate()
  const range = rangeOfSearch(search)
  const live = endsNow(range) && search.live !== 'off'
  return {
    range,
    live,
    setRange: (next: TimeRange) => void navigate({ to: '.', search: (before) => ({ ...before, ...searchOfRange(next) }) }),
    setLive: (next: boolean) => {
      // Only a range that ends now can be live; from another one, it starts to end now.
      const ends = next && !endsNow(range) ? { from: undefined, to: undefined } : {}
      void navigate({ to: '.', replace: true, search: (before) => ({ ...before, ...ends, live: next ? undefined : 'off' }) })
    },
  }
}
