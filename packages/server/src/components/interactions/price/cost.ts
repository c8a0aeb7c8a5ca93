/** What a usage costs at a model's prices. Exact: whole numbers only. */
import type { PricedPart, Rate, Rates, ServiceTier } from './table.ts'

/** Tokens by what they are billed as; no token is counted twice. */
export interface Usage {
  uncachedInput: number
  cachedRead: number
  /** For five minutes. */
  cacheWrite: number
  cacheWrite1h: number
  /** Reasoning tokens included. */
  output: number
  reasoning: number
  tier: ServiceTier
}

/** In units of 10^-PRICE_SCALE. Undefined where tokens were used that the table has no price for. */
export function costOf(rates: Rates, usage: Usage): bigint | undefined {
  const totalInput = usage.uncachedInput + usage.cachedRead + usage.cacheWrite + usage.cacheWrite1h
  const rateOf = (part: PricedPart): Rate | undefined => rates[part]?.find((rate) => holds(rate, totalInput, usage.tier))
  const input = rateOf('input')
  const output = rateOf('output')
  const write = rateOf('cacheWrite') ?? input
  const reasoning = Math.min(usage.reasoning, usage.output)
  const bill: [number, Rate | undefined][] = [
    [usage.uncachedInput, input],
    [usage.cachedRead, rateOf('cachedRead') ?? input],
    [usage.cacheWrite, write],
    [usage.cacheWrite1h, rateOf('cacheWrite1h') ?? write],
    [usage.output - reasoning, output],
    [reasoning, reasoningRate(rateOf('reasoning'), output)],
  ]
  let sum = 0n
  for (const [tokens, rate] of bill) {
    if (tokens === 0) continue
    if (rate === undefined) return undefined
    sum += BigInt(tokens) * rate.price
  }
  return sum
}

function holds(rate: Rate, totalInput: number, tier: ServiceTier): boolean {
  return (rate.overTokens === 0 || totalInput > rate.overTokens) && (rate.tier === '' || rate.tier === tier)
}

/** Billed as output, unless priced apart; a bound or a tier that only output has a price for holds for reasoning too. */
function reasoningRate(reasoning: Rate | undefined, output: Rate | undefined): Rate | undefined {
  if (reasoning === undefined || output === undefined) return reasoning ?? output
  const lacks = reasoning.overTokens < output.overTokens || (reasoning.tier === '' && output.tier !== '')
  return lacks ? output : reasoning
}
