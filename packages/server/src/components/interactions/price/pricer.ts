/** Gives interactions their cost: the right table for the call's date, the right entry, the right buckets of tokens. */
import type { InteractionRecord } from '../../../flows/ingest/interaction-record.ts'
import { printDecimal } from '../../../kit/decimal.ts'
import { costOf, type Usage } from './cost.ts'
import { ModelIndex } from './find-model.ts'
import { familyOf } from './names.ts'
import { PRICE_SCALE, type PricedModel, type PriceTable, type ServiceTier } from './table.ts'

export interface Pricer {
  /** Sets cost, currency and price version where usage and price are known. A cost that is there already stays. */
  price(record: InteractionRecord): void
}

/** Places of the stored decimal; finer amounts are rounded half up. */
const COST_PLACES = 18
const MOST_REMEMBERED = 20_000

interface IndexedTable {
  table: PriceTable
  index: ModelIndex
}

interface Found {
  table: PriceTable
  model: PricedModel
}

export function createPricer(tables: readonly PriceTable[]): Pricer {
  const newestFirst = tables
    .toSorted((left, right) => (left.validFromNs < right.validFromNs ? 1 : -1))
    .map((table): IndexedTable => ({ table, index: new ModelIndex(table) }))
  const remembered = new Map<string, Found | undefined>()

  function lookUp(provider: string, names: readonly string[], atNs: bigint): Found | undefined {
    const first = newestFirst.findIndex(({ table }) => table.validFromNs <= atNs)
    const key = JSON.stringify([first, provider, ...names])
    if (remembered.has(key)) return remembered.get(key)
    const found = search(inOrder(newestFirst, first), provider, names)
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(key, found)
    return found
  }

  return {
    price(record) {
      if (record.cost !== undefined) return
      const usage = usageOf(record)
      if (!usage) return
      const found = lookUp(record.provider, namesOf(record), record.startNs)
      const cost = found && costOf(found.model.rates, usage)
      if (found === undefined || cost === undefined) return
      record.cost = printDecimal(cost, PRICE_SCALE, COST_PLACES)
      record.currency = found.table.currency
      record.priceVersion = found.table.version
    },
  }
}

/** The table of the day, then what came after it, then what came before: a price of another day is nearer to the truth than none. */
function inOrder(newestFirst: readonly IndexedTable[], first: number): IndexedTable[] {
  if (first < 0) return newestFirst.toReversed()
  return [...newestFirst.slice(first, first + 1), ...newestFirst.slice(0, first).toReversed(), ...newestFirst.slice(first + 1)]
}

function search(tables: readonly IndexedTable[], provider: string, names: readonly string[]): Found | undefined {
  for (const nearness of ['close', 'loose'] as const) {
    for (const name of names) {
      for (const { table, index } of tables) {
        const model = index.find(provider, name, nearness)
        if (model) return { table, model }
      }
    }
  }
  return undefined
}

/** The model that answered decides; the one that was asked for stands in where that name says nothing to the table. */
function namesOf({ provider, servedModel, requestedModel, region }: InteractionRecord): string[] {
  const names = [...new Set([servedModel, requestedModel])].filter((name) => name !== '')
  // Bedrock has prices of its own for some regions.
  return region !== '' && familyOf(provider) === 'bedrock' ? names.flatMap((name) => [`${region}/${name}`, name]) : names
}

/** Undefined where the counts are not known. */
function usageOf(record: InteractionRecord): Usage | undefined {
  const { totalTokens, cachedTokens = 0, cacheWriteTokens = 0, cacheWrite1hTokens = 0, reasoningTokens = 0 } = record
  const prompt = record.promptTokens ?? difference(totalTokens, record.responseTokens)
  const output = record.responseTokens ?? difference(totalTokens, record.promptTokens) ?? (hasNoOutput(record) ? 0 : undefined)
  if (prompt === undefined || output === undefined) return undefined
  // Writes for an hour are among the writes, unless a sender counts them apart.
  const cacheWrite = cacheWrite1hTokens <= cacheWriteTokens ? cacheWriteTokens - cacheWrite1hTokens : cacheWriteTokens
  const beside = cachedTokens + cacheWrite + cacheWrite1hTokens
  // An input smaller than its own cached part was counted without it.
  const uncachedInput = prompt >= beside ? prompt - beside : prompt
  const usage = {
    uncachedInput,
    cachedRead: cachedTokens,
    cacheWrite,
    cacheWrite1h: cacheWrite1hTokens,
    output,
    reasoning: reasoningTokens,
    tier: tierOf(record.serviceTier),
  }
  return Object.values(usage).every((count) => typeof count === 'string' || (Number.isSafeInteger(count) && count >= 0)) ? usage : undefined
}

function difference(total: number | undefined, part: number | undefined): number | undefined {
  return total === undefined || part === undefined || part > total ? undefined : total - part
}

/** Embeddings answer no tokens, so their SDKs count none. */
function hasNoOutput({ operation }: InteractionRecord): boolean {
  return /embed|rerank|moderat/i.test(operation)
}

function tierOf(text: string): ServiceTier {
  const name = text.toLowerCase()
  if (name.includes('batch')) return 'batches'
  if (name.includes('flex')) return 'flex'
  return name.includes('priority') ? 'priority' : ''
}
