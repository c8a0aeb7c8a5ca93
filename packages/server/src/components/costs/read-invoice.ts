/** A provider's usage or cost export as rows of day and model. The forms of OpenAI and Anthropic are known by their columns. */
import type { InvoiceCheck } from '@relayscope/contract'
import { readCsv } from '../../kit/csv.ts'
import { parseDecimal } from '../../kit/decimal.ts'
import { httpError } from '../../kit/http.ts'

/** Sums in units of 10^-INVOICE_SCALE; undefined: the export does not say. */
export interface InvoiceRow {
  day: string
  model: string
  cost: bigint | undefined
  requests: number | undefined
  inputTokens: number | undefined
  cachedTokens: number | undefined
  outputTokens: number | undefined
}

export interface Invoice {
  format: InvoiceCheck['format']
  currency: string
  rows: InvoiceRow[]
}

export const INVOICE_SCALE = 18
const MAX_ROWS = 200_000

const DAYS = ['start_time_iso', 'usage_date_utc', 'date', 'day', 'start_time', 'timestamp', 'usage_date']
const MODELS = ['model', 'model_version', 'line_item', 'model_name']
const COSTS = ['amount_value', 'cost_usd', 'cost', 'amount', 'amount_usd', 'total_cost', 'cost_in_major']
const CURRENCIES = ['amount_currency', 'currency']
const REQUESTS = ['num_model_requests', 'n_requests', 'requests', 'request_count']
/** Input that is not among another column of input. */
const INPUTS = ['input_tokens', 'prompt_tokens', 'n_context_tokens_total', 'usage_input_tokens_no_cache', 'uncached_input_tokens']
const CACHED = [
  'input_cached_tokens',
  'cached_tokens',
  'usage_input_tokens_cache_read',
  'cache_read_input_tokens',
  'n_cached_context_tokens_total',
]
const WRITTEN = [
  'usage_input_tokens_cache_write_5m',
  'usage_input_tokens_cache_write_1h',
  'ephemeral_5m_input_tokens',
  'ephemeral_1h_input_tokens',
]
/** The sum of those, where an export has it. */
const ALL_WRITTEN = 'cache_creation_input_tokens'
const OUTPUTS = ['output_tokens', 'completion_tokens', 'n_generated_tokens_total', 'usage_output_tokens']
/** These count input without the cached part; the others with it. */
const EXCLUSIVE = ['usage_input_tokens_no_cache', 'uncached_input_tokens']

type Line = Readonly<Record<string, string>>

export function readInvoice(csv: string): Invoice {
  const { names, records } = read(csv)
  const lower = new Map(names.map((name) => [plainName(name), name]))
  const columnOf = (candidates: readonly string[]): string | undefined => {
    const found = candidates.find((name) => lower.has(name))
    return found === undefined ? undefined : lower.get(found)
  }
  const columns = {
    day: columnOf(DAYS),
    model: columnOf(MODELS),
    cost: columnOf(COSTS),
    currency: columnOf(CURRENCIES),
    requests: columnOf(REQUESTS),
    input: columnOf(INPUTS),
    cached: columnOf(CACHED),
    output: columnOf(OUTPUTS),
    written: lower.has(ALL_WRITTEN) ? [lower.get(ALL_WRITTEN) ?? ''] : WRITTEN.flatMap((name) => lower.get(name) ?? []),
  }
  if (columns.day === undefined || columns.model === undefined) throw refused('needs a column with the day and one with the model')
  if (columns.cost === undefined && columns.input === undefined) throw refused('has neither amounts nor tokens')
  const exclusive = columns.input !== undefined && EXCLUSIVE.includes(plainName(columns.input))
  const sums = new Map<string, InvoiceRow>()
  for (const [at, record] of records.entries()) {
    if (!isTotal(record[columns.day])) add(sums, lineOf(record, columns, exclusive, at + 2))
  }
  const format = formatOf(lower, columns.cost !== undefined)
  return { format, currency: currencyOf(records, columns), rows: [...sums.values()] }
}

/** `Cost (USD)` is `cost_usd`. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')
}

/** The line under the last day. */
function isTotal(day: string | undefined): boolean {
  return /^((grand |sub)?total\b.*)?$/i.test(day ?? '')
}

function read(csv: string): { names: string[]; records: Line[] } {
  try {
    return readCsv(csv, { maxRows: MAX_ROWS })
  } catch (error) {
    throw error instanceof RangeError ? refused(error.message) : error
  }
}

function refused(message: string): Error {
  return httpError('invalid_request', `the export cannot be read: it ${message}`, { errors: [{ path: 'csv', message }] })
}

interface Columns {
  day: string | undefined
  model: string | undefined
  cost: string | undefined
  currency: string | undefined
  requests: string | undefined
  input: string | undefined
  cached: string | undefined
  output: string | undefined
  written: readonly string[]
}

