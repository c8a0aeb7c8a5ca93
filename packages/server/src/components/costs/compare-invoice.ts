/** An invoice beside what was recorded: where they differ, and why that is likely. Pure. */
import type { CallFigures, InvoiceLine, InvoiceSide } from '@relayscope/contract'
import { canonicalModel } from '../../flows/price/index.ts'
import { parseDecimal, printDecimal } from '../../kit/decimal.ts'
import { INVOICE_SCALE, type InvoiceRow } from './read-invoice.ts'

export interface RecordedModel {
  day: string
  model: string
  figures: CallFigures
}

/** Counts this near are the same: a provider rounds, and so do clocks at midnight. */
const NEAR = 0.005
/** Amounts this near agree. */
const AGREES = 0.002
const BATCH_SHARE = 0.5
const TIER_SLACK = 0.04

interface Pair {
  day: string
  model: string
  invoice: InvoiceRow | undefined
  recorded: CallFigures[]
}

export function compareInvoice(rows: readonly InvoiceRow[], recorded: readonly RecordedModel[], currency: string): InvoiceLine[] {
  const pairs = pairUp(rows, recorded)
  const lines = pairs.map((pair) => ({ pair, line: lineOf(pair, currency) }))
  for (const { line, pair } of lines)
    Object.assign(
      line,
      causeOf(
        line,
        pair,
        lines.map((each) => each.line),
      ),
    )
  return lines.map(({ line }) => line).toSorted((a, b) => size(b) - size(a) || (a.day < b.day ? -1 : 1))
}

function size({ difference, invoice, recorded }: InvoiceLine): number {
  return difference === null ? Math.abs((invoice.inputTokens ?? 0) - (recorded.inputTokens ?? 0)) / 1e9 : Math.abs(Number(difference))
}

/** The same model goes by several names: dated and not, with and without its provider. */
function pairUp(rows: readonly InvoiceRow[], recorded: readonly RecordedModel[]): Pair[] {
  const pairs = new Map<string, Pair>()
  const pairOf = (day: string, model: string): Pair => {
    const key = `${day}\n${canonicalModel(model)}`
    const pair = pairs.get(key) ?? { day, model, invoice: undefined, recorded: [] }
    pairs.set(key, pair)
    return pair
  }
  for (const row of rows) {
    const pair = pairOf(row.day, row.model)
    pair.invoice = pair.invoice === undefined ? { ...row } : added(pair.invoice, row)
  }
  for (const { day, model, figures } of recorded) pairOf(day, model).recorded.push(figures)
  return [...pairs.values()]
}

function added(left: InvoiceRow, right: InvoiceRow): InvoiceRow {
  const sum = (field: 'requests' | 'inputTokens' | 'cachedTokens' | 'outputTokens') =>
    left[field] === undefined && right[field] === undefined ? undefined : (left[field] ?? 0) + (right[field] ?? 0)
  return {
    ...left,
    cost: left.cost === undefined && right.cost === undefined ? undefined : (left.cost ?? 0n) + (right.cost ?? 0n),
    requests: sum('requests'),
    inputTokens: sum('inputTokens'),
    cachedTokens: sum('cachedTokens'),
    outputTokens: sum('outputTokens'),
  }
}

function lineOf({ day, model, invoice, recorded }: Pair, currency: string): InvoiceLine {
  const total = (of: (figures: CallFigures) => number): number => recorded.reduce((sum, figures) => sum + of(figures), 0)
  const cost = recorded.reduce((sum, figures) => sum + partsOf(figures, currency), 0n)
  return {
    day,
    model,
    invoice: {
      cost: invoice?.cost === undefined ? (invoice ? null : '0') : printDecimal(invoice.cost, INVOICE_SCALE),
      requests: invoice ? (invoice.requests ?? null) : 0,
      inputTokens: invoice ? (invoice.inputTokens ?? null) : 0,
      cachedTokens: invoice ? (invoice.cachedTokens ?? null) : 0,
      outputTokens: invoice ? (invoice.outputTokens ?? null) : 0,
    },
    recorded: {
      cost: printDecimal(cost, INVOICE_SCALE),
      requests: total(({ calls }) => calls),
      inputTokens: total(({ promptTokens }) => promptTokens),
      cachedTokens: total(({ cachedTokens }) => cachedTokens),
      outputTokens: total(({ responseTokens }) => responseTokens),
    },
    difference: invoice?.cost === undefined && invoice !== undefined ? null : printDecimal((invoice?.cost ?? 0n) - cost, INVOICE_SCALE),
    cause: 'unexplained',
    explanation: '',
  }
}

function partsOf(figures: CallFigures, currency: string): bigint {
  const decimal = figures.costs.find((sum) => sum.currency === currency)?.decimal
  return decimal === undefined ? 0n : (parseDecimal(decimal, INVOICE_SCALE) ?? 0n)
}

type Verdict = Pick<InvoiceLine, 'cause' | 'explanation'>

