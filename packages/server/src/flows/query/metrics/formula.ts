/**
 * Formulas over metrics: references, numbers, + - * / and parentheses. Read once into a tree; evaluated per window.
 * A division by zero and a missing operand have no value.
 */
import { HttpError } from '../../../kit/errors.ts'

export type Formula =
  | { kind: 'number'; value: number }
  | { kind: 'reference'; text: string }
  | { kind: 'negative'; of: Formula }
  | { kind: 'binary'; operator: '+' | '-' | '*' | '/'; left: Formula; right: Formula }

const MAX_DEPTH = 32
const MAX_REFERENCES = 10

interface Token {
  kind: 'number' | 'reference' | 'symbol' | 'end'
  text: string
  at: number
}

/** Throws 422 with the position of the mistake. */
export function readFormula(text: string): Formula {
  const reader = new Reader(tokensOf(text))
  const formula = reader.sum(0)
  reader.expectEnd()
  const count = referencesOf(formula).length
  if (count === 0) throw wrong('names no metric', 0)
  if (count > MAX_REFERENCES) throw wrong(`may name ${MAX_REFERENCES} metrics`, 0)
  return formula
}

/** Each reference once, in the order they stand. */
export function referencesOf(formula: Formula): string[] {
  switch (formula.kind) {
    case 'number':
      return []
    case 'reference':
      return [formula.text]
    case 'negative':
      return referencesOf(formula.of)
    case 'binary':
      return [...new Set([...referencesOf(formula.left), ...referencesOf(formula.right)])]
  }
}

export function evaluate(formula: Formula, valueOf: (reference: string) => number | null): number | null {
  switch (formula.kind) {
    case 'number':
      return formula.value
    case 'reference':
      return valueOf(formula.text)
    case 'negative': {
      const value = evaluate(formula.of, valueOf)
      return value === null ? null : -value
    }
    case 'binary':
      return combine(formula.operator, evaluate(formula.left, valueOf), evaluate(formula.right, valueOf))
  }
}

function combine(operator: '+' | '-' | '*' | '/', left: number | null, right: number | null): number | null {
  if (left === null || right === null) return null
  const value = operator === '+' ? left + right : operator === '-' ? left - right : operator === '*' ? left * right : left / right
  return Number.isFinite(value) ? value : null
}

function tokensOf(text: string): Token[] {
  const pattern = /\s*(?:(\d+(?:\.\d+)?(?:e[-+]?\d+)?)|"([^"]+)"|([A-Za-z_][\w.:]*)|([-+*/()]))/iy
  const tokens: Token[] = []
  let at = 0
  while (text.slice(at).trim() !== '') {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match) throw wrong('cannot be read', at + (text.slice(at).length - text.slice(at).trimStart().length))
    const [whole, number, quoted, name, symbol] = match
    const start = at + whole.length - whole.trimStart().length
    if (number !== undefined) tokens.push({ kind: 'number', text: number, at: start })
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, at: start })
    else tokens.push({ kind: 'reference', text: quoted ?? name ?? '', at: start })
    at = pattern.lastIndex
  }
  tokens.push({ kind: 'end', text: '', at: text.length })
  return tokens
}

class Reader {
  private readonly tokens: readonly Token[]
  private next = 0

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  sum(depth: number): Formula {
    let left = this.product(depth)
    for (let operator = this.take('+', '-'); operator; operator = this.take('+', '-'))
      left = { kind: 'binary', operator, left, right: this.product(depth) }
    return left
  }

  expectEnd(): void {
    if (this.token.kind !== 'end') throw wrong('is not expected here', this.token.at)
  }

  private product(depth: number): Formula {
    let left = this.factor(depth)
    for (let operator = this.take('*', '/'); operator; operator = this.take('*', '/'))
      left = { kind: 'binary', operator, left, right: this.factor(depth) }
    return left
  }

  private factor(depth: number): Formula {
    if (depth > MAX_DEPTH) throw wrong(`nests deeper than ${MAX_DEPTH}`, this.token.at)
    if (this.take('-')) return { kind: 'negative', of: this.factor(depth + 1) }
    if (this.take('(')) {
      const inner = this.sum(depth + 1)
      if (!this.take(')')) throw wrong('a closing parenthesis is missing', this.token.at)
      return inner
    }
    const { kind, text, at } = this.token
    if (kind !== 'number' && kind !== 'reference') throw wrong('a metric or a number is missing', at)
    this.next++
    return kind === 'number' ? { kind, value: Number(text) } : { kind, text }
  }

  private take<Symbol extends string>(...symbols: Symbol[]): Symbol | undefined {
    const { kind, text } = this.token
    const found = kind === 'symbol' ? symbols.find((symbol) => symbol === text) : undefined
    if (found !== undefined) this.next++
    return found
  }

  private get token(): Token {
    return this.tokens[Math.min(this.next, this.tokens.length - 1)] as Token
  }
}

function wrong(message: string, at: number): HttpError {
  const detail = `the formula ${message}, at character ${at + 1}`
  return new HttpError(422, 'invalid_formula', detail, { errors: [{ path: 'formula', message: detail }] })
}
