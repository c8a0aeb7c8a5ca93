/** Which way requests went, as shares over the range; and what is not as it was. */
import type { OverviewRoad } from '@relayscope/contract'
import { addUp, type Reading } from './read.ts'

const STEPS = 48
const MOST_ROADS = 6
const NOW_MS = 15 * 60_000
/** Smaller changes, and changes of fewer requests, are chance. */
const LEAST_CHANGE = 0.03
const LEAST_REQUESTS = 20
const LEAST_SCORE = 3

export function routingOf(even: Reading, recent: Reading | undefined): OverviewRoad[] {
  const whole = addUp(even, even.roads)
  const now = recent ?? even
  const isNow = (at: number): boolean => (now.times[at] ?? 0) >= (now.times.at(-1) ?? 0) + now.stepMs - NOW_MS
  const counted = (values: readonly number[]): number => values.reduce((sum, value, at) => sum + (isNow(at) ? value : 0), 0)
  const allNow = counted(addUp(now, now.roads))
  const all = whole.reduce((sum, value) => sum + value, 0)
  return even.roads.slice(0, MOST_ROADS).map(({ labels, values }) => {
    const inAll = values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / Math.max(1, all)
    const inNow = counted(addUp(now, now.roads, ({ road }) => road === labels.road)) / Math.max(1, allNow)
    return {
      road: labels.road,
      share: allNow === 0 ? inAll : inNow,
      change: allNow === 0 ? 0 : inNow - inAll,
      changed: allNow >= LEAST_REQUESTS && Math.abs(inNow - inAll) >= LEAST_CHANGE && scoreOf(inNow, inAll, allNow) >= LEAST_SCORE,
      shares: sharesOf(values, whole),
    }
  })
}

/** How many standard errors the share now is from that of the range. */
function scoreOf(now: number, before: number, requests: number): number {
  const error = Math.sqrt((Math.max(before, 0.01) * (1 - Math.min(before, 0.99))) / requests)
  return Math.abs(now - before) / error
}

function sharesOf(values: readonly (number | null)[], whole: readonly number[]): (number | null)[] {
  const per = Math.ceil(whole.length / STEPS)
  return Array.from({ length: Math.ceil(whole.length / per) }, (_, step) => {
    const [from, to] = [step * per, (step + 1) * per]
    const total = whole.slice(from, to).reduce((sum, value) => sum + value, 0)
    return total === 0 ? null : values.slice(from, to).reduce<number>((sum, value) => sum + (value ?? 0), 0) / total
  })
}
