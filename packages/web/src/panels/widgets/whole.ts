/** One number for a range, out of its windows. */
import type { Frame } from '@relayscope/contract'

const ADDED: ReadonlySet<string> = new Set(['sum', 'count'])

/** Amounts add up; extremes stay extremes; everything else is the middle of its windows, which is near enough to compare by. */
export function wholeOf({ aggregation }: Pick<Frame, 'aggregation'>, values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return undefined
  if (aggregation === 'min') return Math.min(...known)
  if (aggregation === 'max') return Math.max(...known)
  const sum = known.reduce((total, value) => total + value, 0)
  return ADDED.has(aggregation) ? sum : sum / known.length
}

/** The newest window that is whole, else the newest there is. */
export function latestOf(
  { times, stepMs, to }: Pick<Frame, 'times' | 'stepMs' | 'to'>,
  values: readonly (number | null)[],
): number | undefined {
  const endMs = Date.parse(to)
  const isWhole = (at: number): boolean => (times[at] ?? 0) + stepMs <= endMs
  const at = values.findLastIndex((value, index) => value !== null && isWhole(index))
  return values[at] ?? values.findLast((value) => value !== null) ?? undefined
}
