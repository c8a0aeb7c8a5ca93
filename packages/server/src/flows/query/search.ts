/** What a list request asks for, as terms: its search text and its plain filters, which must all hold. */
import { type FieldCatalogue, findField, parseSearch, type SearchField, type Term, type Test } from '@relayscope/contract/search'
import { assert, HttpError } from '../../kit/errors.ts'

/** `filters`: field name -> wanted value, exactly as given. Throws 422 with the position where the text is wrong. */
export function readSearch(
  text: string | undefined,
  filters: Readonly<Record<string, string | undefined>>,
  catalogue: FieldCatalogue,
): Term[] {
  const reading = parseSearch(text ?? '', catalogue)
  if (!reading.ok) {
    const message = `at character ${reading.position + 1}: ${reading.message}`
    throw new HttpError(422, 'invalid_search', `The search cannot be read ${message}`, { errors: [{ path: 'q', message }] })
  }
  return [...reading.terms, ...filterTerms(filters, catalogue)]
}

const isId = ({ type }: SearchField): boolean => type === 'id'

/** A search for whole ids is answered by their index, wherever in the range they are. */
export function asksForIds(terms: readonly Term[], hasIndex: (field: SearchField) => boolean = isId): boolean {
  return terms.some(
    (term) =>
      term.kind === 'field' &&
      hasIndex(term.field) &&
      term.test.kind === 'match' &&
      term.test.pattern.length > 0 &&
      term.test.pattern.every((part) => 'text' in part),
  )
}

function filterTerms(filters: Readonly<Record<string, string | undefined>>, catalogue: FieldCatalogue): Term[] {
  return Object.entries(filters).flatMap(([name, value]) => {
    if (value === undefined) return []
    const field = findField(catalogue, name)
    assert(field, `${name} is a field`)
    const test: Test = { kind: 'match', pattern: value === '' ? [] : [{ text: value }] }
    return [{ kind: 'field', field, test, position: 0, length: 0 }]
  })
}
