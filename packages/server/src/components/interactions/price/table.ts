/** Price tables as data, and as what a calculation needs: prices as whole numbers of 10^-30 of the currency. */
import { assert } from '../../../kit/errors.ts'
import { parseDecimal } from '../../../kit/decimal.ts'

/** Decimal places of a price. The finest in use has 23. */
export const PRICE_SCALE = 30

export const PARTS = ['input', 'cachedRead', 'cacheWrite', 'cacheWrite1h', 'output', 'reasoning'] as const
export type PricedPart = (typeof PARTS)[number]
export type ServiceTier = '' | 'batches' | 'flex' | 'priority'

/** As bundled: `provider`, and prices by names such as `input`, `output>200000`, `cachedRead>272000@priority`. */
export interface PriceTableData {
  version: string
  /** A day, UTC: the prices hold from then on. */
  validFrom: string
  currency: string
  models: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface Rate {
  /** Holds when the whole input has more tokens than this. */
  overTokens: number
  tier: ServiceTier
  price: bigint
}

/** The prices of a part, those that bind most first: the highest bound, and within it a tier's own price. */
export type Rates = Partial<Record<PricedPart, readonly Rate[]>>

export interface PricedModel {
  /** As the table spells it. */
  key: string
  provider: string
  rates: Rates
}

export interface PriceTable {
  version: string
  validFromNs: bigint
  currency: string
  models: readonly PricedModel[]
}

export function readPriceTable(data: PriceTableData): PriceTable {
  const models = Object.entries(data.models).map(([key, { provider = '', ...prices }]) => ({
    key,
    provider,
    rates: readRates(key, prices),
  }))
  return {
    version: data.version,
    currency: data.currency,
    validFromNs: BigInt(Date.parse(`${data.validFrom}T00:00:00Z`)) * 1_000_000n,
    models,
  }
}

function readRates(key: string, prices: Record<string, string>): Rates {
  const rates: Partial<Record<PricedPart, Rate[]>> = {}
  for (const [name, text] of Object.entries(prices)) {
    const [, part, over = '0', tier = ''] = /^([a-zA-Z0-9]+)(?:>(\d+))?(?:@(batches|flex|priority))?$/.exec(name) ?? []
    const price = parseDecimal(text, PRICE_SCALE)
    assert(PARTS.includes(part as PricedPart) && price !== undefined && price >= 0n, `the price ${name} of ${key} cannot be read`)
    const list = (rates[part as PricedPart] ??= [])
    list.push({ overTokens: Number(over), tier: tier as ServiceTier, price })
  }
  for (const list of Object.values(rates))
    list.sort((left, right) => right.overTokens - left.overTokens || right.tier.length - left.tier.length)
  return rates
}
