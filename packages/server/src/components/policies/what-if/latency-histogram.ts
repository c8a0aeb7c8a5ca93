/** Times of requests as counts in steps of 4 %: small, and mixtures of them are sums. */
import type { Estimate } from '@relayscope/contract'

const STEPS_PER_DOUBLING = 16
/** From 1/16 ms to about 19 hours. */
const STEPS = 30 * STEPS_PER_DOUBLING
const OFFSET = 4 * STEPS_PER_DOUBLING
const Z = 1.645

export class LatencyHistogram {
  readonly counts = new Float64Array(STEPS)
  total = 0

  add(ms: number, times = 1): void {
    const step = ms <= 0 ? 0 : Math.floor(Math.log2(ms) * STEPS_PER_DOUBLING) + OFFSET
    const at = Math.min(Math.max(step, 0), STEPS - 1)
    this.counts[at] = (this.counts[at] ?? 0) + times
    this.total += times
  }

  /** As if `requests` more had been as these were. */
  addScaled(other: LatencyHistogram, requests: number): void {
    if (other.total === 0 || requests === 0) return
    const scale = requests / other.total
    for (let at = 0; at < STEPS; at++) this.counts[at] = (this.counts[at] ?? 0) + (other.counts[at] ?? 0) * scale
    this.total += requests
  }

  quantile(share: number): number | null {
    if (this.total <= 0) return null
    const wanted = Math.min(Math.max(share, 0), 1) * this.total
    let below = 0
    for (let at = 0; at < STEPS; at++) {
      const count = this.counts[at] ?? 0
      if (count > 0 && below + count >= wanted) return msOf(at + Math.min(Math.max((wanted - below) / count, 0), 1))
      below += count
    }
    return msOf(STEPS)
  }
}

const msOf = (step: number): number => Math.round(2 ** ((step - OFFSET) / STEPS_PER_DOUBLING) * 100) / 100

export interface MixturePart {
  observed: LatencyHistogram
  requests: number
}

/** A quantile of what stays and what is estimated together. Only the estimated parts make it uncertain, each by its share and by how much was observed of it. */
export function mixtureQuantile(kept: LatencyHistogram, parts: readonly MixturePart[], share: number): Estimate | null {
  const whole = new LatencyHistogram()
  whole.addScaled(kept, kept.total)
  for (const { observed, requests } of parts) whole.addScaled(observed, requests)
  const mid = whole.quantile(share)
  if (mid === null) return null
  const uncertain = parts.reduce(
    (sum, { observed, requests }) => sum + (observed.total > 0 ? (requests / whole.total) ** 2 / observed.total : 0),
    0,
  )
  const spread = Z * Math.sqrt(share * (1 - share) * uncertain)
  return { low: whole.quantile(share - spread) ?? mid, mid, high: whole.quantile(share + spread) ?? mid }
}
