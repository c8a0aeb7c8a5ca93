/** What the address says about this screen, and the ways to change it. */
import { TRACE_FIELDS } from '@relayscope/contract/search'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useTraceAhead } from '../../api/traces.ts'
import type { DraggedBox } from '../../charts/dragged-box.ts'
import { durationFilter } from '../../lib/duration-filter.ts'
import { readTraceSearch, searchOfRange, type TraceSearch } from '../../lib/search-params.ts'
import { type ValueChoice, withChoice, withoutField } from '../../lib/search-query.ts'
import { rangeOf } from '../../lib/time-range.ts'
import { usePage } from '../../lib/use-page.ts'
import { useReadableQuery } from '../../lib/use-readable-query.ts'

export function useTracePage() {
  const page = usePage()
  const navigate = useNavigate()
  const ahead = useTraceAhead()
  const search: TraceSearch = useSearch({ from: '/traces' })
  const { traceId } = useParams({ strict: false })
  const query = search.q ?? ''

  /** Selections replace, so that "back" leaves the page as it was entered; choices push, so that it undoes them. */
  const change = (next: Partial<TraceSearch>, replace = true): void => void navigate({ to: '.', replace, search: { ...search, ...next } })
  const setQuery = (q: string, how: 'typing' | 'done' = 'done'): void => change({ q: q === '' ? undefined : q }, how === 'typing')
  const open = (id: string, how: { replace?: boolean; span?: string } = {}): void => {
    ahead(id)
    void navigate({
      to: '/traces/$traceId',
      params: { traceId: id },
      replace: how.replace,
      search: { ...search, span: how.span, tab: undefined },
    })
  }
  const close = (): void => void navigate({ to: '/traces', search: { ...search, span: undefined, tab: undefined } })
  const choose = (field: string, value: string, choice: ValueChoice): void =>
    setQuery(withChoice(query, field, value, choice, TRACE_FIELDS))
  /** A box of the duration map becomes the range and a filter, in one step of the history. */
  const lookInto = ({ time, duration }: DraggedBox): void => {
    const wanted = duration && durationFilter(duration.lowMs, duration.highMs)
    const q = wanted === undefined ? query : `${withoutField(query, 'duration', TRACE_FIELDS)} duration:${wanted}`.trim()
    change({ q: q === '' ? undefined : q, ...(time && searchOfRange(rangeOf(time.fromMs, time.toMs))) }, false)
  }
  /** A saved view is the whole question: nothing of the one before stays. */
  const showView = (saved: Record<string, string>): void => void navigate({ to: '/traces', search: readTraceSearch(saved) })
  /** What is shown; behind `query` while that has a mistake. */
  const readable = useReadableQuery(query, TRACE_FIELDS)
  const filters = { ...page.range, q: readable }
  return { ...page, search, query, readable, filters, traceId, change, setQuery, open, ahead, close, choose, lookInto, showView }
}

export type TracePage = ReturnType<typeof useTracePage>
