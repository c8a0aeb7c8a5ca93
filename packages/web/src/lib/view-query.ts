/** A saved view: the part of the address that asks the question. */
import { printSearchText } from './search-params.ts'

/** The selection, what lies over the page, and whether it moves are not part of a question. */
const NOT_KEPT = ['span', 'tab', 'peek', 'cmp', 'live']

export function queryOfView(search: object): string {
  return printSearchText(Object.fromEntries(Object.entries(search).filter(([name]) => !NOT_KEPT.includes(name)))).slice(1)
}
