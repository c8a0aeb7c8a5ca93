/** The two ends of a quantity, as a search says them: `cost:>=0.05`, `tokens:1k..10k`, `ttft:<=2s`. */
import type { FieldCatalogue } from '@relayscope/contract/search'
import { fieldChoice, withoutField } from './search-query.ts'

export interface Ends {
  readonly least: string
  readonly most: string
}

const NO_ENDS: Ends = { least: '', most: '' }

/** Empty where the search does not say it, or says it in a way that two ends cannot. */
export function readEnds(query: string, field: string, catalogue: FieldCatalogue): Ends {
  const { included, excluded } = fieldChoice(query, field, catalogue)
  if (excluded.length > 0 || included.length === 0 || included.length > 2) return NO_ENDS
  let ends = NO_ENDS
  for (const value of included) {
    const [, least, most] = /^([^.<>]+(?:\.[^.<>]+)?)\.\.(.+)$/.exec(value) ?? []
    if (least !== undefined && most !== undefined) ends = { least, most }
    else if (/^>=?/.test(value)) ends = { ...ends, least: value.replace(/^>=?/, '') }
    else if (/^<=?/.test(value)) ends = { ...ends, most: value.replace(/^<=?/, '') }
    else return NO_ENDS
  }
  return ends
}

export function withEnds(query: string, field: string, { least, most }: Ends, catalogue: FieldCatalogue): string {
  const [from, to] = [least, most].map((text) => text.replace(/\s+/g, ''))
  const term = from && to ? `${field}:${from}..${to}` : from ? `${field}:>=${from}` : to ? `${field}:<=${to}` : ''
  return `${withoutField(query, field, catalogue)} ${term}`.trim()
}
