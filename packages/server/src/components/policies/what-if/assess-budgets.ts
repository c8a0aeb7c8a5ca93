/**
 * Budgets in time order: what each organisation had spent when a request came is moved by what its earlier requests would have cost
 * otherwise, so some are refused that were not, and some that were are not.
 */
import type { WhatIfResult } from '@relayscope/contract'
import type { CostModel, CostRange } from './cost-model.ts'
import { USD_PLACES } from './prices.ts'
import { BY, type RequestsTable, UNKNOWN } from './requests-table.ts'

type Case = keyof CostRange
const CASES: readonly Case[] = ['low', 'high', 'mid']
const UNITS = 10 ** USD_PLACES

interface Ledger {
  organization: number
  limitUsd: number
  lastSpentUsd: number
  shiftUsd: number
  rejectedBefore: number
  rejectedAfter: number
  firstNew: number | undefined
  firstFreed: number | undefined
}

export function assessBudgets(table: RequestsTable, costs: CostModel): WhatIfResult['budgets'] {
  const rows = rowsWithBudgets(table)
  if (rows.length === 0) return []
  const spendings = spendingsOf(costs, rows)
  const ledgers = Object.fromEntries(CASES.map((each) => [each, walk(table, rows, spendings, each)])) as Record<Case, Map<number, Ledger>>
  return [...ledgers.mid.values()]
    .map((mid) => {
      const after = CASES.map((each) => ledgers[each].get(mid.organization)?.rejectedAfter ?? 0)
      return {
        organizationId: table.organizations.name(mid.organization),
        limitUsd: mid.limitUsd,
        rejectedBefore: mid.rejectedBefore,
        rejectedAfter: { low: Math.min(...after), mid: mid.rejectedAfter, high: Math.max(...after) },
        firstNewRejection: mid.firstNew === undefined ? null : new Date(mid.firstNew).toISOString(),
        firstFreed: mid.firstFreed === undefined ? null : new Date(mid.firstFreed).toISOString(),
      }
    })
    .toSorted(
      (left, right) => Math.abs(right.rejectedAfter.mid - right.rejectedBefore) - Math.abs(left.rejectedAfter.mid - left.rejectedBefore),
    )
    .slice(0, 1000)
}

function rowsWithBudgets(table: RequestsTable): number[] {
  const rows: number[] = []
  for (let at = 0; at < table.size; at++)
    if (table.number('limitUsd', at) !== UNKNOWN && table.number('spentUsd', at) !== UNKNOWN) rows.push(at)
  return rows
}

/** In USD, by the place among the rows. Three walks need them, and each takes exact arithmetic. */
type Spendings = Record<Case | 'was', Float64Array>

function spendingsOf(costs: CostModel, rows: readonly number[]): Spendings {
  const made = () => new Float64Array(rows.length)
  const spendings = { was: made(), low: made(), mid: made(), high: made() }
  for (const [place, at] of rows.entries()) {
    const was = costs.before(at) ?? 0n
    const would = costs.after(at)
    spendings.was[place] = Number(was) / UNITS
    for (const each of CASES) spendings[each][place] = Number(would?.[each] ?? was) / UNITS
  }
  return spendings
}

/** The likeliest case comes last, and is the one that changes the table. */
function walk(table: RequestsTable, rows: readonly number[], spendings: Spendings, which: Case): Map<number, Ledger> {
  const ledgers = new Map<number, Ledger>()
  const rejected = table.endings.place('rejected')
  for (const [place, at] of rows.entries()) {
    const ledger = ledgerOf(ledgers, table, at)
    const [was, would] = [spendings.was[place] ?? 0, spendings[which][place] ?? 0]
    const spent = table.number('spentUsd', at) + ledger.shiftUsd
    const ended = table.number('after', at)
    const refused = table.overBudget(at)
    if (refused) ledger.rejectedBefore++
    const fits = spent + would <= ledger.limitUsd
    if (refused) {
      // Its own cost is not known, so only a budget that is freed by the shift lets it pass.
      if (ledger.shiftUsd < 0 && spent < ledger.limitUsd) {
        ledger.firstFreed ??= table.number('timeMs', at)
        if (which === 'mid') table.change(at, table.endings.place('unknown'), BY.budget)
      } else ledger.rejectedAfter++
    } else if (!fits && ledger.shiftUsd > 0) {
      ledger.rejectedAfter++
      ledger.firstNew ??= table.number('timeMs', at)
      ledger.shiftUsd -= was
      if (which === 'mid') table.change(at, rejected, BY.budget)
    } else if (ended === rejected) ledger.shiftUsd -= was
    else ledger.shiftUsd += would - was
  }
  return ledgers
}

function ledgerOf(ledgers: Map<number, Ledger>, table: RequestsTable, at: number): Ledger {
  const organization = table.number('organization', at)
  const [limitUsd, spentUsd] = [table.number('limitUsd', at), table.number('spentUsd', at)]
  const ledger = ledgers.get(organization) ?? {
    organization,
    limitUsd,
    lastSpentUsd: spentUsd,
    shiftUsd: 0,
    rejectedBefore: 0,
    rejectedAfter: 0,
    firstNew: undefined,
    firstFreed: undefined,
  }
  // Less than half of what was spent before: a new period has begun, and the shift belongs to the old one.
  if (spentUsd < ledger.lastSpentUsd / 2) ledger.shiftUsd = 0
  ledger.lastSpentUsd = spentUsd
  ledger.limitUsd = limitUsd
  ledgers.set(organization, ledger)
  return ledger
}
