/**
 * What is usual, learnt from windows of the past: the middle of them, and how far from it is still nothing special.
 * Middle and spread by median and median deviation, so that an incident of the past does not become the usual.
 */

export interface Usual {
  /** Null where too little is known of the past. */
  readonly middle: number | null
  /** What lies above it is out of the usual. */
  readonly limit: number
}

/** Windows with fewer requests say nothing about a share or a percentile. */
export const LEAST_COUNTED = 20
const LEAST_WINDOWS = 6
const SPREAD_FACTOR = 6
/** Makes a median deviation comparable with a standard deviation. */
const DEVIATION = 1.4826

const LEAST_ERROR_LIMIT = 0.02
/** Where nothing is known of the past. */
const UNKNOWN_ERROR_LIMIT = 0.05
/** Of what fails often as a rule, so much more is out of the usual. */
const MOST_ABOVE = 0.25
const LATENCY_FACTOR = 1.5

/** Shares of failures, by window, with what they are shares of. */
export function usualErrorRate(failed: readonly number[], totals: readonly number[]): Usual {
  const shares = totals.flatMap((total, at) => (total >= LEAST_COUNTED ? [(failed[at] ?? 0) / total] : []))
  if (shares.length < LEAST_WINDOWS) return { middle: null, limit: UNKNOWN_ERROR_LIMIT }
  const middle = median(shares)
  const wide = Math.max(2 * middle, middle + SPREAD_FACTOR * deviation(shares, middle))
  return { middle, limit: roundUp(Math.max(LEAST_ERROR_LIMIT, Math.min(wide, middle + MOST_ABOVE))) }
}

/** Undefined: there is too little to say. */
export function usualLatency(values: readonly (number | null)[], totals: readonly number[]): Usual | undefined {
  const counted = values.flatMap((value, at) => (value !== null && (totals[at] ?? 0) >= LEAST_COUNTED ? [value] : []))
  if (counted.length < LEAST_WINDOWS) return undefined
  const middle = median(counted)
  return { middle, limit: roundUp(Math.max(LATENCY_FACTOR * middle, middle + SPREAD_FACTOR * deviation(counted, middle))) }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2
}

function deviation(values: readonly number[], middle: number): number {
  return DEVIATION * median(values.map((value) => Math.abs(value - middle)))
}

/** A limit is read by people: two digits are enough. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 0
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1)
  // Undoes what binary fractions add, so that 0.02 stays 0.02.
  return Number((Math.ceil(value / unit - 1e-9) * unit).toPrecision(12))
}
