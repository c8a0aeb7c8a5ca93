/** The part of a run that works: rows in, a result out. It lives in a thread of its own, so that a million requests hold up nobody. */
import type { PriceChange } from '@relayscope/contract'
import { compilePolicy } from '@relayscope/steering'
import { assess } from './assess.ts'
import { type Columns, RowDecider } from './decide-rows.ts'
import type { FromDecider, ToDecider } from './messages.ts'
import { pricesOf, type Rates } from './prices.ts'
import { markPriceChanges } from './requests-table.ts'

export class Decider {
  private rows: RowDecider | undefined
  private changes: readonly PriceChange[] = []

  answer(message: ToDecider): FromDecider | undefined {
    if (message.kind === 'begin') {
      const { policy, unavailable, prices } = message
      this.rows = new RowDecider({ compiled: policy && compilePolicy(policy), unavailable })
      this.changes = prices
      return undefined
    }
    const { rows } = this
    if (rows === undefined) return { kind: 'failed', message: 'nothing was begun' }
    if (message.kind === 'rows') {
      rows.add(JSON.parse(message.text) as Columns | [])
      return { kind: 'taken', requests: rows.table.size }
    }
    if (message.kind === 'roads') return { kind: 'roads', roads: [...rows.roads.values()] }
    return { kind: 'result', result: this.assess(rows, message.rates) }
  }

  private assess(rows: RowDecider, rates: readonly (readonly [string, bigint, bigint])[]) {
    const known = new Map<string, Rates>(rates.map(([road, input, output]) => [road, { input, output }]))
    const prices = pricesOf(known, this.changes, [...rows.roads.values()])
    markPriceChanges(rows.table, prices.changed)
    return { ...assess({ table: rows.table, prices, attempts: rows.attempts() }), ...rows.summary() }
  }
}
