/** Price tables as data, and as what a calculation needs: prices as whole numbers of 10^-30 of the currency. */
import { assert } from '../../kit/errors.ts'
import { parseDecimal } from '../../kit/decimal.ts'

/** Decimal places of a price. The finest in use has 23. */
export const PRICE_SCALE = 30

export const TOKEN_PARTS = ['input', 'cachedRead', 'cacheWrite', 'cacheWrite1h', 'output', 'reasoning'] as const
/** Tokens that are among the input or the output and may have a price of their own. */
export const MEDIA_PARTS = ['inputAudio', 'cachedAudio', 'inputImageTokens', 'outputAudio', 'outputImageTokens'] as const
/** Not tokens: counted beside them. `request` is paid once per call. */
export const UNIT_PARTS = [
  'inputImage',
  'outputImage',
  'inputSecond',
  'outputSecond',
  'inputCharacter',
  'outputCharacter',
  'search',
  'page',
  'request',
] as const
export const PARTS = [...TOKEN_PARTS, ...MEDIA_PARTS, ...UNIT_PARTS] as const
export type MediaPart = (typeof MEDIA_PARTS)[number]
export type UnitPart = (typeof UNIT_PARTS)[number]
export type PricedPart = (typeof PARTS)[number]
export type ServiceTier = '' | 'batches' | 'flex' | 'priority'

/** As stored: `provider`, `region` where there is one, and prices by names such as `input`, `output>200000`, `cachedRead>272000@priority`. */
export interface PriceTableData {
  version: string
  /** Where the prices were read: a file, an address, a contract. */
  source: string
  /** A day, UTC: the prices hold from then on. */
  validFrom: string
  /** The first day on which they hold no more. Absent: until a newer table says something else. */
  validTo?: string | undefined
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
  /** Not empty: the price of this region only. */
  region: string
  rates: Rates
  /** Paid for by something else than tokens: without a count of that, what a call cost is not known. */
  byUnits: boolean
}

export interface PriceTable {
  version: string
  source: string
  validFrom: string
  validTo: string | undefined
  validFromNs: bigint
  /** Undefined: no end. */
  validToNs: bigint | undefined
  currency: string
  models: readonly PricedModel[]
}

export function readPriceTable(data: PriceTableData): PriceTable {
  const models = Object.entries(data.models).map(([key, { provider = '', region = '', ...prices }]): PricedModel => {
    const rates = readRates(key, prices)
    return { key, provider, region, rates, byUnits: isByUnits(rates) }
  })
  return {
    version: data.version,
    source: data.source,
    currency: data.currency,
    validFrom: data.validFrom,
    validTo: data.validTo,
    validFromNs: startOfDay(data.validFrom),
    validToNs: data.validTo === undefined ? undefined : startOfDay(data.validTo),
    models,
  }
}

function startOfDay(day: string): bigint {
  return BigInt(Date.parse(`${day}T00:00:00Z`)) * 1_000_000n
}

const PRICE_NAME = /^([a-zA-Z0-9]+)(?:>(\d{1,9}))?(?:@(batches|flex|priority))?$/

export interface PriceName {
  part: PricedPart
  overTokens: number
  tier: ServiceTier
}

/** `output>200000@flex`. Undefined where the text names no price. */
export function readPriceName(name: string): PriceName | undefined {
  const [, part, over = '0', tier = ''] = PRICE_NAME.exec(name) ?? []
  if (!PARTS.includes(part as PricedPart)) return undefined
  return { part: part as PricedPart, overTokens: Number(over), tier: tier as ServiceTier }
}

/** Undefined where the text is no price: a decimal of at most 60 digits, not below zero. */
export function readPrice(text: string): bigint | undefined {
  const price = parseDecimal(text, PRICE_SCALE)
  return price === undefined || price < 0n ? undefined : price
}

function readRates(key: string, prices: Record<string, string>): Rates {
  const rates: Partial<Record<PricedPart, Rate[]>> = {}
  for (const [name, text] of Object.entries(prices)) {
    const read = readPriceName(name)
    const price = readPrice(text)
    assert(read !== undefined && price !== undefined, `the price ${name} of ${key} cannot be read`)
    const list = (rates[read.part] ??= [])
    list.push({ overTokens: read.overTokens, tier: read.tier, price })
  }
  for (const list of Object.values(rates))
    list.sort((left, right) => right.overTokens - left.overTokens || right.tier.length - left.tier.length)
  return rates
}

/** A price of zero per token means free, unless there is something else to pay for. */
function isByUnits(rates: Rates): boolean {
  const costs = (parts: readonly PricedPart[]) => parts.some((part) => rates[part]?.some(({ price }) => price > 0n))
  return !costs(TOKEN_PARTS) && costs([...MEDIA_PARTS, ...UNIT_PARTS])
}
