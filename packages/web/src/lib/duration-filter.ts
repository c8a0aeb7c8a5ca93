/** A span of durations as the search language says it. */

const SIGNIFICANT = 2
/** Shorter than this is everything. */
const LEAST_MS = 0.01

/**
 * `120ms..1.5s`, `>=2s`, `<=80ms`; undefined when both ends are open. Ends are rounded outwards, so that what was seen
 * inside is found.
 */
export function durationFilter(lowMs: number | undefined, highMs: number | undefined): string | undefined {
  const low = lowMs === undefined || lowMs < LEAST_MS ? undefined : amount(outwards(lowMs, Math.floor))
  const high = highMs === undefined ? undefined : amount(outwards(Math.max(highMs, LEAST_MS), Math.ceil))
  if (low !== undefined && high !== undefined) return `${low}..${high}`
  if (low !== undefined) return `>=${low}`
  return high === undefined ? undefined : `<=${high}`
}

function outwards(ms: number, round: (value: number) => number): number {
  const unit = 10 ** (Math.floor(Math.log10(ms)) + 1 - SIGNIFICANT)
  return Number((round(ms / unit) * unit).toPrecision(SIGNIFICANT))
}

function amount(ms: number): string {
  return ms < 1000 ? `${ms}ms` : `${Number((ms / 1000).toPrecision(SIGNIFICANT))}s`
}
