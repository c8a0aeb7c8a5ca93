/**
 * From requests with two endings each to what a person asks: who goes elsewhere, what it costs, how long it takes, and how sure
 * that is. Pure: the table, prices and nothing else.
 */
import type { WhatIfResult } from '@relayscope/contract'
import { assessBudgets } from './assess-budgets.ts'
import { assessCost } from './assess-cost.ts'
import { CostModel } from './cost-model.ts'
import { LatencyHistogram, mixtureQuantile } from './latency-histogram.ts'
import { shareOf } from './observed.ts'
import type { Prices } from './prices.ts'
import { type RequestsTable, UNKNOWN } from './requests-table.ts'
import { isRoad, observeRoads, type RoadFacts } from './road-facts.ts'
import { worstOf } from './worst.ts'

export interface AssessParts {
  table: RequestsTable
  prices: Prices
  /** Attempts at a road, failed ones too, by road. */
  attempts: ReadonlyMap<string, { tried: number; failed: number }>
}

type Assessed = Omit<WhatIfResult, 'redecided' | 'undecidable' | 'decidedBy' | 'distinct'>

export function assess({ table, prices, attempts }: AssessParts): Assessed {
  const roads = observeRoads(table)
  const costs = new CostModel(table, prices, roads)
  const budgets = assessBudgets(table, costs)
  const flows = countFlows(table)
  const targets = assessTargets(table, roads, costs, attempts)
  return {
    requests: table.size,
    ...changedOf(table),
    matrix: matrixOf(table, flows),
    outcome: outcomesOf(table, flows),
    cost: assessCost(table, costs),
    latency: assessLatency(table, roads),
    budgets,
    targets,
    worst: worstOf(table, costs),
    notes: notesOf(targets),
  }
}

type Flows = Map<number, Map<number, number>>

function countFlows(table: RequestsTable): Flows {
  const flows: Flows = new Map()
  for (let at = 0; at < table.size; at++) {
    const before = table.number('before', at)
    let row = flows.get(before)
    if (row === undefined) flows.set(before, (row = new Map()))
    const after = table.number('after', at)
    row.set(after, (row.get(after) ?? 0) + 1)
  }
  return flows
}

function changedOf(table: RequestsTable): { changed: number; changedShare: number } {
  let changed = 0
  for (let at = 0; at < table.size; at++) if (table.number('before', at) !== table.number('after', at)) changed++
  return { changed, changedShare: table.size === 0 ? 0 : changed / table.size }
}

function matrixOf({ endings }: RequestsTable, flows: Flows): WhatIfResult['matrix'] {
  const totals = new Map<string, number>()
  const cells: WhatIfResult['matrix']['cells'] = []
  const count = (name: string, by: number) => totals.set(name, (totals.get(name) ?? 0) + by)
  for (const [before, row] of flows)
    for (const [after, requests] of row) {
      cells.push({ before: endings.name(before), after: endings.name(after), count: requests })
      count(endings.name(before), requests)
      count(endings.name(after), requests)
    }
  const roads = [...totals].toSorted(
    ([left, few], [right, many]) => Number(isRoad(right)) - Number(isRoad(left)) || many - few || (left < right ? -1 : 1),
  )
  return { roads: roads.map(([name]) => name), cells: cells.toSorted((left, right) => right.count - left.count) }
}

function outcomesOf({ endings }: RequestsTable, flows: Flows): WhatIfResult['outcome'] {
  const none = () => ({ success: 0, error: 0, rejected: 0, unknown: 0 })
  const [before, after] = [none(), none()]
  const kind = (ending: number) => {
    const name = endings.name(ending)
    return isRoad(name) ? 'success' : (name as 'error' | 'rejected' | 'unknown')
  }
  for (const [from, row] of flows)
    for (const [to, requests] of row) {
      before[kind(from)] += requests
      after[kind(to)] += requests
    }
  return { before, after }
}

/** Requests that newly go to each road. */
function newlyTo(table: RequestsTable): Map<number, number> {
  const found = new Map<number, number>()
  for (let at = 0; at < table.size; at++) {
    const after = table.number('after', at)
    if (after !== table.number('before', at) && isRoad(table.endings.name(after))) found.set(after, (found.get(after) ?? 0) + 1)
  }
  return found
}

function assessTargets(
  table: RequestsTable,
  roads: ReadonlyMap<number, RoadFacts>,
  costs: CostModel,
  attempts: AssessParts['attempts'],
): WhatIfResult['targets'] {
  return [...newlyTo(table)]
    .toSorted(([, few], [, many]) => many - few)
    .map(([place, requests]) => {
      const name = table.endings.name(place)
      const facts = roads.get(place)
      const slash = name.indexOf('/')
      const tries = attempts.get(name)
      const { one, basis } = costs.typicalLength(place)
      return {
        provider: slash < 0 ? '' : name.slice(0, slash),
        model: slash < 0 ? name : name.slice(slash + 1),
        requests,
        observed: facts?.answered ?? 0,
        outputTokens: basis === 'assumed' ? null : one,
        lengthBasis: basis,
        latencyMs: { p50: mixtureOf(facts, requests, 0.5), p95: mixtureOf(facts, requests, 0.95) },
        errorShare: tries ? shareOf(tries.failed, tries.tried) : null,
        priced: costs.rates(place) !== undefined,
      }
    })
}

function mixtureOf(facts: RoadFacts | undefined, requests: number, share: number) {
  return facts && facts.latency.total > 0 ? mixtureQuantile(new LatencyHistogram(), [{ observed: facts.latency, requests }], share) : null
}

function assessLatency(table: RequestsTable, roads: ReadonlyMap<number, RoadFacts>): WhatIfResult['latency'] {
  const [before, kept] = [new LatencyHistogram(), new LatencyHistogram()]
  for (let at = 0; at < table.size; at++) {
    const latency = table.number('latencyMs', at)
    if (latency === UNKNOWN || !isRoad(table.endings.name(table.number('before', at)))) continue
    before.add(latency)
    if (table.number('before', at) === table.number('after', at)) kept.add(latency)
  }
  const parts = [...newlyTo(table)].flatMap(([place, requests]) => {
    const observed = roads.get(place)?.latency
    return observed && observed.total > 0 ? [{ observed, requests }] : []
  })
  const after = (share: number) => mixtureQuantile(kept, parts, share)
  return {
    before: { p50: before.quantile(0.5), p95: before.quantile(0.95), p99: before.quantile(0.99) },
    after: { p50: after(0.5), p95: after(0.95), p99: after(0.99) },
  }
}

function notesOf(targets: WhatIfResult['targets']): string[] {
  const notes: string[] = []
  const guessed = targets.filter(({ lengthBasis }) => lengthBasis === 'others' || lengthBasis === 'assumed').map(({ model }) => model)
  if (targets.length > 0)
    notes.push(
      'Lengths and times of answers nobody asked for are estimated from what each model did in the range, for prompts of like size; 90 % intervals.',
    )
  if (guessed.length > 0)
    notes.push(`Too few answers of ${guessed.slice(0, 5).join(', ')} were recorded in the range to go by; the intervals are wide.`)
  if (targets.some(({ observed }) => observed === 0))
    notes.push('Times of a model that answered nothing in the range are left out of the latency after.')
  if (targets.some(({ priced }) => !priced))
    notes.push('A target without a known price is left out of the cost; give its price to count it.')
  return notes
}
