/** Price rows as people write them, as they are stored, and as the tables a pricer reads. */
import { MAX_PRICE_ROWS, newPriceRow, type NewPriceTable, type PriceRow } from '@relayscope/contract'
import { type PricedModel, type PriceTable, type PriceTableData, readPriceName, tierOf } from '../../flows/price/index.ts'
import { readLitellm } from '../../flows/price/litellm.ts'
import { PRICE_SCALE } from '../../flows/price/index.ts'
import { parseDecimal, printDecimal } from '../../kit/decimal.ts'
import { readCsv } from '../../kit/csv.ts'
import { httpError } from '../../kit/http.ts'
import { issuesOf } from '../../kit/issues.ts'

export type StoredPriceRow = Omit<PriceRow, 'version' | 'source' | 'bundled'>

const MAX_MISTAKES = 20

/** The rows of an upload, checked as a whole. Throws 422 that names each row that is wrong. */
export function rowsOfUpload(table: NewPriceTable): StoredPriceRow[] {
  const given = table.rows ?? (table.csv === undefined ? litellmRows(table) : csvRows(table.csv))
  const rows = given.map((row) => ({ ...row, validFrom: row.validFrom ?? table.validFrom, ...validTo(row.validTo ?? table.validTo) }))
  const mistakes = rows.flatMap((row, at) => mistakeOf(row).map((message) => ({ path: `rows[${at}]`, message })))
  mistakes.push(...repeated(rows))
  if (rows.length === 0) mistakes.push({ path: 'rows', message: 'must have at least one row with a price' })
  if (mistakes.length > 0) throw refused(mistakes)
  return rows
}

function refused(mistakes: { path: string; message: string }[]): Error {
  const [first] = mistakes
  return httpError('invalid_request', `the price table cannot be used: ${first?.path}: ${first?.message}`, {
    errors: mistakes.slice(0, MAX_MISTAKES),
  })
}

function validTo(day: string | undefined): { validTo?: string } {
  return day === undefined ? {} : { validTo: day }
}

function mistakeOf({ validFrom, validTo: end, prices }: StoredPriceRow): string[] {
  const unknown = Object.keys(prices).find((name) => readPriceName(name) === undefined)
  return [
    ...(unknown === undefined ? [] : [`${JSON.stringify(unknown)} is the name of no price`]),
    ...(Object.keys(prices).length === 0 ? ['has no price'] : []),
    ...(end !== undefined && end <= validFrom ? ['validTo must be after validFrom'] : []),
  ]
}

/** Two rows that both hold for the same call on the same day. */
function repeated(rows: readonly StoredPriceRow[]): { path: string; message: string }[] {
  const periods = new Map<string, { from: string; to: string; at: number }[]>()
  const mistakes: { path: string; message: string }[] = []
  for (const [at, row] of rows.entries()) {
    const key = JSON.stringify([row.provider.toLowerCase(), row.model.toLowerCase(), row.region ?? '', row.tier ?? '', row.currency])
    const period = { from: row.validFrom, to: row.validTo ?? '9999', at }
    const others = periods.get(key) ?? []
    const clash = others.find(({ from, to }) => from < period.to && period.from < to)
    if (clash) mistakes.push({ path: `rows[${at}]`, message: `says the same as rows[${clash.at}] for some days` })
    periods.set(key, [...others, period])
  }
  return mistakes
}

type LooseRow = Omit<StoredPriceRow, 'validFrom'> & { validFrom?: string | undefined }

function litellmRows({ litellm = {} }: NewPriceTable): LooseRow[] {
  const models = Object.entries(readLitellm(litellm))
  if (models.length > MAX_PRICE_ROWS) throw refused([{ path: 'litellm', message: `has more than ${MAX_PRICE_ROWS} models` }])
  return models.map(([model, { provider = '', ...prices }]) => ({ provider, model, currency: 'USD', prices: plainPrices(prices) }))
}

/** `2.5e-7` as `0.00000025`. */
function plainPrices(prices: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(prices).map(([name, text]) => [name, printDecimal(parseDecimal(text, PRICE_SCALE) ?? 0n, PRICE_SCALE)]),
  )
}

