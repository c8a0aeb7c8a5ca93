/** The search language: one for every list, screen and endpoint. Browser-safe. */
export {
  DECISION_FIELDS,
  type FieldCatalogue,
  type FieldType,
  type FieldValue,
  findField,
  INTERACTION_FIELDS,
  type SearchField,
  TRACE_FIELDS,
} from './search/fields.ts'
export { MAX_SEARCH_CHARACTERS, parseSearch } from './search/parse.ts'
export { printFieldValue, printSearch, printTerm } from './search/print.ts'
export {
  type Amount,
  type Comparison,
  type Pattern,
  type PatternPart,
  type Place,
  plainText,
  type SearchMistake,
  type SearchReading,
  type Term,
  type Test,
} from './search/terms.ts'