const near = (left: number, right: number, share = NEAR): boolean =>
  Math.abs(left - right) <= share * Math.max(Math.abs(left), Math.abs(right), 1e-12)

/** Undefined where one side does not say. */
function differs(left: number | null, right: number | null): boolean | undefined {
  return left === null || right === null ? undefined : !near(left, right)
}

function causeOf(line: InvoiceLine, pair: Pair, all: readonly InvoiceLine[]): Verdict {
  const { invoice, recorded } = line
  if (agrees(line)) return { cause: 'agrees', explanation: 'Both sides say the same.' }
  const neighbour = all.find((other) => movedOverMidnight(line, other))
  if (neighbour)
    return { cause: 'day_boundary', explanation: `${neighbour.day} differs by the same the other way: calls around midnight UTC.` }
  return unequalCounts(line, pair) ?? unknownCosts(pair) ?? equalCounts(invoice, recorded) ?? estimated(pair) ?? UNEXPLAINED
}

const UNEXPLAINED: Verdict = { cause: 'unexplained', explanation: 'Neither counts nor prices explain the difference.' }

function agrees({ difference, invoice, recorded }: InvoiceLine): boolean {
  if (difference === null)
    return differs(invoice.inputTokens, recorded.inputTokens) !== true && differs(invoice.outputTokens, recorded.outputTokens) !== true
  return near(Number(invoice.cost), Number(recorded.cost), AGREES)
}

function movedOverMidnight(line: InvoiceLine, other: InvoiceLine): boolean {
  if (other === line || line.difference === null || other.difference === null) return false
  const days = Math.abs(Date.parse(line.day) - Date.parse(other.day)) / 86_400_000
  return (
    days === 1 &&
    canonicalModel(other.model) === canonicalModel(line.model) &&
    near(Number(line.difference), -Number(other.difference), 0.02)
  )
}

function unequalCounts({ invoice, recorded }: InvoiceLine, { recorded: figures }: Pair): Verdict | undefined {
  const [theirs, ours] = [invoice.inputTokens ?? invoice.requests, invoice.inputTokens === null ? recorded.requests : recorded.inputTokens]
  if (theirs === null || ours === null || near(theirs, ours)) {
    if (recorded.requests === 0 && Number(invoice.cost) > 0) return NOT_REPORTED
    if (Number(invoice.cost) === 0 && invoice.cost !== null && Number(recorded.cost) > 0) return NOT_BILLED
    return undefined
  }
  if (theirs < ours) return NOT_BILLED
  const retries = figures.reduce((sum, { attempts, calls }) => sum + attempts - calls, 0)
  const more = (theirs - ours) / Math.max(ours, 1)
  if (retries > 0 && retries / Math.max(1, recorded.requests ?? 1) >= more * 0.5)
    return {
      cause: 'retries',
      explanation: `Libraries sent ${retries} requests again by themselves; the provider may have billed those too.`,
    }
  const unknown = figures.reduce((sum, { callsWithoutTokens }) => sum + callsWithoutTokens, 0)
  if (unknown > 0) return { cause: 'unknown_cost', explanation: `${unknown} recorded calls came without token counts.` }
  return NOT_REPORTED
}

const NOT_REPORTED: Verdict = {
  cause: 'calls_not_reported',
  explanation: 'The provider counts more than was reported: some callers send no telemetry, or use another key.',
}
const NOT_BILLED: Verdict = {
  cause: 'calls_not_billed',
  explanation: 'More was recorded than is billed: calls of another account, credits, or calls reported twice.',
}

function unknownCosts({ recorded }: Pair): Verdict | undefined {
  const unknown = recorded.reduce((sum, { callsWithoutCost }) => sum + callsWithoutCost, 0)
  return unknown === 0
    ? undefined
    : { cause: 'unknown_cost', explanation: `The cost of ${unknown} recorded calls is not known: no price, or no token counts.` }
}

/** The same tokens at another price. */
function equalCounts(invoice: InvoiceSide, recorded: InvoiceSide): Verdict | undefined {
  if (invoice.cost === null || Number(recorded.cost) === 0) return undefined
  if (differs(invoice.cachedTokens, recorded.cachedTokens))
    return { cause: 'cached_tokens', explanation: 'Cached tokens differ, and with them how much of the input is cheaper.' }
  const ratio = Number(invoice.cost) / Number(recorded.cost)
  if (Math.abs(ratio - BATCH_SHARE) < TIER_SLACK)
    return { cause: 'tier', explanation: 'Half of the recorded amount: billed as batch or flex, which the calls did not say.' }
  return {
    cause: 'price',
    explanation: `The price paid is ${ratio.toFixed(3)} times the list's: a discount, or a price table that is out of date.`,
  }
}

function estimated({ recorded }: Pair): Verdict | undefined {
  const count = recorded.reduce((sum, { callsWithEstimatedTokens }) => sum + callsWithEstimatedTokens, 0)
  return count === 0 ? undefined : { cause: 'estimated_tokens', explanation: `Tokens of ${count} calls are estimated.` }
}
