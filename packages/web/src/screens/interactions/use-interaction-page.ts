/** What the address says about this screen, and the ways to change it. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type InteractionSearch, readInteractionSearch } from '../../lib/search-params.ts'
import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import { useReadableQuery } from '../../lib/use-readable-query.ts'
import { usePage } from '../../lib/use-page.ts'

export function useInteractionPage() {
  const page = usePage()
  const navigate = useNavigate()
  const search: InteractionSearch = useSearch({ from: '/interactions' })
  const { interactionId } = useParams({ strict: false })
  const change = (next: Partial<InteractionSearch>, replace = true): void =>
    void navigate({ to: '.', replace, search: { ...search, ...next } })
  const open = (id: string, replace = false): void =>
    void navigate({ to: '/interactions/$interactionId', params: { interactionId: id }, replace, search: { ...search, cmp: undefined } })
  const compare = (id: string, cmp: string, replace = false): void =>
    void navigate({ to: '/interactions/$interactionId', params: { interactionId: id }, replace, search: { ...search, cmp } })
  const close = (): void => void navigate({ to: '/interactions', search: { ...search, cmp: undefined } })
  /** A saved view is the whole question: nothing of the one before stays. */
  const showView = (saved: Record<string, string>): void => void navigate({ to: '/interactions', search: readInteractionSearch(saved) })
  const query = search.q ?? ''
  /** What is shown; behind `query` while that has a mistake. */
  const readable = useReadableQuery(query, INTERACTION_FIELDS)
  const { provider, model, status } = search
  const filters = { ...page.range, q: readable, provider, model, status }
  return { ...page, search, interactionId, change, open, compare, close, showView, query, readable, filters }
}

export type InteractionPage = ReturnType<typeof useInteractionPage>
