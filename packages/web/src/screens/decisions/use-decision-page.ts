/** What the address says about this screen, and the ways to change it. */
import { DECISION_FIELDS } from '@relayscope/contract/search'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { DecisionSearch } from '../../lib/search-params.ts'
import { withChoice } from '../../lib/search-query.ts'
import { usePage } from '../../lib/use-page.ts'
import { useReadableQuery } from '../../lib/use-readable-query.ts'

export interface OpenDecision {
  traceId: string
  requestId: string
}

export function useDecisionPage() {
  const page = usePage()
  const navigate = useNavigate()
  const search: DecisionSearch = useSearch({ from: '/decisions' })
  const { traceId } = useParams({ strict: false })
  const query = search.q ?? ''
  const change = (next: Partial<DecisionSearch>, replace = true): void =>
    void navigate({ to: '.', replace, search: { ...search, ...next } })
  const setQuery = (q: string, how: 'typing' | 'done' = 'done'): void => change({ q: q === '' ? undefined : q }, how === 'typing')
  const open = ({ traceId: id, requestId }: OpenDecision, replace = false): void =>
    void navigate({
      to: '/decisions/$traceId',
      params: { traceId: id },
      replace,
      search: { ...search, request: requestId || undefined, point: undefined },
    })
  const close = (): void => void navigate({ to: '/decisions', search: { ...search, request: undefined, point: undefined } })
  /** To the requests of the range that have this value, over what is searched for already. */
  const only = (field: string, value: string): void =>
    void navigate({
      to: '/decisions',
      search: {
        ...search,
        request: undefined,
        point: undefined,
        tab: undefined,
        q: withChoice(query, field, value, 'only', DECISION_FIELDS),
      },
    })
  /** What is shown; behind `query` while that has a mistake. */
  const readable = useReadableQuery(query, DECISION_FIELDS)
  const filters = { ...page.range, q: readable }
  return { ...page, search, query, readable, filters, traceId, change, setQuery, open, close, only }
}

export type DecisionPage = ReturnType<typeof useDecisionPage>
