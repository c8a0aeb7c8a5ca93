/**
 * Conditions as expressions of the telemetry engine over the columns of input-columns.ts: a million inputs are then tested where
 * they are. A property test holds each expression to the evaluator. What cannot be said exactly is `undefined`.
 *
 * Tests are numbers of one byte, joined by bit: the engine's AND and OR would gather the rows that are still open before each test,
 * which costs more than the test.
 */
import type { SteeringCondition } from '@relayscope/contract'
import { float, floats, sql, type Statement, text, texts } from '../../../planes/telemetry/statement.ts'
import type { PathColumns } from './input-columns.ts'

/** Where the engine's RE2 and the evaluator's could part: Unicode tables, names of groups, NUL. */
const DOUBTFUL_PATTERN = /\\[pPCzAQ]|\(\?P?<|\[\[|\\x|\u0000|[^\u0001-\u007f]/

export function conditionOn(found: PathColumns, { operator, value }: SteeringCondition): Statement | undefined {
  const ordered = (sign: Statement) => (typeof value === 'number' ? sql`(${found.number()} ${sign} ${float(value)})` : undefined)
  switch (operator) {
    case 'exists':
      return sql`(${found.raw} NOT IN ('', 'null'))`
    case 'equals':
      return value === undefined || Array.isArray(value) ? undefined : among(found, [value])
    case 'in':
      return Array.isArray(value) ? among(found, value) : undefined
    case 'contains':
      return containing(found, value)
    case 'regex':
      return typeof value === 'string' && !DOUBTFUL_PATTERN.test(value)
        ? sql`bitAnd(${isText(found)}, match(${found.text()}, ${text(`(?-s)${value}`)}))`
        : undefined
    case 'gt':
      return ordered(sql`>`)
    case 'gte':
      return ordered(sql`>=`)
    case 'lt':
      return ordered(sql`<`)
    case 'lte':
      return ordered(sql`<=`)
    case 'not_equals':
      return negated(conditionOn(found, { field: '', operator: 'equals', value }))
    case 'not_contains':
      return negated(conditionOn(found, { field: '', operator: 'contains', value }))
    case 'not_in':
      return negated(conditionOn(found, { field: '', operator: 'in', value }))
    case 'not_exists':
      return negated(conditionOn(found, { field: '', operator: 'exists' }))
  }
}

const negated = (condition: Statement | undefined): Statement | undefined => condition && sql`(NOT ${condition})`
const isText = ({ raw }: PathColumns): Statement => sql`startsWith(${raw}, '"')`

type Scalar = string | number | boolean | null

/** Text that holds what the engine's own text cannot would compare otherwise. */
const storable = (value: string): boolean => !/[\u0000\p{Surrogate}]/u.test(value)

/** Few nodes: the engine plans a statement of many rules for longer than it takes to test some thousand inputs. */
const anyOf = (tests: readonly Statement[]): Statement => tests.reduce((all, test) => sql`bitOr(${all}, ${test})`)

function among(found: PathColumns, values: readonly Scalar[]): Statement | undefined {
  const strings = values.filter((value) => typeof value === 'string')
  const numbers = values.filter((value) => typeof value === 'number')
  const words = values.filter((value) => typeof value === 'boolean' || value === null)
  if (!strings.every(storable)) return undefined
  const tests = [
    ...(strings.length === 0 ? [] : [amongTexts(found, strings)]),
    ...(numbers.length === 0 ? [] : [oneOf(found.number(), numbers.map(float), floats(numbers))]),
    ...(words.length === 0
      ? []
      : [
          oneOf(
            found.raw,
            words.map((word) => text(String(word))),
            texts(words.map(String)),
          ),
        ]),
  ]
  return tests.length === 0 ? sql`toUInt8(0)` : anyOf(tests)
}

/** What is no text is the empty text there. */
function amongTexts(found: PathColumns, strings: readonly string[]): Statement {
  const test = oneOf(found.text(), strings.map(text), texts(strings))
  return strings.includes('') ? sql`bitAnd(${isText(found)}, ${test})` : test
}

const oneOf = (column: Statement, [first, ...more]: readonly Statement[], list: Statement): Statement =>
  first !== undefined && more.length === 0 ? sql`(${column} = ${first})` : sql`has(${list}, ${column})`

function containing(found: PathColumns, value: SteeringCondition['value']): Statement | undefined {
  if (value === undefined || Array.isArray(value)) return undefined
  if (typeof value === 'number') return sql`has(${found.memberNumbers()}, ${float(value)})`
  if (typeof value !== 'string') return sql`has(${found.members()}, ${text(String(value))})`
  if (!storable(value)) return undefined
  const inText = value === '' ? isText(found) : sql`(position(${found.text()}, ${text(value)}) > 0)`
  return anyOf([inText, sql`has(${found.members()}, ${text(`"${value}`)})`])
}