const PER_MILLION = 'perMillion.'
const TEXT_COLUMNS = ['provider', 'model', 'region', 'tier', 'validFrom', 'validTo', 'currency'] as const

function csvRows(text: string): LooseRow[] {
  try {
    return readCsv(text, { maxRows: MAX_PRICE_ROWS }).records.map(csvRow)
  } catch (error) {
    throw error instanceof RangeError ? refused([{ path: 'csv', message: error.message }]) : error
  }
}

function csvRow(record: Readonly<Record<string, string>>, at: number): LooseRow {
  const texts = Object.fromEntries(TEXT_COLUMNS.flatMap((column) => (record[column] ? [[column, record[column]]] : [])))
  const prices = Object.entries(record).flatMap(([name, value]): [string, string][] => {
    if (value === '' || name === 'aliases' || TEXT_COLUMNS.includes(name as 'model')) return []
    return [name.startsWith(PER_MILLION) ? [name.slice(PER_MILLION.length), perToken(value)] : [name, value]]
  })
  const aliases = record.aliases ? { aliases: record.aliases.split('|').map((alias) => alias.trim()) } : {}
  const read = newPriceRow.safeParse({ ...texts, ...aliases, prices: Object.fromEntries(prices) })
  if (read.success) return read.data
  const [issue] = issuesOf(read.error, 1)
  throw refused([{ path: `csv line ${at + 2}: ${issue?.path ?? ''}`, message: issue?.message ?? 'cannot be read' }])
}

/** A price of a million tokens; left as it is where it is no number, to be refused with the rest. */
function perToken(text: string): string {
  const parts = parseDecimal(text, PRICE_SCALE)
  return parts === undefined ? text : printDecimal(parts, PRICE_SCALE + 6, PRICE_SCALE)
}

/** Stored rows as the tables a pricer reads: one for each currency and period. */
export function tablesOfRows(version: string, source: string, rows: readonly StoredPriceRow[]): PriceTableData[] {
  const tables = new Map<string, PriceTableData & { models: Record<string, Record<string, string>> }>()
  for (const row of rows) {
    const key = `${row.currency} ${row.validFrom} ${row.validTo ?? ''}`
    const { currency, validFrom } = row
    const table = tables.get(key) ?? { version, source, currency, validFrom, validTo: row.validTo, models: {} }
    tables.set(key, table)
    const tier = row.tier === undefined ? '' : `@${tierOf(row.tier)}`
    const prices = Object.entries(row.prices).map(([name, price]) => [name.includes('@') ? name : `${name}${tier}`, price])
    for (const model of [row.model, ...(row.aliases ?? [])]) {
      const name = modelKey(row.provider, row.region ?? '', model)
      table.models[name] = { ...table.models[name], provider: row.provider, region: row.region ?? '', ...Object.fromEntries(prices) }
    }
  }
  return [...tables.values()]
}

/** Providers share names of models, so the key says whose it is, as the price lists of the trade do. */
function modelKey(provider: string, region: string, model: string): string {
  const name = model.startsWith(`${provider}/`) ? model.slice(provider.length + 1) : model
  return [provider, region, name].filter((part) => part !== '').join('/')
}

/** A row of a table that came with the product, as the list shows it. */
export function rowOfModel(table: PriceTable, model: PricedModel, bundledUntil: string | undefined): PriceRow {
  const { version, source, validFrom, currency } = table
  return {
    provider: model.provider,
    model: model.key,
    validFrom,
    ...validTo(bundledUntil),
    currency,
    prices: pricesOf(model),
    version,
    source,
    bundled: true,
  }
}

export function pricesOf({ rates }: PricedModel): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rates).flatMap(([part, list]) =>
      list
        .toReversed()
        .map(({ overTokens, tier, price }) => [
          `${part}${overTokens > 0 ? `>${overTokens}` : ''}${tier && `@${tier}`}`,
          printDecimal(price, PRICE_SCALE),
        ]),
    ),
  )
}
