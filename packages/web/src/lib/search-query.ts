/**
 * Changes to a search as clicks make them: choose a value, leave one out, drop a filter. What a person typed stays as
 * typed; only the terms of the field that was clicked are written anew.
 */
import {
  type FieldCatalogue,
  type FieldType,
  findField,
  parseSearch,
  printFieldValue,
  printTerm,
  type Term,
} from '@relayscope/contract/search'
import { amountInWords } from './amount-words.ts'

export type ValueChoice = 'include' | 'exclude' | 'only'

/** What a search says about one field, as the texts behind the colon. */
export interface FieldChoice {
  readonly included: readonly string[]
  readonly excluded: readonly string[]
}

interface Part {
  /** The term as it must be written beside others. */
  readonly text: string
  /** Set when the term says something about one field only. */
  readonly field?: string
  readonly values: readonly string[]
  readonly negated: boolean
  readonly term: Term
}

const ORDERED = new Set(['number', 'tokens', 'duration', 'money', 'time'])

/** `field:value` for a value as the facets and tags answer it. */
export function fieldTerm(field: string, value: string, catalogue: FieldCatalogue): string {
  const known = findField(catalogue, field)
  return known && ORDERED.has(known.type) ? `${known.name}:${value}` : printFieldValue(field, value, catalogue)
}

function valueText(field: string, value: string, catalogue: FieldCatalogue): string {
  const term = fieldTerm(field, value, catalogue)
  const parsed = parseSearch(term, catalogue)
  const [first] = parsed.ok ? parsed.terms : []
  return first ? afterColon(printTerm(first, catalogue)) : afterColon(term)
}

/** Behind the colon that ends the name; a name in quotes may hold colons itself. */
function afterColon(term: string): string {
  const name = /^"(?:[^"\\]|\\.)*":|^[^:]*:/.exec(term)?.[0] ?? ''
  return term.slice(name.length)
}

function fieldOf(term: Term): string | undefined {
  if (term.kind === 'field') return term.field.name
  return term.kind === 'tag' ? `tags.${term.key}` : undefined
}

function partOf(term: Term, query: string, catalogue: FieldCatalogue): Part {
  const source = query.slice(term.position, term.position + term.length)
  const negated = term.kind === 'not'
  const inner = term.kind === 'not' ? term.term : term
  const alternatives = inner.kind === 'or' ? inner.terms : [inner]
  const fields = new Set(alternatives.map(fieldOf))
  const [field] = fields
  if (fields.size !== 1 || field === undefined || (negated && alternatives.length > 1)) {
    return { text: term.kind === 'or' ? `(${source})` : source, values: [], negated, term }
  }
  return { text: source, field, values: alternatives.map((one) => afterColon(printTerm(one, catalogue))), negated, term }
}

/** The terms of a search, or nothing while it cannot be read. */
function partsOf(query: string, catalogue: FieldCatalogue): Part[] | undefined {
  const parsed = parseSearch(query, catalogue)
  return parsed.ok ? parsed.terms.map((term) => partOf(term, query, catalogue)) : undefined
}

function canonicalName(field: string, catalogue: FieldCatalogue): string {
  return findField(catalogue, field)?.name ?? (field.startsWith('tags.') ? field : `tags.${field}`)
}

export function fieldChoice(query: string, field: string, catalogue: FieldCatalogue): FieldChoice {
  const name = canonicalName(field, catalogue)
  const own = (partsOf(query, catalogue) ?? []).filter((part) => part.field === name)
  return {
    included: own.filter(({ negated }) => !negated).flatMap(({ values }) => values),
    excluded: own.filter(({ negated }) => negated).flatMap(({ values }) => values),
  }
}

export function isChosen(values: readonly string[], field: string, value: string, catalogue: FieldCatalogue): boolean {
  return values.includes(valueText(field, value, catalogue))
}

