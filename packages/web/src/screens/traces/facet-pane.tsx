import type { Facet } from '@relayscope/contract'
import { findField, TRACE_FIELDS } from '@relayscope/contract/search'
import { failureOf } from '../../api/problem.ts'
import { useTraceFacets } from '../../api/traces.ts'
import { providerColour, providerOfModel } from '../../lib/identity.ts'
import { fieldChoice, isChosen } from '../../lib/search-query.ts'
import { FacetList, type FacetRow } from '../../ui/facet-list.tsx'
import { Dot } from '../../ui/marks.tsx'
import { FailurePane, Note, SkeletonRows } from '../../ui/states.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import styles from './traces.module.css'
import type { TracePage } from './use-trace-page.ts'

const STATUS_WORDS: Readonly<Record<string, string>> = { error: 'Error', timeout: 'Timeout', slow: 'Slow', success: 'OK' }

function titleOf(field: string): string {
  const words = field.replace(/^tags\./, '').replace(/([a-z])([A-Z])/g, '$1 $2')
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase()
}

function labelOf(field: string, value: string): string {
  if (value === '') return '(empty)'
  if (field === 'status') return STATUS_WORDS[value] ?? value
  return isOrdered(field) ? rangeLabel(value) : value
}

function isOrdered(field: string): boolean {
  return ['duration', 'number', 'tokens', 'money'].includes(findField(TRACE_FIELDS, field)?.type ?? '')
}

/** `..100ms` is under 100 ms, `1s..2s` is 1 s to 2 s. */
function rangeLabel(range: string): string {
  const [from = '', to = ''] = range.split('..').map((end) => end.replace(/^([\d.]+)([a-z]+)$/, '$1 $2'))
  if (from === '') return `under ${to}`
  return to === '' ? `${from} and more` : `${from} to ${to}`
}

function markOf(field: string, value: string) {
  if (field === 'status') return <StatusShape status={value === 'success' ? 'healthy' : value === 'slow' ? 'slow' : 'error'} />
  if (field === 'provider') return <Dot colour={providerColour(value)} />
  const provider = field === 'model' ? providerOfModel(value) : undefined
  return provider === undefined ? undefined : <Dot colour={providerColour(provider)} />
}

/** What is wrong first, however rare. */
function byUrgency(values: Facet['values']): Facet['values'] {
  const words = Object.keys(STATUS_WORDS)
  return values.toSorted((left, right) => words.indexOf(left.value) - words.indexOf(right.value))
}

function rowsOf({ field, values }: Facet, query: string): FacetRow[] {
  const { included, excluded } = fieldChoice(query, field, TRACE_FIELDS)
  return (field === 'status' ? byUrgency(values) : values).map(({ value, count }) => ({
    value,
    count,
    label: labelOf(field, value),
    mark: markOf(field, value),
    state: isChosen(included, field, value, TRACE_FIELDS)
      ? 'included'
      : isChosen(excluded, field, value, TRACE_FIELDS)
        ? 'excluded'
        : 'off',
  }))
}

/** What the traces that were found have in common, as filters. */
export function FacetPane({ page }: { page: TracePage }) {
  const { query, choose } = page
  const { data, error, isPending, isPlaceholderData, refetch } = useTraceFacets(page.filters)
  if (error) return <FailurePane what="Filters could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
  if (isPending) return <SkeletonRows rowHeight={25} />
  return (
    <aside className={styles.facets} aria-label="Filters" data-stale={isPlaceholderData || undefined}>
      {data.sampled && <Note>Counted in the newest part of the range</Note>}
      {data.facets
        .filter(({ values }) => values.some(({ count }) => count > 0))
        .map((facet) => (
          <FacetList
            key={facet.field}
            title={titleOf(facet.field)}
            rows={rowsOf(facet, query)}
            more={facet.more}
            onChoose={(value, choice) => choose(facet.field, value, choice)}
          />
        ))}
    </aside>
  )
}
