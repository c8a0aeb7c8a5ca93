/** Counting the values of many fields in one pass over the rows a search finds. */
import type { Facet } from '@relayscope/contract'
import type { FieldCatalogue, SearchField } from '@relayscope/contract/search'
import { findField } from '@relayscope/contract/search'
import { HttpError } from '../../kit/errors.ts'
import { float, floats, type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import type { Column } from './columns.ts'
import { likePattern } from './conditions.ts'

/** A number's values are counted by the parts of this ladder: bounds in the column's unit, and as they are written in a search. */
interface Ladder {
  readonly bounds: readonly number[]
  readonly labels: readonly string[]
}

const durations = ['10ms', '100ms', '500ms', '1s', '2s', '5s', '10s', '30s', '1m', '5m']
const durationMs = [10, 100, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000]

const LADDERS: Readonly<Record<string, Ladder>> = {
  ns: { bounds: durationMs.map((ms) => ms * 1e6), labels: durations },
  ms: { bounds: durationMs, labels: durations },
  decimal: { bounds: [0.0001, 0.001, 0.01, 0.05, 0.1, 0.5, 1, 5], labels: ['0.0001', '0.001', '0.01', '0.05', '0.1', '0.5', '1', '5'] },
  number: {
    bounds: [100, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000],
    labels: ['100', '500', '1000', '2000', '5000', '10000', '50000', '100000'],
  },
}

export interface FacetField {
  /** As it was asked for. */
  readonly name: string
  readonly column: Column
}

export interface FacetRow {
  field: string
  value: string
  found: string
}

/** Fields by name, with commas between. Attributes and `tagKeys` come as asked; the caller knows their columns. */
export function facetNames(asked: string | undefined, catalogue: FieldCatalogue): string[] {
  if (asked === undefined) return catalogue.fields.filter(({ facet }) => facet === 'panel').map(({ name }) => name)
  const names = asked
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (names.length === 0 || names.length > 20) throw invalid('name 1 to 20 fields, with commas between')
  return [...new Set(names.map((name) => resolved(name, catalogue)))]
}

function resolved(name: string, catalogue: FieldCatalogue): string {
  if (name === 'tagKeys') return name
  const field: SearchField | undefined = findField(catalogue, name)
  if (field === undefined) return name.startsWith('tags.') ? name : `tags.${name}`
  if (!field.facet) throw invalid(`the values of ${field.name} cannot be counted`)
  return field.name
}

function invalid(message: string): HttpError {
  return new HttpError(422, 'invalid_request', message, { errors: [{ path: 'fields', message }] })
}

/** Rows `field, value, found`: the most frequent values first, one more than the limit so that one knows whether there are more. */
export function facetStatement(fields: readonly FacetField[], from: Statement, limit: number, prefix: string | undefined): Statement {
  const pairs = fields.map(({ name, column }) => sql`arrayMap(one -> (${text(name)}, one), ${facetValues(column)})`)
  const starts = prefix ? sql`WHERE value ILIKE ${text(`${likePattern([{ text: prefix }])}%`)}` : sql.empty
  return sql`
    SELECT field, value, count() AS found FROM (
      SELECT pair.1 AS field, pair.2 AS value FROM (SELECT arrayJoin(arrayConcat(${sql.join(pairs)})) AS pair FROM (${from})) ${starts}
    ) GROUP BY field, value ORDER BY found DESC, value LIMIT ${uint(limit + 1)} BY field`
}

/** The values of one row as an array of texts; none where the field is not known. */
export function facetValues(column: Column): Statement {
  const { expression } = column
  switch (column.kind) {
    case 'many':
      return sql`arrayMap(x -> toString(x), ${expression})`
    case 'numbers':
      return sql`arrayMap(x -> toString(x), ${expression})`
    case 'codes':
      return sql`[transform(toString(${expression}), ${codeTexts(column.codes)}, '')]`
    case 'flag':
      return sql`if(isNull(${expression}), [], [if(assumeNotNull(${expression}) = 0, 'false', 'true')])`
    case 'ordered':
      return sql`if(isNull(${expression}), [], [toString(arrayFirstIndex(bound -> toFloat64(assumeNotNull(${expression})) < bound, ${floats([...(LADDERS[column.unit]?.bounds ?? []), Number.MAX_VALUE])}))])`
    default:
      return sql`if(${expression} = '', [], [toString(${expression})])`
  }
}

/** The two arrays of `transform`: numbers as text, and their words. */
function codeTexts(codes: Readonly<Record<string, readonly number[]>>): Statement {
  const pairs = Object.entries(codes).flatMap(([word, numbers]) => numbers.map((number) => [String(number), word] as const))
  const list = (at: 0 | 1) => sql`[${sql.join(pairs.map((pair) => text(pair[at])))}]`
  return sql`${list(0)}, ${list(1)}`
}

export function presentFacets(fields: readonly FacetField[], rows: readonly FacetRow[], limit: number): Facet[] {
  return fields.map(({ name, column }) => {
    const own = rows.filter((row) => row.field === name)
    const ladder = column.kind === 'ordered' ? LADDERS[column.unit] : undefined
    const values = ladder ? own.toSorted((a, b) => Number(a.value) - Number(b.value)) : own.slice(0, limit)
    return {
      field: name,
      values: values.map(({ value, found }) => ({ value: ladder ? rangeText(ladder, Number(value)) : value, count: Number(found) })),
      more: !ladder && own.length > limit,
    }
  })
}

/** `place` counts from 1: below the first bound. */
function rangeText({ labels }: Ladder, place: number): string {
  return `${labels[place - 2] ?? ''}..${labels[place - 1] ?? ''}`
}

/** A tuple of numbers and a fallback as `transform(key, keys, values, fallback)` wants them. */
export function lookup(key: Statement, table: readonly (readonly [string, number])[], fallback: number): Statement {
  if (table.length === 0) return float(fallback)
  return sql`transform(${key}, [${sql.join(table.map(([name]) => text(name)))}], ${floats(table.map(([, value]) => value))}, ${float(fallback)})`
}
