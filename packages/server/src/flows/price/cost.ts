/** What a usage costs at a model's prices. Exact: whole numbers only. */
import {
  MEDIA_PARTS,
  type MediaPart,
  type PricedModel,
  type PricedPart,
  type Rate,
  type ServiceTier,
  UNIT_PARTS,
  type UnitPart,
} from './table.ts'

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
  /** Media tokens are among the input and the output; units may have fractions. */
  beside?: Partial<Record<MediaPart | UnitPart, number>> | undefined
}

export interface BillLine {
  part: PricedPart
  count: number
  rate: Rate
  /** In units of 10^-PRICE_SCALE. */
  amount: bigint
}

/** Places of a count that are kept: microseconds of audio, and finer than anybody counts. */
const COUNT_PLACES = 6
const COUNT_ONE = 10n ** BigInt(COUNT_PLACES)

/** In units of 10^-PRICE_SCALE. Undefined where something was used that the table has no price for. */
export function costOf(model: Pick<PricedModel, 'rates' | 'byUnits'>, usage: Usage): bigint | undefined {
  return totalOf(billOf(model, usage))
}

export function totalOf(lines: readonly BillLine[] | undefined): bigint | undefined {
  return lines?.reduce((sum, { amount }) => sum + amount, 0n)
}

/** One line per class of what was used, in the order of the table's parts. */
export function billOf({ rates, byUnits }: Pick<PricedModel, 'rates' | 'byUnits'>, usage: Usage): BillLine[] | undefined {
  const totalInput = usage.uncachedInput + usage.cachedRead + usage.cacheWrite + usage.cacheWrite1h
  const rateOf = (part: PricedPart): Rate | undefined => rates[part]?.find((rate) => holds(rate, totalInput, usage.tier))
  const lines: BillLine[] = []
  const add = (part: PricedPart, count: number, rate: Rate | undefined): boolean => {
    if (count === 0) return true
    if (rate !== undefined) lines.push({ part, count, rate, amount: amountOf(count, rate.price) })
    return rate !== undefined || byUnits
  }
  const input = rateOf('input')
  const output = rateOf('output')
  const write = rateOf('cacheWrite') ?? input
  const reasoning = Math.min(usage.reasoning, usage.output)
  const media = usage.beside === undefined ? NO_MEDIA : addMedia(usage, rateOf, add)
  const isWhole =
    add('input', usage.uncachedInput - media.input, input) &&
    add('cachedRead', usage.cachedRead - media.cachedRead, rateOf('cachedRead') ?? input) &&
    add('cacheWrite', usage.cacheWrite, write) &&
    add('cacheWrite1h', usage.cacheWrite1h, rateOf('cacheWrite1h') ?? write) &&
    add('output', usage.output - reasoning - media.output, output) &&
    add('reasoning', reasoning, reasoningRate(rateOf('reasoning'), output))
  if (!isWhole) return undefined
  if (usage.beside !== undefined || rates.request !== undefined) addUnits(usage, rateOf, add)
  return byUnits && lines.every(({ rate }) => rate.price === 0n) ? undefined : lines
}

type Add = (part: PricedPart, count: number, rate: Rate | undefined) => boolean
type RateOf = (part: PricedPart) => Rate | undefined

type Side = 'input' | 'cachedRead' | 'output'

const NO_MEDIA: Readonly<Record<Side, number>> = { input: 0, cachedRead: 0, output: 0 }
const SIDES: Readonly<Record<MediaPart, Side>> = {
  inputAudio: 'input',
  cachedAudio: 'cachedRead',
  inputImageTokens: 'input',
  outputAudio: 'output',
  outputImageTokens: 'output',
}

/** Media tokens with a price of their own are taken out of what is billed as text. */
function addMedia(usage: Usage, rateOf: RateOf, add: Add): Readonly<Record<Side, number>> {
  const left = { input: usage.uncachedInput, cachedRead: usage.cachedRead, output: usage.output - Math.min(usage.reasoning, usage.output) }
  const taken = { ...NO_MEDIA }
  for (const part of MEDIA_PARTS) {
    const rate = rateOf(part)
    const side = SIDES[part]
    const count = Math.min(usage.beside?.[part] ?? 0, left[side] - taken[side])
    if (rate === undefined || count <= 0) continue
    add(part, count, rate)
    taken[side] += count
  }
  return taken
}

/** What a model has no price for is not paid for apart: a picture that is billed by its tokens. */
function addUnits({ beside }: Usage, rateOf: RateOf, add: Add): void {
  for (const part of UNIT_PARTS) add(part, part === 'request' ? 1 : (beside?.[part] ?? 0), rateOf(part))
}

function amountOf(count: number, price: bigint): bigint {
  if (Number.isInteger(count)) return BigInt(count) * price
  return (BigInt(Math.round(count * 10 ** COUNT_PLACES)) * price) / COUNT_ONE
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
