/** The way back: terms as the text that reads as these terms. */
import { printAmount } from './amounts.ts'
import { type FieldCatalogue, findField } from './fields.ts'
import { printBare, printQuoted } from './read-word.ts'
import { type Pattern, plainText, type Term, type Test } from './terms.ts'

export function printSearch(terms: readonly Term[], catalogue: FieldCatalogue): string {
  return terms.map((term) => printTerm(term, catalogue)).join(' ')
}

export function printTerm(term: Term, catalogue: FieldCatalogue): string {
  switch (term.kind) {
    case 'text':
      return term.quoted ? printQuoted(plainText(term.pattern) ?? '') : printBare(term.pattern)
    case 'field':
      return `${term.field.name}:${printTest(term.test)}`
    case 'tag':
      return `${printKey(term.key, catalogue)}:${printTest(term.test, true)}`
    case 'not':
      return `-${printTerm(term.term, catalogue)}`
    default:
      return `(${term.terms.map((inner) => printTerm(inner, catalogue)).join(term.kind === 'or' ? ' OR ' : ' ')})`
  }
}

/** A term that looks for one value of a field; for facets and for a click on a value. */
export function printFieldValue(name: string, value: string, catalogue: FieldCatalogue): string {
  const field = findField(catalogue, name)
  const label = field?.name ?? printKey(name.startsWith('tags.') ? name.slice(5) : name, catalogue)
  return `${label}:${printPattern(value === '' ? [] : [{ text: value }], field === undefined)}`
}

function printKey(key: string, catalogue: FieldCatalogue): string {
  if (!/^[\w.\-/@$]+$/.test(key)) return printQuoted(`tags.${key}`)
  const clear = /^[A-Za-z_@$]/.test(key) && !key.startsWith('tags.') && !findField(catalogue, key)
  return clear ? key : `tags.${key}`
}

function printTest(test: Test, tag = false): string {
  switch (test.kind) {
    case 'match':
      return printPattern(test.pattern, tag)
    case 'compare':
      return `${test.comparison === '=' ? '' : test.comparison}${printAmount(test.amount)}`
    case 'between':
      return `${test.from ? printAmount(test.from) : ''}..${test.to ? printAmount(test.to) : ''}`
    case 'flag':
      return String(test.value)
    case 'present':
      return '*'
  }
}

function printPattern(pattern: Pattern, tag: boolean): string {
  const text = plainText(pattern)
  if (text !== undefined && (text === '' || /\s/.test(text) || (tag && text.includes('..')))) return printQuoted(text)
  return printBare(pattern)
}
