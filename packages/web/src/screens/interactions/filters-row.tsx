import type { Facet } from '@relayscope/contract'
import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import { type RefObject, useState } from 'react'
import { useInteractionChoices, useInteractionValues } from '../../api/interactions.ts'
import { formatCount } from '../../lib/format.ts'
import type { Zone } from '../../lib/instant.ts'
import { providerColour, providerOfModel } from '../../lib/identity.ts'
import { type InteractionSearch, rangeOfSearch, searchOfRange } from '../../lib/search-params.ts'
import type { Word } from '../../lib/search-suggest.ts'
import { describeRange, PRESETS } from '../../lib/time-range.ts'
import { useZone } from '../../lib/zone.ts'
import { ViewsButton } from '../../panels/views-button.tsx'
import { Button } from '../../ui/button.tsx'
import { Dot } from '../../ui/marks.tsx'
import { SearchBox, type SearchMistakePlace } from '../../ui/search-box.tsx'
import { Select, type SelectChoice } from '../../ui/select.tsx'
import styles from './interactions.module.css'
import { MoreFilters } from './more-filters.tsx'
import { type Filters, useDraft } from './use-draft.ts'
import type { InteractionPage } from './use-interaction-page.ts'

const STATUSES: readonly SelectChoice[] = [
  { value: '', label: 'All statuses' },
  { value: 'success', label: 'OK' },
  { value: 'error', label: 'Error' },
  { value: 'timeout', label: 'Timeout' },
]

interface Props {
  page: InteractionPage
  input: RefObject<HTMLInputElement | null>
  mistake: SearchMistakePlace | undefined
}

/** One change applies by itself; several made in one go wait for Apply. */
export function FiltersRow({ page, input, mistake }: Props) {
  const { data } = useInteractionChoices(page.range)
  const zone = useZone()
  const [word, setWord] = useState<Word>()
  const values = useInteractionValues(page.range, word?.field, word?.prefix ?? '')
  const draft = useDraft(page.search, (next) => page.change(next, false))
  const { provider = '', model = '', status = '' } = draft.values
  return (
    <div className={styles.filters} role="search">
      <Select
        label="Provider"
        value={provider}
        choices={choices('All Providers', data?.facets, 'provider', provider)}
        onChange={(value) => draft.set({ provider: value || undefined })}
      />
      <Select
        label="Model"
        value={model}
        choices={choices('All Models', data?.facets, 'model', model)}
        onChange={(value) => draft.set({ model: value || undefined })}
      />
      <Select
        label="Status"
        value={status}
        choices={STATUSES}
        onChange={(value) =>
          draft.set({
            status: STATUSES.some((one) => one.value === value) ? ((value || undefined) as InteractionSearch['status']) : undefined,
          })
        }
      />
      <Select
        label="Range"
        value={rangeValue(draft.values)}
        choices={rangeChoices(draft.values, zone)}
        onChange={(value) => draft.set(rangeFrom(value))}
      />
      <SearchBox
        label="Search interactions"
        placeholder="Search prompts and answers, or latency:>2s tokens:>10k"
        catalogue={INTERACTION_FIELDS}
        query={page.query}
        onSearch={(q, how) => page.change({ q: q === '' ? undefined : q }, how === 'typing')}
        mistake={mistake}
        values={values}
        onWord={setWord}
        input={input}
      />
      <MoreFilters page={page} />
      <ViewsButton screen="interactions" search={page.search} onChoose={page.showView} />
      <Button look={draft.pending ? 'primary' : 'normal'} disabled={!draft.pending} onClick={draft.apply}>
        Apply
      </Button>
    </div>
  )
}

const BETWEEN = '|'

function rangeValue(values: Filters): string {
  const { from, to } = rangeOfSearch(values)
  return from + BETWEEN + to
}

function rangeFrom(value: string): Pick<Filters, 'from' | 'to'> {
  const [from = '', to = 'now'] = value.split(BETWEEN)
  return searchOfRange({ from, to })
}

/** The usual ranges, and the one that is set where it is none of them. */
function rangeChoices(values: Filters, zone: Zone): SelectChoice[] {
  const own = rangeOfSearch(values)
  const usual = PRESETS.map(({ from, to, label, short }) => ({ value: from + BETWEEN + to, label, detail: short }))
  const value = rangeValue(values)
  return usual.some((one) => one.value === value) ? usual : [{ value, label: describeRange(own, zone, Date.now()), detail: '' }, ...usual]
}

function choices(all: string, facets: readonly Facet[] | undefined, field: 'provider' | 'model', chosen: string): SelectChoice[] {
  const values = facets?.find((facet) => facet.field === field)?.values ?? []
  const known = values
    .filter(({ value }) => value !== '')
    .map(({ value, count }) => ({
      value,
      label: value,
      detail: formatCount(count),
      mark: <Dot colour={providerColour(field === 'provider' ? value : providerOfModel(value))} />,
    }))
  // A value from the address stays choosable where the range has none of it.
  if (chosen !== '' && !known.some(({ value }) => value === chosen))
    known.unshift({ value: chosen, label: chosen, detail: '0', mark: <Dot colour="--c5" /> })
  return [{ value: '', label: all }, ...known]
}
