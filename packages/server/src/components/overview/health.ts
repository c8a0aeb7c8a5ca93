/** How the five parts of the mock-up did, window by window: API, Cache, DB, Queue, Models. */
import type { HealthState, OverviewComponent, OverviewHealth } from '@relayscope/contract'
import { partSearch } from '../../flows/query/metrics/component-parts.ts'
import { addUp, type Reading } from './read.ts'
import { requestsOf, type UsualOf } from './watch.ts'

export interface PartTally {
  readonly component: OverviewComponent
  readonly totals: readonly number[]
  readonly failed: readonly number[]
  readonly limit: number
}

export function partTallies(reading: Reading, usual: UsualOf): PartTally[] {
  const { calls, failedCalls, operations, failedOperations } = reading
  const requests = requestsOf(reading)
  const part = (name: 'cache' | 'db' | 'queue'): PartTally => ({
    component: name,
    totals: addUp(reading, operations, ({ component }) => component === name),
    failed: addUp(reading, failedOperations, ({ component }) => component === name),
    limit: usual.errors({ kind: 'component', name }).limit,
  })
  return [
    { component: 'api', totals: requests.totals, failed: requests.failed, limit: usual.errors(requests.subject).limit },
    part('cache'),
    part('db'),
    part('queue'),
    { component: 'models', totals: addUp(reading, calls), failed: addUp(reading, failedCalls), limit: modelsLimit(reading, usual) },
  ]
}

/** Of all calls together: the mean of what is usual for each provider, weighed by its calls. */
function modelsLimit(reading: Reading, usual: UsualOf): number {
  const providers = [...new Set(reading.calls.map(({ labels }) => labels.provider))]
  let weighed = 0
  let weight = 0
  for (const name of providers) {
    const calls = addUp(reading, reading.calls, ({ provider }) => provider === name).reduce((sum, value) => sum + value, 0)
    weighed += calls * usual.errors({ kind: 'provider', name }).limit
    weight += calls
  }
  return weight === 0 ? usual.errors({ kind: 'provider', name: '' }).limit : weighed / weight
}

const CRITICAL_SHARE = 0.25
const CRITICAL_TIMES = 3
/** A window with fewer failures is not called critical: one of two is no outage. */
const LEAST_CRITICAL = 3

export function stateOf(total: number, failed: number, limit: number): HealthState | null {
  if (total === 0) return null
  const share = failed / total
  // One failure among a handful is within what is usual of a longer time.
  if (share <= limit || failed < 2) return 'healthy'
  return failed >= LEAST_CRITICAL && share >= Math.max(CRITICAL_SHARE, CRITICAL_TIMES * limit) ? 'critical' : 'degraded'
}

const add = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

/** The total of a range is of its even windows; the states are of all windows that are drawn. */
export function presentHealth(even: readonly PartTally[], drawn: readonly PartTally[]): OverviewHealth[] {
  return drawn.map(({ component, totals, failed, limit }, at) => {
    const whole = even[at]
    const total = add(whole?.totals ?? [])
    const failures = add(whole?.failed ?? [])
    return {
      component,
      total,
      failed: failures,
      share: total === 0 ? null : 1 - failures / total,
      states: totals.map((count, window) => stateOf(count, failed[window] ?? 0, limit)),
      query: component === 'api' || component === 'models' ? '' : partSearch(component),
    }
  })
}