function lineOf(record: Line, columns: Columns, exclusive: boolean, line: number): InvoiceRow {
  const day = dayOf(record[columns.day ?? ''] ?? '')
  if (day === undefined) throw refused(`has no day in line ${line}`)
  const count = (column: string | undefined): number | undefined => (column === undefined ? undefined : countOf(record[column], line))
  const [input, cached] = [count(columns.input), count(columns.cached)]
  const written = columns.written.reduce((sum, column) => sum + (count(column) ?? 0), 0)
  return {
    day,
    // A line item says what of a model was billed: "gpt-4o-2024-08-06, cached input".
    model: (record[columns.model ?? ''] ?? '').split(',')[0]?.trim() ?? '',
    cost: columns.cost === undefined ? undefined : amountOf(record[columns.cost], line),
    requests: count(columns.requests),
    inputTokens: input === undefined ? undefined : input + (exclusive ? (cached ?? 0) + written : 0),
    cachedTokens: cached,
    outputTokens: count(columns.output),
  }
}

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/
const EPOCH = /^(\d{10})(\d{3})?(\.\d+)?$/

/**
 * The day in UTC, as calls are counted: `2026-03-01`, `2026-03-01T22:30:00-08:00`, or seconds or milliseconds since 1970. Midnight of another
 * zone begins a day of that zone, which no day in UTC is; the one of its date has most of it.
 */
function dayOf(text: string): string | undefined {
  const [, date, clock = '', zone = ''] = ISO_TIME.exec(text) ?? []
  if (date !== undefined) {
    const isMidnight = /^00:00(:00(\.0+)?)?$/.test(clock)
    return zone === '' || clock === '' || isMidnight ? date : utcDay(Date.parse(`${date}T${clock}${zone === 'UTC' ? 'Z' : zone}`))
  }
  const [, seconds, thousandths = '000'] = EPOCH.exec(text) ?? []
  return seconds === undefined ? undefined : utcDay(Number(seconds + thousandths))
}

function utcDay(ms: number): string | undefined {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : undefined
}

function countOf(text: string | undefined, line: number): number {
  const number = Number((text ?? '').replaceAll(',', '') || 0)
  if (!Number.isFinite(number) || number < 0) throw refused(`has a count in line ${line} that is no number`)
  return Math.round(number)
}

/** `$1,234.50`, `1.234,50 €`, `(0.75)` for what was credited, `5.2e-05`. */
function amountOf(text: string | undefined, line: number): bigint {
  const bare = (text ?? '').replace(SYMBOLS, '').replaceAll(/\s/g, '')
  const credited = /^\((.+)\)$/.exec(bare)?.[1]
  const parts = parseDecimal(plainNumber(credited ?? bare) || '0', INVOICE_SCALE)
  if (parts === undefined) throw refused(`has an amount in line ${line} that is no number`)
  return credited === undefined ? parts : -parts
}

/** With a point before the fraction, and nothing between thousands. */
function plainNumber(text: string): string {
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)) return text.replaceAll(',', '')
  if (/^-?(\d{1,3}(\.\d{3})+|\d+),\d+$/.test(text)) return text.replaceAll('.', '').replace(',', '.')
  return text
}

function add(sums: Map<string, InvoiceRow>, row: InvoiceRow): void {
  const key = `${row.day}\n${row.model}`
  const sum = sums.get(key)
  if (!sum) return void sums.set(key, row)
  sum.cost = sum.cost === undefined || row.cost === undefined ? (sum.cost ?? row.cost) : sum.cost + row.cost
  for (const field of ['requests', 'inputTokens', 'cachedTokens', 'outputTokens'] as const) {
    sum[field] = sum[field] === undefined || row[field] === undefined ? (sum[field] ?? row[field]) : sum[field] + row[field]
  }
}

function formatOf(columns: ReadonlyMap<string, string>, hasCost: boolean): Invoice['format'] {
  if (columns.has('amount_value') || columns.has('line_item')) return 'openai-costs'
  if (columns.has('num_model_requests')) return 'openai-usage'
  if (columns.has('usage_date_utc')) return hasCost ? 'anthropic-costs' : 'anthropic-usage'
  return 'other'
}

const SYMBOLS = /[$€£]/g
const OF_SYMBOL: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP' }

/** As its column says it, else the signs beside the amounts, else dollars, in which both providers bill. */
function currencyOf(records: readonly Line[], columns: Pick<Columns, 'currency' | 'cost'>): string {
  const { currency = '', cost = '' } = columns
  const named = records.map((record) => (record[currency] ?? '').toUpperCase())
  const signed = records.flatMap((record) => (record[cost] ?? '').match(SYMBOLS) ?? []).map((symbol) => OF_SYMBOL[symbol] ?? '')
  const found = new Set([...named, ...signed].filter((code) => code !== ''))
  if (found.size > 1) throw refused('has several currencies; check them one by one')
  const [code = 'USD'] = found
  if (!/^[A-Z]{3}$/.test(code)) throw refused('has a currency that is none')
  return code
}
