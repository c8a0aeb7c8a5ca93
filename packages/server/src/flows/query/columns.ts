/** What a field is in SQL: an expression and how its values are compared. */
import { plainText, type Test } from '@relayscope/contract/search'
import type { Clock } from '../../kit/clock.ts'
import { assert } from '../../kit/errors.ts'
import { type Statement, sql, uint, uints } from '../../planes/telemetry/statement.ts'
import { ALWAYS, any, compares, contains, equals, equalsExactly, type Unit } from './conditions.ts'

export type Column =
  | { readonly kind: 'text' | 'id' | 'words'; readonly expression: Statement }
  /** An array of texts, one of which has to match; `words`: a part of one is enough. */
  | { readonly kind: 'many'; readonly expression: Statement; readonly words?: true }
  /** An array of numbers, one of which has to pass. */
  | { readonly kind: 'numbers'; readonly expression: Statement }
  | { readonly kind: 'ordered'; readonly expression: Statement; readonly unit: Unit }
  | { readonly kind: 'flag'; readonly expression: Statement }
  /** A number for each word of the enum; a word may have several. */
  | { readonly kind: 'codes'; readonly expression: Statement; readonly codes: Readonly<Record<string, readonly number[]>> }

/** 0 or 1 for whether the column passes the test. */
export function columnPasses(column: Column, test: Test, clock: Clock): Statement {
  const { expression } = column
  switch (column.kind) {
    case 'ordered':
      return compares(expression, column.unit, test, clock)
    case 'flag':
      if (test.kind === 'present') return sql`isNotNull(${expression})`
      assert(test.kind === 'flag', 'a flag is tested as a flag')
      return sql`ifNull(${expression} = ${uint(test.value ? 1 : 0)}, 0)`
    case 'codes':
      return codesPass(column, test)
    case 'many':
      if (test.kind === 'present') return sql`notEmpty(${expression})`
      if (isEmptyMatch(test)) return sql`empty(${expression})`
      return sql`arrayExists(one -> ${textPasses(column.words ? 'words' : 'text', sql`one`, test)}, ${expression})`
    case 'numbers':
      if (test.kind === 'present') return sql`notEmpty(${expression})`
      return sql`arrayExists(one -> ${compares(sql`one`, 'number', test, clock)}, ${expression})`
    default:
      return textPasses(column.kind, expression, test)
  }
}

/** A test of an attribute: exact text, or a number where the text holds one. */
export function attributePasses(expression: Statement, test: Test, clock: Clock): Statement {
  if (test.kind === 'compare' || test.kind === 'between') return compares(sql`toFloat64OrNull(${expression})`, 'number', test, clock)
  return textPasses('id', expression, test)
}

function textPasses(kind: 'text' | 'id' | 'words', expression: Statement, test: Test): Statement {
  if (test.kind === 'present') return sql`${expression} != ''`
  assert(test.kind === 'match', 'a text is matched')
  if (isEmptyMatch(test)) return sql`${expression} = ''`
  if (kind === 'words') return contains(expression, test.pattern)
  return kind === 'id' ? equalsExactly(expression, test.pattern) : equals(expression, test.pattern)
}

function codesPass(column: Extract<Column, { kind: 'codes' }>, test: Test): Statement {
  if (test.kind === 'present') return ALWAYS
  assert(test.kind === 'match', 'an enum is matched')
  const codes = column.codes[plainText(test.pattern) ?? ''] ?? []
  return codes.length === 0 ? any([]) : sql`${column.expression} IN ${uints(codes)}`
}

function isEmptyMatch(test: Test): boolean {
  return test.kind === 'match' && test.pattern.length === 0
}

/** The words of a status in search and answers, and the STATUS codes of the rows. */
export const STATUS_CODES = { success: [0, 1], error: [2], timeout: [3] } as const

export type StatusWord = keyof typeof STATUS_CODES

export function statusWord(code: number): StatusWord {
  if (code === 3) return 'timeout'
  return code === 2 ? 'error' : 'success'
}
