/** What the address says about this screen, and the doors out of it. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { OverviewSearch } from '../../lib/search-params.ts'
import { rangeOf } from '../../lib/time-range.ts'
import { usePage } from '../../lib/use-page.ts'

export interface Door {
  readonly fromMs: number
  readonly toMs: number
  readonly q: string
  readonly sort?: 'duration' | 'cost' | undefined
}

export function useOverviewPage() {
  const page = usePage()
  const navigate = useNavigate()
  const search: OverviewSearch = useSearch({ from: '/' })
  const change = (next: Partial<OverviewSearch>): void => void navigate({ to: '/', search: { ...search, ...next } })
  const [fromMs, toMs] = (search.changed ?? '').split('-').map(Number)
  return {
    ...page,
    search,
    change,
    changed: fromMs !== undefined && toMs !== undefined && toMs > fromMs ? { fromMs, toMs } : undefined,
    compare: (from: number, to: number) => change({ changed: `${Math.round(from)}-${Math.round(to)}` }),
    openTraces: ({ fromMs: from, toMs: to, q, sort }: Door) =>
      void navigate({ to: '/traces', search: { ...rangeOf(from, to), q: withProvider(q, search.provider) || undefined, sort } }),
    openInteractions: (from: number, to: number, q: string) =>
      void navigate({ to: '/interactions', search: { ...rangeOf(from, to), q: q || undefined } }),
  }
}

export type OverviewPage = ReturnType<typeof useOverviewPage>

/** What the page is filtered by holds behind its doors too. */
export function withProvider(q: string, provider: string | undefined): string {
  return [q, provider === undefined ? '' : `provider:"${provider.replace(/["\\]/g, '\\$&')}"`].filter((term) => term !== '').join(' ')
}
