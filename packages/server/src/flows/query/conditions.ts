/** Tests of the search language as SQL over one expression. Every condition is 0 or 1, never NULL: what is unknown fails. */
import { type Amount, type Comparison, type Pattern, plainText, type Test } from '@relayscope/contract/search'
import type { Clock } from '../../kit/clock.ts'
import { assert } from '../../kit/errors.ts'
import { dateTime64, decimal, float, type Statement, sql, text, texts, uint } from '../../planes/telemetry/statement.ts'
import { readTime } from './time-range.ts'

/** What an ordered expression holds, so that an amount becomes a literal of the same kind. */
export type Unit = 'ns' | 'ms' | 'number' | 'decimal' | 'time'

export const NEVER = sql`0`
export const ALWAYS = sql`1`

export function all(conditions: readonly Statement[]): Statement {
  return conditions.length === 0 ? ALWAYS : sql`(${sql.join(conditions, sql` AND `)})`
}

export function any(conditions: readonly Statement[]): Statement {
  return conditions.length === 0 ? NEVER : sql`(${sql.join(conditions, sql` OR `)})`
}

/** The whole value, whatever the letter case. */
export function equals(column: Statement, pattern: Pattern): Statement {
  const plain = plainText(pattern)
  return plain === undefined ? sql`${column} ILIKE ${text(likePattern(pattern))}` : sql`lowerUTF8(${column}) = lowerUTF8(${text(plain)})`
}

/** The whole value, exact: an index on it can be used. */
export function equalsExactly(column: Statement, pattern: Pattern): Statement {
  const plain = plainText(pattern)
  return plain === undefined ? sql`${column} LIKE ${text(likePattern(pattern))}` : sql`${column} = ${text(plain)}`
}

/** Anywhere in the value, whatever the letter case. */
export function contains(column: Statement, pattern: Pattern): Statement {
  const plain = plainText(pattern)
  if (plain === undefined) return sql`${column} ILIKE ${text(`%${likePattern(pattern)}%`)}`
  return sql`positionCaseInsensitiveUTF8(${column}, ${text(plain)}) > 0`
}

/**
 * Words of a column with a text index (splitByNonAlpha, lower): whole words, in this order where there are several.
 * A word that the index does not hold as people write it (beyond ASCII: its letter case, or no spaces between words) is
 * looked for in the text itself.
 */
export function containsWords(column: Statement, pattern: Pattern): Statement {
  const { tokens, sufficient } = indexTokens(pattern)
  const indexed = tokens.length === 0 ? [] : [sql`hasAllTokens(${column}, ${texts(tokens)})`]
  return all(sufficient ? indexed : [...indexed, contains(column, pattern)])
}

/** More needles than this make a token search slower, not narrower. */
const MAX_TOKENS = 64

/** Tokens that must be in the index, and whether having them is all there is to test. */
function indexTokens(pattern: Pattern): { tokens: string[]; sufficient: boolean } {
  const tokens = new Set<string>()
  for (const [at, part] of pattern.entries()) {
    if (!('text' in part)) continue
    // A token beside a wildcard is only a part of a word.
    for (const { 0: token, index } of part.text.matchAll(/[A-Za-z0-9\u0080-\uffff]+/g)) {
      const cutBefore = index === 0 && at > 0
      const cutAfter = index + token.length === part.text.length && at < pattern.length - 1
      if (!cutBefore && !cutAfter && /^[A-Za-z0-9]+$/.test(token)) tokens.add(token.toLowerCase())
    }
  }
  const plain = plainText(pattern)
  return { tokens: [...tokens].slice(0, MAX_TOKENS), sufficient: plain !== undefined && /^[A-Za-z0-9]+$/.test(plain) }
}

/** Tokens that every text with these words has in its index. Empty: the index cannot help. */
export function wordTokens(pattern: Pattern): string[] {
  return indexTokens(pattern).tokens
}

export function likePattern(pattern: Pattern): string {
  return pattern.map((part) => ('wild' in part ? (part.wild === '*' ? '%' : '_') : part.text.replace(/[\\%_]/g, '\\$&'))).join('')
}

/** A comparison or a range of an expression that may be NULL. */
export function compares(expression: Statement, unit: Unit, test: Test, clock: Clock): Statement {
  if (test.kind === 'present') return sql`isNotNull(${expression})`
  if (test.kind === 'compare') return compare(expression, test.comparison, literal(test.amount, unit, clock))
  assert(test.kind === 'between', 'an ordered field has an ordered test')
  const { from, to } = test
  return all([
    ...(from ? [compare(expression, '>=', literal(from, unit, clock))] : []),
    ...(to ? [compare(expression, '<=', literal(to, unit, clock))] : []),
  ])
}

function compare(expression: Statement, comparison: Comparison, value: Statement): Statement {
  return sql`ifNull(${expression} ${signs[comparison]} ${value}, 0)`
}

const signs: Readonly<Record<Comparison, Statement>> = { '=': sql`=`, '<': sql`<`, '<=': sql`<=`, '>': sql`>`, '>=': sql`>=` }

function literal(amount: Amount, unit: Unit, clock: Clock): Statement {
  switch (amount.type) {
    case 'duration':
      return unit === 'ms' ? float(Number(amount.nanoseconds) / 1e6) : uint(amount.nanoseconds)
    case 'money':
      return decimal(amount.decimal)
    case 'time':
      return dateTime64(readTime(amount.text, clock.nowNs()) ?? 0n)
    case 'number':
      return float(amount.value)
  }
}
