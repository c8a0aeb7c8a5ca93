/**
 * SQL with values bound by type. The text is ours, the values are anybody's: a value reaches a statement only as a
 * literal made here, and there is no way to splice a runtime string in as SQL.
 *
 *     sql`SELECT name FROM spans WHERE project = ${text(project)} AND duration_ns > ${uint(minNs)} ${more}`
 *
 * Everything between `${` and `}` is itself a Statement: a literal, an identifier, or another `sql`. Statements must not
 * carry FORMAT or SETTINGS of their own; the plane adds them.
 */
import { OwnText } from './own-text.ts'

export type Statement = OwnText

export interface Sql {
  (strings: TemplateStringsArray, ...parts: Statement[]): Statement
  /** Puts statements side by side. Default separator: a comma. No parts: empty text. */
  join(parts: readonly Statement[], separator?: Statement): Statement
  readonly empty: Statement
}

function build(strings: TemplateStringsArray, ...parts: Statement[]): Statement {
  checkTemplate(strings)
  let text = strings[0] ?? ''
  for (const [index, part] of parts.entries()) text += ownText(part) + (strings[index + 1] ?? '')
  return new OwnText(text)
}

function join(parts: readonly Statement[], separator?: Statement): Statement {
  return new OwnText(parts.map(ownText).join(separator === undefined ? ', ' : ownText(separator)))
}

export const sql: Sql = Object.assign(build, { join, empty: new OwnText('') })

/** A column, alias or table name that is chosen at run time. Dots part table and column. */
export function identifier(name: string): Statement {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*$/i.test(name)) throw new TypeError('not an identifier')
  return new OwnText(
    name
      .split('.')
      .map((part) => `\`${part}\``)
      .join('.'),
  )
}

/** Any text. Lone surrogates become U+FFFD, as in everything that is stored. */
export function text(value: string): Statement {
  return new OwnText(textLiteral(value))
}

/** UInt64 and narrower. */
export function uint(value: number | bigint): Statement {
  const whole = integer(value)
  if (whole < 0n || whole > 0xffff_ffff_ffff_ffffn) throw new RangeError('not an unsigned 64-bit integer')
  return new OwnText(String(whole))
}

/** Int64 and narrower. */
export function int(value: number | bigint): Statement {
  const whole = integer(value)
  if (whole < MIN_INT64 || whole > MAX_INT64) throw new RangeError('not a signed 64-bit integer')
  // As text, because the most negative number has no positive counterpart to negate.
  return new OwnText(`toInt64('${whole}')`)
}

/** A finite Float64. */
export function float(value: number): Statement {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new RangeError('not a finite number')
  return new OwnText(`toFloat64('${Object.is(value, -0) ? '-0' : value}')`)
}

export function bool(value: boolean): Statement {
  if (typeof value !== 'boolean') throw new TypeError('not a boolean')
  return new OwnText(value ? 'true' : 'false')
}

/** DateTime64(9) UTC from nanoseconds since 1970. What the type cannot hold is put at its end, so comparisons stay true. */
export function dateTime64(ns: bigint): Statement {
  if (typeof ns !== 'bigint') throw new TypeError('not nanoseconds as a bigint')
  const held = ns < MIN_TIME_NS ? MIN_TIME_NS : ns > MAX_INT64 ? MAX_INT64 : ns
  return new OwnText(`fromUnixTimestamp64Nano(toInt64('${held}'), 'UTC')`)
}

/** DateTime UTC from whole seconds since 1970, put at the type's end where it cannot hold them. */
export function dateTime(seconds: number): Statement {
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) throw new RangeError('not a time in seconds')
  return new OwnText(`toDateTime(${Math.min(Math.max(Math.floor(seconds), 0), 0xffff_ffff)}, 'UTC')`)
}

/** Decimal(38, 18) from plain decimal text, such as a stored cost. */
export function decimal(value: string): Statement {
  if (typeof value !== 'string' || !/^-?\d{1,20}(\.\d{1,18})?$/.test(value))
    throw new RangeError('not a decimal of at most 20 and 18 digits')
  return new OwnText(`toDecimal128('${value}', 18)`)
}

/** Array(String). As the right side of IN it is a set. */
export function texts(values: readonly string[]): Statement {
  return list(values.map(textLiteral), 'String')
}

/** Array(UInt64) */
export function uints(values: readonly (number | bigint)[]): Statement {
  return list(
    values.map((value) => uint(value).text),
    'UInt64',
  )
}

/** Array(Float64) */
export function floats(values: readonly number[]): Statement {
  return list(
    values.map((value) => float(value).text),
    'Float64',
  )
}

const MIN_INT64 = -(2n ** 63n)
const MAX_INT64 = 2n ** 63n - 1n
/** 1900-01-01: the earliest DateTime64. */
const MIN_TIME_NS = -2_208_988_800_000_000_000n

function list(literals: string[], type: string): Statement {
  return new OwnText(`CAST([${literals.join(', ')}], 'Array(${type})')`)
}

function integer(value: number | bigint): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new RangeError('not a whole number that is kept exactly')
  return BigInt(value)
}

function textLiteral(value: string): string {
  if (typeof value !== 'string') throw new TypeError('not text')
  const escaped = value.replace(/[\\'\u0000-\u001f\u007f]/g, escapeCharacter).replace(/\p{Surrogate}/gu, '\ufffd')
  return `'${escaped}'`
}

function escapeCharacter(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}

/** The types already say so; a value that came around them (JSON, a cast) stops here. */
function ownText(part: unknown): string {
  if (!(part instanceof OwnText)) throw new TypeError('only statements can be put into a statement; bind the value: text(..), uint(..)')
  return part.text
}

const checked = new WeakSet<TemplateStringsArray>()

/** A literal inside quotes or a comment would end them, so no value may stand there. */
function checkTemplate(strings: TemplateStringsArray): void {
  if (checked.has(strings)) return
  if (!Array.isArray(strings) || !Array.isArray((strings as { raw?: unknown }).raw))
    throw new TypeError('sql is a template tag, not a function')
  let open = ''
  for (const part of strings.slice(0, -1)) {
    if (typeof part !== 'string') throw new TypeError('a broken escape in an sql template')
    open = openAfter(part, open)
    if (open !== '') throw new TypeError(`a value inside ${open} in an sql template`)
  }
  checked.add(strings)
}

/** The quote or comment that is still open at the end of the text, or empty text. */
function openAfter(part: string, open: string): string {
  const tokens = /\\.|'|"|`|--|\/\*|\*\/|\n/gs
  for (const [token] of part.matchAll(tokens)) {
    if (open === '') open = OPENERS[token] === undefined ? '' : token
    else if (token === OPENERS[open]) open = ''
  }
  return open
}

const OPENERS: Record<string, string> = { "'": "'", '"': '"', '`': '`', '--': '\n', '/*': '*/' }
