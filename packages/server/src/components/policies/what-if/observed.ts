/**
 * What a model really did in the range, and what that says of requests it was not asked: order statistics of a sample, so
 * that no shape of a distribution is assumed. They hold as far as the requests are alike; prompts are compared by size.
 */
import type { Estimate } from '@relayscope/contract'

/** 90 %. */
const TAIL = 0.05
const Z = 1.645
/** Fewer do not carry an interval of 90 %. */
export const LEAST_OBSERVED = 20
const SAMPLE = 2000

/** A sample of bounded size in which every value seen has the same chance to be; the same values in the same order give the same. */
export class Sample {
  readonly values: number[] = []
  seen = 0
  private state = 0x2545f491

  add(value: number): void {
    this.seen++
    if (this.values.length < SAMPLE) this.values.push(value)
    else {
      const at = this.next(this.seen)
      if (at < SAMPLE) this.values[at] = value
    }
  }

  private next(below: number): number {
    this.state ^= this.state << 13
    this.state ^= this.state >>> 17
    this.state ^= this.state << 5
    return (this.state >>> 0) % below
  }
}

/** Sorted once, asked often. */
export class Observed {
  readonly count: number
  readonly mean: number
  private readonly sorted: Float64Array
  private readonly variance: number

  constructor(values: readonly number[], seen = values.length) {
    this.sorted = Float64Array.from(values).sort()
    this.count = seen
    const size = Math.max(values.length, 1)
    this.mean = this.sorted.reduce((sum, value) => sum + value, 0) / size
    this.variance = this.sorted.reduce((sum, value) => sum + (value - this.mean) ** 2, 0) / Math.max(values.length - 1, 1)
  }

  get enough(): boolean {
    return this.sorted.length >= LEAST_OBSERVED
  }

  /** Where the next value lies, nine times of ten: between two order statistics of those that were seen. */
  next(): Estimate {
    const size = this.sorted.length
    const low = Math.floor((size + 1) * TAIL) - 1
    const high = Math.ceil((size + 1) * (1 - TAIL)) - 1
    return { low: this.at(Math.max(low, 0)), mid: this.quantile(0.5), high: this.at(Math.min(high, size - 1)) }
  }

  /** Where the sum of so many next values lies: their own scatter, and that the mean is only known from those seen. */
  total(count: number): Estimate {
    const mid = this.mean * count
    const spread = Z * Math.sqrt(this.variance * count * (1 + count / Math.max(this.sorted.length, 1)))
    return { low: Math.max(mid - spread, this.at(0) * count, 0), mid, high: mid + spread }
  }

  quantile(share: number): number {
    return this.at(Math.min(Math.floor(share * this.sorted.length), this.sorted.length - 1))
  }

  /** A quantile with the interval that the number of values seen allows: binomial bounds on its rank. */
  quantileWithBounds(share: number): Estimate {
    const size = this.sorted.length
    const spread = Z * Math.sqrt((share * (1 - share)) / Math.max(size, 1))
    return { low: this.quantile(Math.max(share - spread, 0)), mid: this.quantile(share), high: this.quantile(Math.min(share + spread, 1)) }
  }

  private at(place: number): number {
    return this.sorted[place] ?? 0
  }
}

/** Wilson's interval of a share. */
export function shareOf(hits: number, count: number): Estimate | null {
  if (count === 0) return null
  const share = hits / count
  const scale = 1 + (Z * Z) / count
  const centre = (share + (Z * Z) / (2 * count)) / scale
  const spread = (Z / scale) * Math.sqrt((share * (1 - share)) / count + (Z * Z) / (4 * count * count))
  return { low: Math.max(centre - spread, 0), mid: share, high: Math.min(centre + spread, 1) }
}
