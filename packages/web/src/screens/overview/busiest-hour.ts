import type { Overview } from '@relayscope/contract'

export interface BusiestHour {
  readonly fromMs: number
  readonly p95Ms: number | null
}

const HOUR_MS = 3_600_000

/** The clock hour with most requests, and how slow they were. Undefined where the range is no longer than one. */
export function busiestHour({
  starts,
  ends,
  requests,
  latencyMs,
}: Pick<Overview, 'starts' | 'ends' | 'requests' | 'latencyMs'>): BusiestHour | undefined {
  const hours = new Map<number, { requests: number; weighed: number; weight: number }>()
  for (const [at, start] of starts.entries()) {
    const seconds = ((ends[at] ?? start) - start) / 1000
    const count = requests.reduce((sum, { perSecond }) => sum + (perSecond[at] ?? 0) * seconds, 0)
    const hour = Math.floor(start / HOUR_MS) * HOUR_MS
    const entry = hours.get(hour) ?? { requests: 0, weighed: 0, weight: 0 }
    const p95 = latencyMs.p95[at] ?? null
    entry.requests += count
    if (p95 !== null) {
      entry.weighed += p95 * count
      entry.weight += count
    }
    hours.set(hour, entry)
  }
  if (hours.size < 2) return undefined
  const [busiest] = [...hours].toSorted(([, left], [, right]) => right.requests - left.requests)
  if (!busiest || busiest[1].requests === 0) return undefined
  const [fromMs, { weighed, weight }] = busiest
  return { fromMs, p95Ms: weight === 0 ? null : weighed / weight }
}
