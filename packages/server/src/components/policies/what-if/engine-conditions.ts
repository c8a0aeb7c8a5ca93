/**
 * Conditions as expressions of the telemetry engine, over a column `input` with the recorded input as JSON: a million inputs are
 * then tested where they are. A property test holds each expression to the evaluator. What cannot be said exactly is `undefined`.
 *
 * Of each path the raw JSON is taken out once; what kind of value it is shows in its first character.
 */
import type { SteeringCondition } from '@relayscope/contract'
import { EVALUATION_LIMITS, type CompiledRule } from '@relayscope/steering'
import { float, floats, identifier, sql, type Statement, text, texts, uint } from '../../../planes/telemetry/statement.ts'

type Compiled = CompiledRule['conditions'][number]
type Path = Compiled['path']

/** Where the engine's RE2 and the evaluator's could part: Unicode tables, names of groups, NUL. */
const DOUBTFUL_PATTERN = /\\[pPCzAQ]|\(\?P?<|\[\[|\\x|\u0000|[^\u0001-\u007f]/

/** The raw JSON at the path, empty where there is nothing. `undefined`: the engine reads such a path otherwise. */
export function rawAt(path: Path): Statement | undefined {
  const inner = path.slice(0, -1)
  if (inner.includes('length') || path.some((step) => typeof step === 'string' && /^0\d+$/.test(step))) return undefined
  if (path.at(-1) !== 'length') return extracted(path)
  return inner.length === 0 ? undefined : lengthOf(extracted(inner))
}

/** Names are followed in one go; a number is a place in a list, and a name like any other in an object. */
function extracted(path: Path): Statement {
  const place = path.findLastIndex(isPlace)
  if (place < 0) return memberOf(path)
  const parent = place === 0 ? sql`input` : extracted(path.slice(0, place))
  const at = Number(path[place])
  const member = sql`if(startsWith(${parent}, '['), JSONExtractRaw(${parent}, ${uint(at + 1)}), JSONExtractRaw(${parent}, ${text(String(at))}))`
  return place === path.length - 1 ? member : sql`JSONExtractRaw(${member}, ${names(path.slice(place + 1))})`
}

/** All members of the object around it at once: the engine reads the document once for all conditions on its members. */
function memberOf(path: Path): Statement {
  const parent = path.slice(0, -1)
  const members = parent.length === 0 ? sql`JSONExtractKeysAndValuesRaw(input)` : sql`JSONExtractKeysAndValuesRaw(input, ${names(parent)})`
  return sql`tupleElement(arrayFirst(pair -> tupleElement(pair, 1) = ${text(String(path.at(-1)))}, ${members}), 2)`
}

const isPlace = (step: string | number): boolean => typeof step === 'number' || /^\d+$/.test(step)
const names = (steps: Path): Statement => sql.join(steps.map((step) => text(String(step))))

/** Characters that are two units of a JavaScript text. */
const BEYOND_16_BITS = '[\\x{10000}-\\x{10FFFF}]'

/** The length as the evaluator counts it: UTF-16 units of a text, members of a list, or a member that is called so. */
function lengthOf(raw: Statement): Statement {
  const string = sql`JSONExtractString(${raw})`
  return sql`multiIf(startsWith(${raw}, '"'), toString(lengthUTF8(${string}) + countMatches(${string}, ${text(BEYOND_16_BITS)})),
    startsWith(${raw}, '['), toString(JSONLength(${raw})), startsWith(${raw}, '{'), JSONExtractRaw(${raw}, 'length'), '')`
}

/** `raw`: the name of the column that holds what `rawAt` took out. */
export function conditionOn(raw: string, { operator, value }: SteeringCondition): Statement | undefined {
  const found = identifier(raw)
  const isText = sql`startsWith(${found}, '"')`
  const isNumber = sql`substring(${found}, 1, 1) IN ('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9')`
  const string = sql`JSONExtractString(${found})`
  const number = sql`JSONExtractFloat(${found})`
  const ordered = (sign: Statement) => (typeof value === 'number' ? sql`(${isNumber} AND ${number} ${sign} ${float(value)})` : undefined)
  switch (operator) {
    case 'exists':
      return sql`(${found} NOT IN ('', 'null'))`
    case 'equals':
      return Array.isArray(value) ? undefined : equalTo(found, value)
    case 'in':
      return Array.isArray(value) ? among(found, value) : undefined
    case 'contains':
      return containing(found, value)
    case 'regex':
      return typeof value === 'string' && !DOUBTFUL_PATTERN.test(value)
        ? sql`(${isText} AND match(${string}, ${text(`(?-s)${value}`)}))`
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
      return negated(conditionOn(raw, { field: '', operator: 'equals', value }))
    case 'not_contains':
      return negated(conditionOn(raw, { field: '', operator: 'contains', value }))
    case 'not_in':
      return negated(conditionOn(raw, { field: '', operator: 'in', value }))
    case 'not_exists':
      return negated(conditionOn(raw, { field: '', operator: 'exists' }))
  }
}

const negated = (condition: Statement | undefined): Statement | undefined => condition && sql`(NOT ${condition})`

type Scalar = string | number | boolean | null

/** Text that holds what the engine's own text cannot would compare otherwise. */
const storable = (value: string): boolean => !/[\u0000\p{Surrogate}]/u.test(value)

function equalTo(found: Statement, value: Scalar | undefined): Statement | undefined {
  return value === undefined ? undefined : among(found, [value])
}

function among(found: Statement, values: readonly Scalar[]): Statement | undefined {
  const strings = values.filter((value) => typeof value === 'string')
  const numbers = values.filter((value) => typeof value === 'number')
  const words = values.filter((value) => typeof value === 'boolean' || value === null)
  if (!strings.every(storable)) return undefined
  const parts = [
    ...(strings.length === 0 ? [] : [sql`(startsWith(${found}, '"') AND has(${texts(strings)}, JSONExtractString(${found})))`]),
    ...(numbers.length === 0
      ? []
      : [
          sql`(substring(${found}, 1, 1) IN ('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9') AND has(${floats(numbers)}, JSONExtractFloat(${found})))`,
        ]),
    ...(words.length === 0 ? [] : [sql`has(${texts(words.map(String))}, ${found})`]),
  ]
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` OR `)})`
}

function containing(found: Statement, value: SteeringCondition['value']): Statement | undefined {
  if (value === undefined || Array.isArray(value)) return undefined
  const member = among(sql`member`, [value])
  if (member === undefined) return undefined
  const members = sql`arraySlice(JSONExtractArrayRaw(${found}), 1, ${uint(EVALUATION_LIMITS.listMembers)})`
  const inList = sql`(startsWith(${found}, '[') AND arrayExists(member -> ${member}, ${members}))`
  if (typeof value !== 'string') return inList
  const inText =
    value === ''
      ? sql`startsWith(${found}, '"')`
      : sql`(startsWith(${found}, '"') AND position(JSONExtractString(${found}), ${text(value)}) > 0)`
  return sql`(${inText} OR ${inList})`
}
