/** What stands behind the colon, read by the field's type. */
import { expectedAmount, isOrdered, type OrderedType, readAmount } from './amounts.ts'
import type { SearchField } from './fields.ts'
import type { Word } from './read-word.ts'
import type { Amount, Comparison, Place, Test } from './terms.ts'

/** The parser, as far as reading a value needs it. */
export interface ReadTest {
  readonly name: string
  readonly comparison: () => Comparison | undefined
  readonly word: () => Word
  readonly fail: (message: string, place: Place) => never
  /** The next character. */
  readonly here: () => Place
}

export function readFieldTest(field: SearchField, read: ReadTest): Test {
  if (isOrdered(field.type)) return readOrdered(field.type, read)
  refuseComparison(field, read)
  const word = someWord(`expected ${expectedValue(field)} after ${read.name}:`, read)
  if (isStar(word)) return { kind: 'present' }
  if (field.type === 'flag') return readFlag(word, read)
  if (field.type === 'enum') return readEnum(field, word, read)
  return { kind: 'match', pattern: word.pattern }
}

/** An attribute holds text; a comparison or a range of numbers takes those that hold a number. */
export function readTagTest(read: ReadTest): Test {
  const start = read.here()
  const comparison = read.comparison()
  if (comparison !== undefined) return { kind: 'compare', comparison, amount: amountOf('number', read, comparison) }
  const word = someWord(`expected a value after ${read.name}:`, read)
  if (isStar(word)) return { kind: 'present' }
  const range = word.literal ? undefined : /^(-?[\d.]*?\d)?\.\.(-?\d[\d.]*)?$/.exec(word.text)
  if (range && (range[1] ?? range[2]) !== undefined) return readRange('number', word, read, start)
  return { kind: 'match', pattern: word.pattern }
}

function readOrdered(type: OrderedType, read: ReadTest): Test {
  const start = read.here()
  const comparison = read.comparison()
  if (comparison !== undefined) return { kind: 'compare', comparison, amount: amountOf(type, read, comparison) }
  const word = someWord(`expected ${expectedAmount(type)} after ${read.name}:`, read)
  if (isStar(word)) return { kind: 'present' }
  if (word.text.includes('..')) return readRange(type, word, read, start)
  const amount = readAmount(type, word.text) ?? read.fail(`expected ${expectedAmount(type)}, not ${shown(word)}`, placeOf(word))
  return { kind: 'compare', comparison: '=', amount }
}

function readRange(type: OrderedType, word: Word, read: ReadTest, start: Place): Test {
  const split = word.text.indexOf('..')
  const end = (text: string): Amount | undefined => {
    if (text === '') return undefined
    return (
      readAmount(type, text) ?? read.fail(`expected ${expectedAmount(type)} on each side of .., not ${JSON.stringify(text)}`, placeOf(word))
    )
  }
  const from = end(word.text.slice(0, split))
  const to = end(word.text.slice(split + 2))
  if (from === undefined && to === undefined)
    read.fail(`expected ${expectedAmount(type)} before or after ..`, { ...start, length: word.end - start.position })
  return { kind: 'between', ...(from && { from }), ...(to && { to }) }
}

function amountOf(type: OrderedType, read: ReadTest, comparison: Comparison): Amount {
  const word = someWord(`expected ${expectedAmount(type)} after ${comparison}`, read)
  return readAmount(type, word.text) ?? read.fail(`expected ${expectedAmount(type)} after ${comparison}, not ${shown(word)}`, placeOf(word))
}

function readFlag(word: Word, read: ReadTest): Test {
  const text = word.text.toLowerCase()
  if (['true', 'yes', '1'].includes(text)) return { kind: 'flag', value: true }
  if (['false', 'no', '0'].includes(text)) return { kind: 'flag', value: false }
  return read.fail(`expected true or false, not ${shown(word)}`, placeOf(word))
}

function readEnum(field: SearchField, word: Word, read: ReadTest): Test {
  const text = word.text.toLowerCase()
  const found = field.values?.find(({ value, aliases }) => value === text || aliases.includes(text))
  if (!found) read.fail(`expected ${expectedValue(field)}, not ${shown(word)}`, placeOf(word))
  return { kind: 'match', pattern: [{ text: found.value }] }
}

function refuseComparison(field: SearchField, read: ReadTest): void {
  const place = read.here()
  const sign = read.comparison()
  if (sign === undefined) return
  // `=` says what a plain value says.
  if (sign === '=') return
  read.fail(`${field.name} is not a number, so ${sign} cannot compare it; write the value in quotes when ${sign} is part of it`, {
    ...place,
    length: sign.length,
  })
}

function someWord(message: string, read: ReadTest): Word {
  const here = read.here()
  const word = read.word()
  if (word.text === '' && !word.quoted) read.fail(message, here)
  // A space behind the colon: the value belongs to nothing.
  return word
}

function isStar(word: Word): boolean {
  const [only] = word.pattern
  return word.pattern.length === 1 && only !== undefined && 'wild' in only && only.wild === '*'
}

function placeOf(word: Word): Place {
  return { position: word.position, length: word.end - word.position }
}

function expectedValue(field: SearchField): string {
  if (field.type === 'flag') return 'true or false'
  if (field.values)
    return field.values
      .map(({ value }) => value)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')
  return `a value such as ${field.examples[0]?.slice(field.examples[0].indexOf(':') + 1) ?? 'text'}`
}

function shown(word: Word): string {
  return JSON.stringify(word.text.length > 40 ? `${word.text.slice(0, 40)}...` : word.text)
}
