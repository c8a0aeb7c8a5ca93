/** What pricing calls again changes: which calls, and how the sums move. Pure. */
import type { RepricingDifference } from '@relayscope/contract'
import { cacheSavingOf, PRICE_SCALE, type Pricer, type Quote } from '../../flows/price/index.ts'
import { parseDecimal, printDecimal } from '../../kit/decimal.ts'
import type { Amendment } from './amend.ts'
import { callOf } from './call-rows.ts'
import type { ScannedCall } from './scan-calls.ts'

interface Sums {
  provider: string
  model: string
  currency: string
  changed: number
  before: bigint
  after: bigint
}

const MOST_MODELS = 200

export class PriceDifference {
  private readonly counts = { calls: 0, kept: 0, changed: 0, newlyPriced: 0, lost: 0 }
  private readonly sums = new Map<string, Sums>()
  private readonly pricer: Pricer
  private readonly project: string

  constructor(pricer: Pricer, project: string) {
    this.pricer = pricer
    this.project = project
  }

  /** Counts a call, and answers its row's correction where it needs one. */
  add(row: ScannedCall): Amendment | undefined {
    this.counts.calls++
    if (row.cost !== null && row.price_version === '') {
      this.counts.kept++
      return undefined
    }
    const quote = this.pricer.quote(this.project, callOf(row))
    if (quote === undefined) {
      // A cost that was right when it was made is better than none.
      if (row.cost !== null) this.counts.lost++
      return undefined
    }
    const before = row.cost === null ? undefined : (parseDecimal(row.cost_exact || row.cost, PRICE_SCALE) ?? 0n)
    const { currency } = quote.table
    if (before === quote.total && row.currency === currency) return undefined
    this.count(row, before, currency, quote.total)
    return { id: row.id, version: row.version, startNs: BigInt(row.start_ns), ...amountsOf(quote) }
  }

  result(): RepricingDifference {
    const models = [...this.sums.values()].toSorted((left, right) => compareSize(right.after - right.before, left.after - left.before))
    const currencies = new Map<string, { before: bigint; after: bigint }>()
    for (const { currency, before, after } of models) {
      const sum = currencies.get(currency) ?? { before: 0n, after: 0n }
      currencies.set(currency, { before: sum.before + before, after: sum.after + after })
    }
    return {
      ...this.counts,
      sums: [...currencies].map(([currency, sum]) => ({ currency, ...presentSum(sum) })),
      models: models.slice(0, MOST_MODELS).map(({ before, after, ...rest }) => ({ ...rest, ...presentSum({ before, after }) })),
    }
  }

  private count(row: ScannedCall, before: bigint | undefined, currency: string, after: bigint): void {
    this.counts.changed++
    if (before === undefined) this.counts.newlyPriced++
    const sums = this.sumsOf(row, currency)
    sums.changed++
    sums.after += after
    if (before === undefined) return
    // Money that leaves one currency for another is counted out there.
    const old = row.currency === currency ? sums : this.sumsOf(row, row.currency)
    old.before += before
  }

  private sumsOf({ provider, model }: ScannedCall, currency: string): Sums {
    const key = JSON.stringify([provider, model, currency])
    const sums = this.sums.get(key) ?? { provider, model, currency, changed: 0, before: 0n, after: 0n }
    this.sums.set(key, sums)
    return sums
  }
}

/** What is written of a quote. */
export function amountsOf(quote: Quote): Pick<Amendment, 'cost' | 'cacheSaved' | 'currency' | 'priceVersion'> {
  const saving = cacheSavingOf(quote)
  return {
    cost: printDecimal(quote.total, PRICE_SCALE),
    cacheSaved: saving === undefined ? undefined : printDecimal(saving, PRICE_SCALE),
    currency: quote.table.currency,
    priceVersion: quote.table.version,
  }
}

function presentSum({ before, after }: { before: bigint; after: bigint }): { before: string; after: string; difference: string } {
  const print = (parts: bigint) => printDecimal(parts, PRICE_SCALE)
  return { before: print(before), after: print(after), difference: print(after - before) }
}

function compareSize(left: bigint, right: bigint): number {
  const [a, b] = [left < 0n ? -left : left, right < 0n ? -right : right]
  return a < b ? -1 : a > b ? 1 : 0
}
