/** Cost, tokens, times and content: what the selects of the row cannot say, written into the search as tokens. */
import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import { SlidersHorizontal } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { readEnds, withEnds } from '../../lib/range-filter.ts'
import { fieldChoice, fieldTerm, withoutField } from '../../lib/search-query.ts'
import { useStore } from '../../lib/store.ts'
import { Button } from '../../ui/button.tsx'
import { Field, TextInput } from '../../ui/input.tsx'
import { Count } from '../../ui/marks.tsx'
import { Popover } from '../../ui/popover.tsx'
import styles from './interactions.module.css'
import { applyStore } from './use-draft.ts'
import type { InteractionPage } from './use-interaction-page.ts'

const QUANTITIES = [
  { field: 'cost', label: 'Cost', example: '0.01' },
  { field: 'tokens', label: 'Tokens', example: '10k' },
  { field: 'latency', label: 'Latency', example: '2s' },
  { field: 'ttft', label: 'First token', example: '800ms' },
]
const TEXTS = [
  { field: 'prompt', label: 'Prompt contains' },
  { field: 'response', label: 'Response contains' },
]

export function MoreFilters({ page }: { page: InteractionPage }) {
  const [open, setOpen] = useState(false)
  const set = [...QUANTITIES, ...TEXTS].filter(({ field }) => fieldChoice(page.query, field, INTERACTION_FIELDS).included.length > 0).length
  const trigger = (
    <Button aria-label={set > 0 ? `Filters, ${set} set` : 'Filters'}>
      <SlidersHorizontal aria-hidden />
      Filters
      {set > 0 && <Count>{set}</Count>}
    </Button>
  )
  return (
    <Popover label="Filters" open={open} onOpenChange={setOpen} trigger={trigger}>
      <FilterForm page={page} onDone={() => setOpen(false)} />
    </Popover>
  )
}

function FilterForm({ page, onDone }: { page: InteractionPage; onDone: () => void }) {
  const asIGo = useStore(applyStore) === 'on'
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const q = queryOf(page.query, new FormData(event.currentTarget))
    page.change({ q: q === '' ? undefined : q }, false)
    onDone()
  }
  return (
    <form className={styles.moreFilters} onSubmit={submit}>
      {QUANTITIES.map(({ field, label, example }) => {
        const { least, most } = readEnds(page.query, field, INTERACTION_FIELDS)
        return (
          <fieldset key={field}>
            <legend>{label}</legend>
            <TextInput
              compact
              name={`${field}.least`}
              aria-label={`${label}, at least`}
              defaultValue={least}
              placeholder={`from ${example}`}
            />
            <TextInput compact name={`${field}.most`} aria-label={`${label}, at most`} defaultValue={most} placeholder="to" />
          </fieldset>
        )
      })}
      {TEXTS.map(({ field, label }) => (
        <Field key={field} label={label}>
          <TextInput compact name={field} maxLength={500} defaultValue={textOf(page.query, field)} />
        </Field>
      ))}
      <div className={styles.moreFoot}>
        <label>
          <input type="checkbox" checked={asIGo} onChange={() => applyStore.set(asIGo ? 'off' : 'on')} /> Apply selects as I go
        </label>
        <span className="grow" />
        <Button type="submit" look="primary">
          Apply
        </Button>
      </div>
    </form>
  )
}

function textOf(query: string, field: string): string {
  const [first = ''] = fieldChoice(query, field, INTERACTION_FIELDS).included
  return first.startsWith('"') ? first.slice(1, -1).replace(/\\(.)/g, '$1') : first
}

/** A search as the form leaves it. */
function queryOf(query: string, form: FormData): string {
  const read = (name: string): string => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  let next = query
  for (const { field } of QUANTITIES)
    next = withEnds(next, field, { least: read(`${field}.least`), most: read(`${field}.most`) }, INTERACTION_FIELDS)
  for (const { field } of TEXTS) {
    const text = read(field)
    if (text === textOf(query, field)) continue
    next = `${withoutField(next, field, INTERACTION_FIELDS)} ${text === '' ? '' : fieldTerm(field, text, INTERACTION_FIELDS)}`.trim()
  }
  return next
}