/** Adds or takes away one value. A second `include` or `exclude` of the same value undoes the first. */
export function withChoice(query: string, field: string, value: string, choice: ValueChoice, catalogue: FieldCatalogue): string {
  const parts = partsOf(query, catalogue)
  const text = valueText(field, value, catalogue)
  if (!parts) return `${choice === 'exclude' ? '-' : ''}${fieldTerm(field, value, catalogue)}`
  const name = canonicalName(field, catalogue)
  const { included, excluded } = fieldChoice(query, field, catalogue)
  const without = (values: readonly string[]): string[] => values.filter((one) => one !== text)
  const toggled = (values: readonly string[]): string[] => (values.includes(text) ? without(values) : [...values, text])
  const next: FieldChoice =
    choice === 'include'
      ? { included: toggled(included), excluded: without(excluded) }
      : choice === 'exclude'
        ? { included: without(included), excluded: toggled(excluded) }
        : { included: [text], excluded: [] }
  const label = labelOf(fieldTerm(field, value, catalogue))
  return [...parts.filter((part) => part.field !== name).map((part) => part.text), ...printChoice(label, next)].join(' ')
}

function labelOf(term: string): string {
  return term.slice(0, term.length - afterColon(term).length)
}

function printChoice(label: string, { included, excluded }: FieldChoice): string[] {
  const wanted = included.length === 0 ? [] : [included.length === 1 ? `${label}${included[0]}` : `${label}(${included.join(' OR ')})`]
  return [...wanted, ...excluded.map((value) => `-${label}${value}`)]
}

/** A search without everything it says about a field. */
export function withoutField(query: string, field: string, catalogue: FieldCatalogue): string {
  const name = canonicalName(field, catalogue)
  return (partsOf(query, catalogue) ?? [])
    .filter((part) => part.field !== name)
    .map((part) => part.text)
    .join(' ')
}

/** Each term of a search, with the search that is left when it is dropped. */
export function droppableTerms(query: string, catalogue: FieldCatalogue): { term: string; rest: string }[] {
  const parts = partsOf(query, catalogue) ?? []
  return parts.map((part, index) => ({
    term: part.text,
    rest: parts
      .filter((_, other) => other !== index)
      .map(({ text }) => text)
      .join(' '),
  }))
}

export interface Chip {
  readonly text: string
  readonly field: string
  readonly operator: string
  readonly value: string
}

/** The filters of a search as chips, and the free words that are left. */
export function splitChips(query: string, catalogue: FieldCatalogue): { chips: Chip[]; words: string } {
  const parts = partsOf(query, catalogue)
  if (!parts) return { chips: [], words: query }
  const chips: Chip[] = []
  const words: string[] = []
  for (const part of parts) {
    if (part.field === undefined) words.push(part.text)
    else
      chips.push({
        text: part.text,
        field: part.field.replace(/^tags\./, ''),
        ...describePart(part, findField(catalogue, part.field)?.type),
      })
  }
  return { chips, words: words.join(' ') }
}

function describePart({ negated, values }: Part, type: FieldType | undefined): { operator: string; value: string } {
  const [only = ''] = values
  const comparison = values.length === 1 ? /^(>=|<=|>|<)/.exec(only)?.[0] : undefined
  const said = (value: string): string => amountInWords(readable(value), type)
  if (comparison && !negated)
    return { operator: { '>': '>', '<': '<', '>=': '≥', '<=': '≤' }[comparison] ?? comparison, value: said(only.slice(comparison.length)) }
  if (only === '*') return { operator: negated ? 'is absent' : 'is present', value: '' }
  return { operator: negated ? 'is not' : 'is', value: values.map(said).join(' or ') }
}

function readable(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value.replace(/\\(.)/g, '$1')
}

/** Chips and words together again. Alternatives among the words must not reach over the chips. */
export function joinChips(chips: readonly Chip[], words: string, catalogue: FieldCatalogue): string {
  const typed = words.trim()
  const parsed = chips.length > 0 ? parseSearch(typed, catalogue) : undefined
  const spread =
    parsed?.ok &&
    parsed.terms.length === 1 &&
    parsed.terms[0]?.kind === 'or' &&
    partOf(parsed.terms[0], typed, catalogue).field === undefined
  return [...chips.map(({ text }) => text), spread && !/^\(.*\)$/.test(typed) ? `(${typed})` : typed]
    .filter((text) => text !== '')
    .join(' ')
}
