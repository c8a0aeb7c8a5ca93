/**
 * What a call costs: the right table for its date, the right entry, the right buckets of tokens. A project's own tables
 * go before those that come with the product, the newest upload first.
 */
import { type BillLine, billOf, costOf, totalOf, type Usage } from './cost.ts'
import { ModelIndex } from './find-model.ts'
import { familyOf } from './names.ts'
import type { PricedModel, PriceTable } from './table.ts'
import { type PricedCall, usageOf } from './usage.ts'

export interface FoundPrice {
  table: PriceTable
  model: PricedModel
}

export interface Quote extends FoundPrice {
  usage: Usage
  /** In units of 10^-PRICE_SCALE. */
  total: bigint
  lines: BillLine[]
}

export interface Pricer {
  /** The tables of a project, the newest upload first, in place of the ones it had. */
  useOwn(project: string, tables: readonly PriceTable[]): void
  /** Undefined where usage or price are not known. */
  quote(project: string, call: PricedCall): Quote | undefined
  /** The price list's entry for a call, whatever it used. */
  find(project: string, call: PricedCall): FoundPrice | undefined
}

const MOST_REMEMBERED = 20_000

interface IndexedTable {
  table: PriceTable
  index: ModelIndex
}

/** What a project sees: its own tables, those of the product, and the days on which the answer may change. */
interface Shelf {
  own: readonly IndexedTable[]
  /** Ascending. */
  turnsNs: readonly bigint[]
  remembered: Map<string, FoundPrice | undefined>
}

/** The product's tables are read when the first call is priced. */
export function createPricer(bundled: () => readonly PriceTable[]): Pricer {
  const newestFirst = once(() =>
    bundled()
      .toSorted((left, right) => (left.validFromNs < right.validFromNs ? 1 : -1))
      .map(indexed),
  )
  const common = once(() => shelfOf([], newestFirst()))
  const shelves = new Map<string, () => Shelf>()

  function find(project: string, call: PricedCall): FoundPrice | undefined {
    const shelf = (shelves.get(project) ?? common)()
    const { provider, servedModel, requestedModel, region, startNs } = call
    const key = `${periodOf(shelf.turnsNs, startNs)}\n${provider}\n${servedModel}\n${requestedModel}\n${region}`
    const known = shelf.remembered.get(key)
    if (known !== undefined || shelf.remembered.has(key)) return known
    const found = searchOwn(shelf.own, call) ?? search(inOrder(newestFirst(), startNs), provider, namesOf(call))
    if (shelf.remembered.size >= MOST_REMEMBERED) shelf.remembered.clear()
    shelf.remembered.set(key, found)
    return found
  }

  return {
    find,
    useOwn(project, tables) {
      if (tables.length === 0) shelves.delete(project)
      else
        shelves.set(
          project,
          once(() => shelfOf(tables.map(indexed), newestFirst())),
        )
    },
    quote(project, call) {
      const usage = usageOf(call)
      const found = usage && find(project, call)
      if (found === undefined || usage === undefined) return undefined
      const lines = billOf(found.model, usage)
      const total = totalOf(lines)
      return lines === undefined || total === undefined ? undefined : { ...found, usage, lines, total }
    },
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

function indexed(table: PriceTable): IndexedTable {
  return { table, index: new ModelIndex(table) }
}

function shelfOf(own: readonly IndexedTable[], bundled: readonly IndexedTable[]): Shelf {
  const turns = new Set<bigint>()
  for (const { table } of [...own, ...bundled]) {
    turns.add(table.validFromNs)
    if (table.validToNs !== undefined) turns.add(table.validToNs)
  }
  return { own, turnsNs: [...turns].toSorted((left, right) => (left < right ? -1 : 1)), remembered: new Map() }
}

/** How many turns lie before the instant. */
function periodOf(turnsNs: readonly bigint[], atNs: bigint): number {
  let period = 0
  for (const turn of turnsNs) if (turn <= atNs) period++
  return period
}

/** What a customer agreed on holds for other spellings of the name too, before anybody's list price. */
function searchOwn(own: readonly IndexedTable[], call: PricedCall): FoundPrice | undefined {
  const valid = own.filter(
    ({ table }) => table.validFromNs <= call.startNs && (table.validToNs === undefined || call.startNs < table.validToNs),
  )
  return valid.length === 0 ? undefined : search(valid, call.provider, namesOf(call, true))
}

/** The table of the day, then what came after it, then what came before: a price of another day is nearer to the truth than none. */
function inOrder(newestFirst: readonly IndexedTable[], atNs: bigint): IndexedTable[] {
  const first = newestFirst.findIndex(({ table }) => table.validFromNs <= atNs)
  if (first < 0) return newestFirst.toReversed()
  return [...newestFirst.slice(first, first + 1), ...newestFirst.slice(0, first).toReversed(), ...newestFirst.slice(first + 1)]
}

function search(tables: readonly IndexedTable[], provider: string, names: readonly string[]): FoundPrice | undefined {
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
function namesOf({ provider, servedModel, requestedModel, region }: PricedCall, byRegion = familyOf(provider) === 'bedrock'): string[] {
  const names = [...new Set([servedModel, requestedModel])].filter((name) => name !== '')
  // Bedrock has prices of its own for some regions, and so may a customer.
  return region !== '' && byRegion ? names.flatMap((name) => [`${region}/${name}`, name]) : names
}

/**
 * What reading from a cache saved, less what writing to it cost on top: against the same call with nothing cached.
 * Undefined where nothing was cached.
 */
export function cacheSavingOf({ model, usage, total }: Quote): bigint | undefined {
  const { cachedRead, cacheWrite, cacheWrite1h } = usage
  const cached = cachedRead + cacheWrite + cacheWrite1h
  if (cached === 0) return undefined
  const plain = costOf(model, { ...usage, uncachedInput: usage.uncachedInput + cached, cachedRead: 0, cacheWrite: 0, cacheWrite1h: 0 })
  return plain === undefined ? undefined : plain - total
}
