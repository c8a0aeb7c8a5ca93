/** The requests that changed, worst first: those that would newly fail, then those that would cost most more. */
import type { WhatIfChange } from '@relayscope/contract'
import { moneyOf } from './assess-cost.ts'
import type { CostModel, CostRange } from './cost-model.ts'
import { BY_NAMES, type RequestsTable } from './requests-table.ts'
import { isChanged, isRoad } from './road-facts.ts'

const MOST = 200
/** Kept while looking, so that sorting is rare. */
const ROOM = MOST * 10

interface Ranked {
  at: number
  fails: number
  delta: bigint
}

export function worstOf(table: RequestsTable, costs: CostModel): WhatIfChange[] {
  let worst: Ranked[] = []
  for (let at = 0; at < table.size; at++) {
    if (!isChanged(table, at)) continue
    const before = table.endings.name(table.number('before', at))
    const after = table.endings.name(table.number('after', at))
    worst.push({ at, fails: Number(isRoad(before)) - Number(isRoad(after)), delta: deltaAt(costs, at)?.mid ?? 0n })
    if (worst.length >= ROOM) worst = best(worst)
  }
  return best(worst).map(({ at }) => changeAt(table, costs, at))
}

function best(ranked: Ranked[]): Ranked[] {
  return ranked
    .toSorted(
      (left, right) => right.fails - left.fails || (left.delta === right.delta ? left.at - right.at : left.delta < right.delta ? 1 : -1),
    )
    .slice(0, MOST)
}

function deltaAt(costs: CostModel, at: number): CostRange | undefined {
  const [before, after] = [costs.before(at), costs.after(at)]
  return before === undefined || after === undefined
    ? undefined
    : { low: after.low - before, mid: after.mid - before, high: after.high - before }
}

function changeAt(table: RequestsTable, costs: CostModel, at: number): WhatIfChange {
  const by = BY_NAMES[table.by(at)] ?? 'rules'
  const delta = deltaAt(costs, at)
  return {
    traceId: table.traceId(at),
    timestamp: new Date(table.number('timeMs', at)).toISOString(),
    organizationId: table.organizations.name(table.number('organization', at)),
    before: table.endings.name(table.number('before', at)),
    after: table.endings.name(table.number('after', at)),
    by: by === 'none' ? 'rules' : by,
    costDeltaUsd: delta ? moneyOf(delta) : null,
    certain: table.certain(at),
  }
}
