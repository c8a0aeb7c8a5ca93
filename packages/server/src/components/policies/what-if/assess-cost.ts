/** The cost of everything before and after. Sums of what is known are exact; an estimated sum is narrower than the sum of its parts' intervals. */
import type { MoneyEstimate, WhatIfResult } from '@relayscope/contract'
import { printDecimal } from '../../../kit/decimal.ts'
import { sizeOf } from './answer-lengths.ts'
import type { CostModel, CostRange } from './cost-model.ts'
import { costOfTokens, USD_PLACES } from './prices.ts'
import type { RequestsTable } from './requests-table.ts'

/** Requests that newly go to one road with prompts of one size: their answers are summed before they are priced. */
interface Group {
  target: number
  at: number
  count: number
  /** Of the prompts. */
  low: number
  mid: number
  high: number
}

export function assessCost(table: RequestsTable, costs: CostModel): WhatIfResult['cost'] {
  let [before, kept] = [0n, 0n]
  let [priced, unpriced] = [0, 0]
  const groups = new Map<string, Group>()
  for (let at = 0; at < table.size; at++) {
    const [cost, after] = [costs.before(at), costs.after(at)]
    if (cost === undefined || after === undefined) {
      unpriced++
      continue
    }
    priced++
    before += cost
    if (after.low === after.high) kept += after.mid
    else collect(groups, table, costs, at)
  }
  const after = [...groups.values()].reduce((sum, group) => plus(sum, costOfGroup(group, costs)), { low: kept, mid: kept, high: kept })
  const delta = { low: after.low - before, mid: after.mid - before, high: after.high - before }
  return { beforeUsd: usd(before), afterUsd: moneyOf(after), deltaUsd: moneyOf(delta), priced, unpriced }
}

function collect(groups: Map<string, Group>, table: RequestsTable, costs: CostModel, at: number): void {
  const target = table.number('after', at)
  const prompt = costs.promptAt(at, target)
  if (!prompt) return
  const assumed = costs.lengthAt(at, target).basis === 'assumed'
  // Assumed lengths follow each request, so such requests are not taken together.
  const key = `${target} ${sizeOf(table.number('promptTokens', at))}${assumed ? ` ${table.number('responseTokens', at)}` : ''}`
  const group = groups.get(key) ?? { target, at, count: 0, low: 0, mid: 0, high: 0 }
  group.count++
  group.low += prompt.low
  group.mid += prompt.mid
  group.high += prompt.high
  groups.set(key, group)
}

function costOfGroup({ target, at, count, low, mid, high }: Group, costs: CostModel): CostRange {
  const rates = costs.rates(target)
  if (!rates) return { low: 0n, mid: 0n, high: 0n }
  const output = costs.lengthAt(at, target).total(count)
  const cost = (input: number, tokens: number) => costOfTokens(rates.input, input) + costOfTokens(rates.output, tokens)
  return { low: cost(low, output.low), mid: cost(mid, output.mid), high: cost(high, output.high) }
}

const plus = (left: CostRange, right: CostRange): CostRange => ({
  low: left.low + right.low,
  mid: left.mid + right.mid,
  high: left.high + right.high,
})

/** Twelve places are more than any price has per token. */
const SHOWN_PLACES = 12
export const usd = (units: bigint): string => printDecimal(units, USD_PLACES, SHOWN_PLACES)
export const moneyOf = ({ low, mid, high }: CostRange): MoneyEstimate => ({ low: usd(low), mid: usd(mid), high: usd(high) })
