/** When requests stopped coming: as telling as an error, and drawn by nobody. */
import type { Windowed } from './stretches.ts'
import { median } from './usual.ts'

/** So long without a request is not chance, where there were enough before. */
const SILENT_MS = 5 * 60_000
/** Requests in a usual window. */
const LEAST_USUAL = 3

/** When the last window with a request ended; undefined: they come, or never came steadily. */
export function silentSince({ times, stepMs }: Windowed, totals: readonly number[], nowMs: number): number | undefined {
  const last = totals.findLastIndex((total) => total > 0)
  if (last < 0) return undefined
  const endMs = (times[last] ?? 0) + stepMs
  const before = totals.slice(0, last + 1)
  if (nowMs - endMs < SILENT_MS || median(before) < LEAST_USUAL) return undefined
  return endMs
}
