/** Terms of a search as one SQL condition. What a field is, the dataset says; this joins the parts. */
import type { Pattern, SearchField, Term, Test } from '@relayscope/contract/search'
import { type Statement, sql } from '../../planes/telemetry/statement.ts'
import { all, any } from './conditions.ts'

/** The fields of one kind of record as conditions, each 0 or 1. */
export interface Dataset {
  field(field: SearchField, test: Test): Statement
  tag(key: string, test: Test): Statement
  text(pattern: Pattern): Statement
}

export function compileTerms(terms: readonly Term[], dataset: Dataset): Statement {
  return all(terms.map((term) => compileTerm(term, dataset)))
}

export function compileTerm(term: Term, dataset: Dataset): Statement {
  switch (term.kind) {
    case 'text':
      return dataset.text(term.pattern)
    case 'field':
      return dataset.field(term.field, term.test)
    case 'tag':
      return dataset.tag(term.key, term.test)
    case 'not':
      return sql`NOT (${compileTerm(term.term, dataset)})`
    case 'and':
      return all(term.terms.map((inner) => compileTerm(inner, dataset)))
    case 'or':
      return any(term.terms.map((inner) => compileTerm(inner, dataset)))
  }
}
