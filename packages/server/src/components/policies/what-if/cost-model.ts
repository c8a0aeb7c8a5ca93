/** What each request cost and would cost. Recorded tokens and prices are exact; what had to be estimated carries its interval. */
import type { Estimate } from '@relayscope/contract'
import { AnswerLengths, estimateLength, type LengthEstimate, sizeOf } from './answer-lengths.ts'
import { costOfTokens, type Prices, type Rates } from './prices.ts'
import { type RequestsTable, UNKNOWN } from './requests-table.ts'
import type { RoadFacts } from './road-facts.ts'

export interface CostRange {
  low: bigint
  mid: bigint
  high: bigint
}

const PICO_TO_UNITS = 1_000_000n
/** Two tokenisers differ by about this where nothing better is known. */
const TOKENISER_SPREAD = 0.25

const known = (value: bigint): CostRange => ({ low: value, mid: value, high: value })

export class CostModel {
  private readonly table: RequestsTable
  private readonly prices: Prices
  private readonly roads: ReadonlyMap<number, RoadFacts>
  private readonly others = new AnswerLengths()
  private readonly remembered = new Map<number, Rates | undefined>()
  private readonly estimates = new Map<string, LengthEstimate>()
  private readonly outputs = new WeakMap<LengthEstimate, CostRange>()

  constructor(table: RequestsTable, prices: Prices, roads: ReadonlyMap<number, RoadFacts>) {
    this.table = table
    this.prices = prices
    this.roads = roads
    for (let at = 0; at < table.size; at++) {
      const [prompt, response] = [table.number('promptTokens', at), table.number('responseTokens', at)]
      if (prompt !== UNKNOWN && response !== UNKNOWN && !table.cacheHit(at)) this.others.add(prompt, response)
    }
  }

  rates(place: number): Rates | undefined {
    if (!this.remembered.has(place)) this.remembered.set(place, this.prices.of(this.table.endings.name(place)))
    return this.remembered.get(place)
  }

  /** What it cost, in 10^-18 USD. Refused, failed and cached requests without a cost cost nothing. */
  before(at: number): bigint | undefined {
    const pico = this.table.number('costPico', at)
    if (pico !== UNKNOWN) return BigInt(Math.round(pico)) * PICO_TO_UNITS
    const before = this.table.number('before', at)
    if (this.table.cacheHit(at) || this.table.endings.name(before) === 'rejected') return 0n
    const rates = this.rates(before)
    return rates === undefined || this.prices.changed(this.table.endings.name(before)) ? undefined : this.atRates(at, rates)
  }

  /** What it would cost. `undefined`: tokens or price are not known. */
  after(at: number): CostRange | undefined {
    const { table } = this
    const after = table.number('after', at)
    const name = table.endings.name(after)
    const same = after === table.number('before', at)
    if (same && (table.cacheHit(at) || !this.prices.changed(name))) return mapKnown(this.before(at))
    // One that was refused may have cost something before; one that would be refused costs nothing.
    if (name === 'rejected') return known(0n)
    if (name === 'error' || name === 'unknown') return mapKnown(this.before(at))
    const rates = this.rates(after)
    if (rates === undefined) return undefined
    if (same) return mapKnown(this.atRates(at, rates))
    const prompt = this.promptAt(at, after)
    if (prompt === undefined) return undefined
    const output = this.outputCost(at, after, rates)
    const cost = (tokens: number, answered: bigint) => costOfTokens(rates.input, tokens) + answered
    return { low: cost(prompt.low, output.low), mid: cost(prompt.mid, output.mid), high: cost(prompt.high, output.high) }
  }

  lengthAt(at: number, target: number): LengthEstimate {
    const recorded = Math.max(this.table.number('responseTokens', at), 0)
    return this.estimate(target, sizeOf(this.table.number('promptTokens', at)), recorded)
  }

  /** The same for all requests whose length is estimated alike. */
  private outputCost(at: number, target: number, rates: Rates): CostRange {
    const length = this.lengthAt(at, target)
    const known = this.outputs.get(length)
    if (known) return known
    const { low, mid, high } = length.one
    const made = { low: costOfTokens(rates.output, low), mid: costOfTokens(rates.output, mid), high: costOfTokens(rates.output, high) }
    this.outputs.set(length, made)
    return made
  }

  /** Of all sizes of prompts. */
  typicalLength(target: number): LengthEstimate {
    const own = this.roads.get(target)?.lengths
    if (own?.ofAll().enough) return { one: own.ofAll().next(), basis: 'own', total: (count) => own.ofAll().total(count) }
    return this.estimate(target, 0, 0)
  }

  /** Tokens of the prompt in the target's own counting: by its tokens per character where both are known. */
  promptAt(at: number, target: number): Estimate | undefined {
    const { table } = this
    const tokens = table.number('promptTokens', at)
    if (tokens === UNKNOWN) return undefined
    if (providerOf(table.endings.name(target)) === providerOf(table.endings.name(table.number('before', at))))
      return { low: tokens, mid: tokens, high: tokens }
    const facts = this.roads.get(target)
    const characters = table.number('promptCharacters', at)
    const mid = facts && facts.promptCharacters > 0 && characters > 0 ? (characters * facts.promptTokens) / facts.promptCharacters : tokens
    return { low: Math.min(mid, tokens) * (1 - TOKENISER_SPREAD), mid, high: Math.max(mid, tokens) * (1 + TOKENISER_SPREAD) }
  }

  private estimate(target: number, size: number, recorded: number): LengthEstimate {
    const own = this.roads.get(target)?.lengths
    const key = `${target} ${size}`
    const remembered = this.estimates.get(key)
    if (remembered) return remembered
    const made = estimateLength(own, this.others, size, recorded)
    // What is assumed follows the request's own length; all else is one for the target and size.
    if (made.basis !== 'assumed') this.estimates.set(key, made)
    return made
  }

  private atRates(at: number, rates: Rates): bigint | undefined {
    const [prompt, response] = [this.table.number('promptTokens', at), this.table.number('responseTokens', at)]
    if (prompt === UNKNOWN || response === UNKNOWN) return undefined
    return rates.input * BigInt(Math.round(prompt)) + rates.output * BigInt(Math.round(response))
  }
}

const mapKnown = (value: bigint | undefined): CostRange | undefined => (value === undefined ? undefined : known(value))

function providerOf(ending: string): string {
  const slash = ending.indexOf('/')
  return slash < 0 ? '' : ending.slice(0, slash)
}
