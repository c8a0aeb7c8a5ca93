/** What a token costs at a road, as whole numbers of 10^-18 USD: sums of them are exact. */
import type { PriceChange } from '@relayscope/contract'
import { parseDecimal } from '../../../kit/decimal.ts'
import { type Road, roadText } from '../redecide/road.ts'

export const USD_PLACES = 18
/** 10^-18 USD per token. */
export interface Rates {
  input: bigint
  output: bigint
}

export interface Prices {
  /** `undefined`: unknown. */
  of(road: string): Rates | undefined
  /** Whether it was given for this run, so that requests that stay there cost something else. */
  changed(road: string): boolean
}

const PER_MILLION_PLACES = USD_PLACES - 6

export function pricesOf(known: ReadonlyMap<string, Rates>, changes: readonly PriceChange[], roads: readonly Road[]): Prices {
  const given = new Map<string, Rates>()
  for (const change of changes) {
    const rates = ratesOf(change)
    for (const road of roads)
      if (road.model === change.model && (change.provider === undefined || change.provider === road.provider))
        given.set(roadText(road), rates)
    if (change.provider !== undefined) given.set(roadText({ provider: change.provider, model: change.model }), rates)
  }
  return { of: (road) => given.get(road) ?? known.get(road), changed: (road) => given.has(road) }
}

function ratesOf({ inputUsdPerMillion, outputUsdPerMillion }: PriceChange): Rates {
  return { input: perToken(inputUsdPerMillion), output: perToken(outputUsdPerMillion) }
}

const perToken = (usdPerMillion: string | number): bigint => parseDecimal(String(usdPerMillion), PER_MILLION_PLACES) ?? 0n

/** A price of so many tokens of an estimate: half a token counts. */
export function costOfTokens(rate: bigint, tokens: number): bigint {
  return (rate * BigInt(Math.round(tokens * 1000))) / 1000n
}
