/** States of many windows as few marks: so narrow that there are many, never narrower than can be seen. */
import type { Buckets } from '../lib/buckets.ts'
import type { TimeScale } from '../lib/time-scale.ts'

export type StripState = 'healthy' | 'degraded' | 'critical'

export interface StripMark {
  readonly from: number
  readonly to: number
  /** The worst of what it stands for; undefined: nothing was reported. */
  readonly state: StripState | undefined
}

const LEAST_PX = 6
const TOLERANCE_PX = 0.01
const RANK: Readonly<Record<StripState, number>> = { healthy: 1, degraded: 2, critical: 3 }

export function mergeStates(
  { starts, ends }: Buckets,
  states: readonly (StripState | null)[],
  scale: TimeScale,
  widthPx: number,
): StripMark[] {
  const marks: { from: number; to: number; state: StripState | undefined }[] = []
  for (const [at, state] of states.entries()) {
    const from = Math.max(0, scale.position(starts[at] ?? 0))
    const to = Math.min(1, scale.position(ends[at] ?? 0))
    if (to <= from) continue
    const last = marks.at(-1)
    if (last && (last.to - last.from) * widthPx < LEAST_PX - TOLERANCE_PX) {
      last.to = to
      if (state !== null && RANK[state] > (last.state ? RANK[last.state] : 0)) last.state = state
    } else marks.push({ from, to, state: state ?? undefined })
  }
  return marks
}
