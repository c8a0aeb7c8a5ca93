/**
 * The search language, read by recursive descent in one pass: time grows with the length of the text, which is limited,
 * and so is the depth. docs/adr/0004 says why no parser library is used.
 *
 *   search = or          or = and { "OR" and }        and = unary { ["AND"] unary }       unary = { "-" | "NOT" } primary
 *   primary = "(" or ")" | name ":" value | name ":" "(" value { ["OR" | ","] value } ")" | word | phrase
 *   value = [">" | ">=" | "<" | "<=" | "="] amount | amount ".." amount | word | phrase | "*"
 */
import { type FieldCatalogue, findField, type SearchField } from './fields.ts'
import { isSpace, readBare, readQuoted, type Word } from './read-word.ts'
import { readFieldTest, readTagTest, type ReadTest } from './read-test.ts'
import type { Place, SearchReading, Term } from './terms.ts'

export const MAX_SEARCH_CHARACTERS = 4096
const MAX_DEPTH = 32
/** What a search may cost in all. A word is looked for in several tables, an attribute in some, a field in one. */
const MAX_WEIGHT = 120
const WEIGHT = { text: 4, tag: 3, field: 1 } as const

/** Never throws. */
export function parseSearch(text: string, catalogue: FieldCatalogue): SearchReading {
  if (text.length > MAX_SEARCH_CHARACTERS) {
    return {
      ok: false,
      message: `a search has at most ${MAX_SEARCH_CHARACTERS} characters`,
      position: MAX_SEARCH_CHARACTERS,
      length: text.length - MAX_SEARCH_CHARACTERS,
    }
  }
  try {
    return { ok: true, terms: new Parser(text, catalogue).search() }
  } catch (error) {
    if (error instanceof Mistake) return { ok: false, message: error.message, position: error.position, length: error.length }
    throw error
  }
}

class Mistake extends Error {
  readonly position: number
  readonly length: number

  constructor(message: string, { position, length }: Place) {
    super(message)
    this.position = position
    this.length = length
  }
}

type Keyword = 'OR' | 'AND' | 'NOT'

class Parser {
  private readonly text: string
  private readonly catalogue: FieldCatalogue
  private at = 0
  private depth = 0
  private weight = 0

  constructor(text: string, catalogue: FieldCatalogue) {
    this.text = text
    this.catalogue = catalogue
  }

  search(): readonly Term[] {
    this.skipSpace()
    if (this.atEnd) return []
    const term = this.or()
    if (!this.atEnd) this.fail('this parenthesis closes nothing', this.at, 1)
    return term.kind === 'and' ? term.terms : [term]
  }

  private or(): Term {
    const position = this.at
    const terms = [this.and()]
    while (this.take('OR')) terms.push(this.and('OR'))
    return this.join('or', terms, position)
  }

  private and(after?: Keyword): Term {
    const position = this.at
    const terms = [this.unary(after)]
    while (!this.atEnd && this.text[this.at] !== ')' && !this.sees('OR')) terms.push(this.unary(this.take('AND') ? 'AND' : undefined))
    return this.join('and', terms, position)
  }

  /** One term stays as it is; a list within a list of the same kind becomes part of it. */
  private join(kind: 'and' | 'or', terms: Term[], position: number): Term {
    const [first] = terms
    if (terms.length === 1 && first !== undefined) return first
    const flat = terms.flatMap((term) => (term.kind === kind ? term.terms : [term]))
    return { kind, terms: flat, position, length: this.lastEnd - position }
  }

  private unary(after?: Keyword): Term {
    const position = this.at
    const word = this.take('NOT') ? 'NOT' : this.text[this.at] === '-' ? '-' : undefined
    if (word === undefined) return this.primary(after)
    if (word === '-') this.at++
    if (word === '-' && (this.atEnd || isSpace(this.text[this.at]))) this.fail('expected what to leave out, right after -', position, 1)
    const term = this.nested(position, () => this.unary('NOT'))
    return { kind: 'not', term, position, length: this.lastEnd - position }
  }

  private primary(after?: Keyword): Term {
    const position = this.at
    if (this.atEnd || this.text[position] === ')')
      this.fail(after ? `expected something after ${after}` : 'expected a word, a "phrase" or field:value', position, this.atEnd ? 0 : 1)
    for (const keyword of ['OR', 'AND'] as const) {
      if (this.sees(keyword))
        this.fail(`expected something before ${keyword}; write "${keyword}" to look for the word`, position, keyword.length)
    }
    if (this.text[position] === '(') return this.group()
    const name = this.fieldName()
    return name === undefined ? this.freeText() : this.fieldTerm(name, position)
  }

  private group(): Term {
    const opened = this.at++
    this.skipSpace()
    const term = this.nested(opened, () => this.or())
    if (this.text[this.at] !== ')') this.fail('the parenthesis that opens here is not closed', opened, this.text.length - opened)
    this.at++
    this.skipSpace()
    return term
  }

  private nested<T>(position: number, read: () => T): T {
    if (++this.depth > MAX_DEPTH) this.fail(`parentheses and negations nest at most ${MAX_DEPTH} deep`, position, 1)
    const value = read()
    this.depth--
    return value
  }

