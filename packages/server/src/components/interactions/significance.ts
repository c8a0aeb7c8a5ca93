/** Whether a difference between two periods is more than chance. Pure. */

export interface Share {
  hits: number
  of: number
}

/** Enough to know mean and variance. */
export interface Moments {
  n: number
  sum: number
  squares: number
}

/** Fewer observations than this say nothing. */
const LEAST = 10

/** Two-sided p-value that both shares are the same (pooled z). */
export function shareDiffers(before: Share, after: Share): number | null {
  if (before.of < LEAST || after.of < LEAST) return null
  const pooled = (before.hits + after.hits) / (before.of + after.of)
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / before.of + 1 / after.of))
  if (spread === 0) return 1
  return 2 * (1 - normalBelow(Math.abs(after.hits / after.of - before.hits / before.of) / spread))
}

/** Two-sided p-value that both means are the same, whatever their variances (Welch). */
export function meanDiffers(before: Moments, after: Moments): number | null {
  if (before.n < LEAST || after.n < LEAST) return null
  const [a, b] = [varianceOfMean(before), varianceOfMean(after)]
  const spread = Math.sqrt(a + b)
  const difference = Math.abs(after.sum / after.n - before.sum / before.n)
  // What rounding leaves of equal values is no difference.
  if (spread <= 1e-12 * Math.abs(before.sum / before.n)) return difference <= 1e-9 * Math.abs(before.sum / before.n) ? 1 : 0
  const freedom = (a + b) ** 2 / (a ** 2 / (before.n - 1) + b ** 2 / (after.n - 1))
  return studentBeyond(difference / spread, freedom)
}

function varianceOfMean({ n, sum, squares }: Moments): number {
  return Math.max(0, (squares - (sum * sum) / n) / (n - 1)) / n
}

/** Normal distribution function; error below 7.5e-8 (Abramowitz and Stegun 26.2.17). */
export function normalBelow(z: number): number {
  if (z < 0) return 1 - normalBelow(-z)
  const t = 1 / (1 + 0.2316419 * z)
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return 1 - (tail * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)
}

/** Probability that Student's t lies further from zero than this, on either side. */
export function studentBeyond(t: number, freedom: number): number {
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
}

/** Regularised incomplete beta function, by its continued fraction (Lentz). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x))
  // The fraction converges quickly on this side only.
  if (x > (a + 1) / (a + b + 2)) return 1 - (front * fraction(1 - x, b, a)) / b
  return (front * fraction(x, a, b)) / a
}

const TINY = 1e-300
const MAX_STEPS = 500

function fraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / guarded(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let step = 1; step <= MAX_STEPS; step++) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step))
    d = 1 / guarded(1 + even * d)
    c = guarded(1 + even / c)
    value *= d * c
    const odd = (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1))
    d = 1 / guarded(1 + odd * d)
    c = guarded(1 + odd / c)
    value *= d * c
    if (Math.abs(d * c - 1) < 1e-12) break
  }
  return value
}

function guarded(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

const LANCZOS = [76.18009172947, -86.50532032942, 24.01409824083, -1.23173957245, 0.001208650974, -0.000005395239]

function logGamma(x: number): number {
  const base = x + 5.5 - (x + 0.5) * Math.log(x + 5.5)
  const series = LANCZOS.reduce((sum, term, at) => sum + term / (x + 1 + at), 1.00000000019)
  return Math.log((Math.sqrt(2 * Math.PI) * series) / x) - base
}
