import type { Facet } from '@relayscope/contract'
import { TRACE_FIELDS } from '@relayscope/contract/search'
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

const STATUS_WORDS: Readonly<Record<string, string>> = { success: 'OK', error: 'Error', timeout: 'Timeout' }

function titleOf(field: string): string {
  const words = field.replace(/^tags\./, '').replace(/([a-z])([A-Z])/g, '$1 $2')
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase()
}

function labelOf(field: string, value: string): string {
  if (value === '') return '(empty)'
  return field === 'status' ? (STATUS_WORDS[value] ?? value) : value.replace('..', ' to ')
}

function markOf(field: string, value: string) {
  if (field === 'status') return <StatusShape status={value === 'success' ? 'healthy' : 'error'} />
  if (field === 'provider') return <Dot colour={providerColour(value)} />
  return field === 'model' ? <Dot colour={providerColour(providerOfModel(value))} /> : undefined
}

function rowsOf({ field, values }: Facet, query: string): FacetRow[] {
  const { included, excluded } = fieldChoice(query, field, TRACE_FIELDS)
  const isRange = values.some(({ value }) => value.includes('..'))
  return values.map(({ value, count }) => ({
    value,
    count,
    label: isRange ? labelOf(field, value) : labelOf(field, value).replace(' to ', '..'),
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
  const { range, query, choose } = page
  const { data, error, isPending, isPlaceholderData, refetch } = useTraceFacets({ ...range, q: page.search.q }, true)
  if (error) return <FailurePane what="Filters could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
  if (isPending) return <SkeletonRows rowHeight={25} />
  return (
    <aside className={styles.facets} aria-label="Filters" data-stale={isPlaceholderData || undefined}>
      {data.sampled && <Note>Counted in the newest part of the range</Note>}
      {data.facets
        .filter(({ values }) => values.length > 0)
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