  /** The name before a colon, which is passed; undefined when no field stands here. */
  private fieldName(): string | undefined {
    if (this.text[this.at] === '"') {
      const quoted = readQuoted(this.text, this.at)
      if (quoted === undefined || quoted.text === '' || this.text[quoted.end] !== ':') return undefined
      this.at = quoted.end + 1
      return quoted.text
    }
    const pattern = /[A-Za-z_@$][\w.\-/@$]*:/y
    pattern.lastIndex = this.at
    const name = pattern.exec(this.text)?.[0].slice(0, -1)
    if (name === undefined) return undefined
    // A pasted address is text, not an attribute called http.
    if (this.text.startsWith('//', this.at + name.length + 1) && !findField(this.catalogue, name)) return undefined
    this.at += name.length + 1
    return name
  }

  private freeText(): Term {
    const position = this.at
    const word = this.word('')
    if (word.pattern.length === 0) this.fail('expected words between the quotes', position, word.end - position)
    const [, name, comparison] = word.literal ? [] : (/^(\w+)(>=|<=|>|<|=)/.exec(word.text) ?? [])
    if (name !== undefined && comparison !== undefined && findField(this.catalogue, name)) {
      this.fail(
        `expected a colon: write ${name}:${comparison === '=' ? '' : comparison}value, or quotes to look for the text`,
        position + name.length,
        comparison.length,
      )
    }
    this.spend('text', position, word.end - position)
    return { kind: 'text', pattern: word.pattern, quoted: word.quoted, position, length: word.end - position }
  }

  private fieldTerm(name: string, position: number): Term {
    const field = findField(this.catalogue, name)
    const key = name.startsWith('tags.') ? name.slice(5) : name
    if (field === undefined && key === '') this.fail('expected the name of an attribute after tags.', position, name.length)
    if (this.text[this.at] !== '(') return this.fieldValue(name, field, key, position, '')
    const opened = this.at++
    this.skipSpace()
    const terms = [this.fieldValue(name, field, key, this.at, ',')]
    while (this.text[this.at] !== ')') {
      if (this.atEnd) this.fail('the parenthesis that opens here is not closed', opened, this.text.length - opened)
      if (this.text[this.at] === ',') this.at++
      this.skipSpace()
      this.take('OR')
      terms.push(this.fieldValue(name, field, key, this.at, ','))
    }
    this.at++
    this.skipSpace()
    return this.join('or', terms, position)
  }

  private fieldValue(name: string, field: SearchField | undefined, key: string, position: number, stops: string): Term {
    const read: ReadTest = {
      name,
      comparison: () => this.comparison(field),
      word: () => this.word(stops),
      fail: (message, place) => this.fail(message, place.position, place.length),
      here: () => ({ position: this.at, length: this.atEnd ? 0 : 1 }),
    }
    const test = field ? readFieldTest(field, read) : readTagTest(read)
    const place = { position, length: this.lastEnd - position }
    this.spend(field ? 'field' : 'tag', position, place.length)
    return field ? { kind: 'field', field, test, ...place } : { kind: 'tag', key, test, ...place }
  }

  private spend(kind: keyof typeof WEIGHT, position: number, length: number): void {
    this.weight += WEIGHT[kind]
    if (this.weight <= MAX_WEIGHT) return
    const [words, attributes] = [MAX_WEIGHT / WEIGHT.text, MAX_WEIGHT / WEIGHT.tag]
    this.fail(
      `the search is too long: it may have at most ${words} words, ${attributes} attributes or ${MAX_WEIGHT} fields`,
      position,
      length,
    )
  }

  private comparison(field: SearchField | undefined): '<' | '<=' | '>' | '>=' | '=' | undefined {
    const ordered = field !== undefined
    for (const sign of ['>=', '<=', '>', '<', '='] as const) {
      if (!this.text.startsWith(sign, this.at) || (sign === '=' && !ordered)) continue
      this.at += sign.length
      return sign
    }
    return undefined
  }

  /** A word or a phrase, and the space behind it. */
  private word(stops: string): Word {
    const quoted = this.text[this.at] === '"'
    const word = quoted ? readQuoted(this.text, this.at) : readBare(this.text, this.at, stops)
    if (word === undefined) this.fail('the quote that opens here is not closed', this.at, this.text.length - this.at)
    this.at = word.end
    this.skipSpace()
    return word
  }

  private get atEnd(): boolean {
    return this.at >= this.text.length
  }

  /** Where the last thing read ended, without the space behind it. */
  private get lastEnd(): number {
    let end = this.at
    while (end > 0 && isSpace(this.text[end - 1])) end--
    return end
  }

  private sees(keyword: Keyword): boolean {
    if (!this.text.startsWith(keyword, this.at)) return false
    const next = this.text[this.at + keyword.length]
    return next === undefined || isSpace(next) || next === '(' || next === ')'
  }

  private take(keyword: Keyword): boolean {
    if (!this.sees(keyword)) return false
    this.at += keyword.length
    this.skipSpace()
    return true
  }

  private skipSpace(): void {
    while (isSpace(this.text[this.at])) this.at++
  }

  private fail(message: string, position: number, length: number): never {
    throw new Mistake(message, { position, length })
  }
}
