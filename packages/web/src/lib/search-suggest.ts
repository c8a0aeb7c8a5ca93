/** What could be typed next: fields and values for the word the caret is in. */
import { type FieldCatalogue, findField } from '@relayscope/contract/search'
import { fieldTerm } from './search-query.ts'

export interface Suggestion {
  /** Takes the place of the word. */
  readonly text: string
  readonly label: string
  readonly detail: string
}

export interface Word {
  readonly start: number
  readonly text: string
  readonly negated: boolean
  /** Set once a colon was typed. */
  readonly field?: string
  readonly prefix: string
}

const MOST = 9

/** The word before the caret; spaces inside quotes belong to it. */
export function wordAt(text: string, caret: number): Word {
  const before = text.slice(0, caret)
  let start = 0
  let quoted = false
  for (let at = 0; at < before.length; at++) {
    if (before[at] === '"' && before[at - 1] !== '\\') quoted = !quoted
    if (!quoted && /[\s()]/.test(before[at] ?? '')) start = at + 1
  }
  const word = before.slice(start)
  const negated = word.startsWith('-')
  const bare = negated ? word.slice(1) : word
  const colon = bare.indexOf(':')
  const found = { start, text: word, negated }
  return colon < 0 ? { ...found, prefix: bare } : { ...found, field: bare.slice(0, colon), prefix: bare.slice(colon + 1).replace(/^"/, '') }
}

export function suggestFields(word: Word, catalogue: FieldCatalogue): Suggestion[] {
  const wanted = word.prefix.toLowerCase()
  const sign = word.negated ? '-' : ''
  const fits = (name: string): boolean => name.toLowerCase().startsWith(wanted)
  return catalogue.fields
    .filter((field) => fits(field.name) || (wanted.length > 1 && field.aliases.some(fits)))
    .slice(0, MOST)
    .map((field) => ({ text: `${sign}${field.name}:`, label: `${sign}${field.name}:`, detail: field.description }))
}

/** Values with their counts, as the server found them, or those a field is known to have. */
export function suggestValues(word: Word, values: readonly { value: string; count?: number }[], catalogue: FieldCatalogue): Suggestion[] {
  const { field } = word
  if (field === undefined) return []
  const wanted = word.prefix.toLowerCase()
  const known = findField(catalogue, field)?.values?.map(({ value }) => ({ value })) ?? []
  const candidates: readonly { value: string; count?: number }[] = values.length > 0 ? values : known
  const sign = word.negated ? '-' : ''
  return candidates
    .filter(({ value }) => value.toLowerCase().startsWith(wanted))
    .slice(0, MOST)
    .map(({ value, count }) => {
      return {
        text: sign + fieldTerm(field, value, catalogue),
        label: value === '' ? '(empty)' : value,
        detail: count === undefined ? '' : count.toLocaleString('en-US'),
      }
    })
}
