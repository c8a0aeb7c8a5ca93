/** The axis of values: round lines, three at most, from zero unless that would hide what matters. */
import { niceStep } from './axis.ts'

export const MOST_LINES = 3
const HEADROOM = 1.06
/** A label needs this share of the plot above its line. */
const LABEL_SHARE = 0.03

export interface ValueAxis {
  readonly low: number
  readonly high: number
  /** The lines that are drawn and labelled. */
  readonly lines: readonly number[]
}

interface AxisOptions {
  readonly limit?: number
  readonly fromData?: boolean
  /** At most this many lines: low plots have room for fewer. */
  readonly lines?: number
}

/** `fromData`: for ratios near 100 %, where a plot from zero would be a flat line. */
export function valueAxis(
  values: readonly (number | null)[],
  { limit, fromData = false, lines: mostLines = MOST_LINES }: AxisOptions = {},
): ValueAxis {
  let least = limit ?? Infinity
  let most = limit ?? -Infinity
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue
    if (value < least) least = value
    if (value > most) most = value
  }
  if (most === -Infinity || (!fromData && most <= 0 && least >= 0)) return { low: 0, high: 1, lines: [] }
  const floor = fromData ? least : Math.min(0, least)
  const reach = most > floor ? most - floor : Math.abs(most) || 1
  let step = niceStep(reach / (mostLines + 1))
  for (;;) {
    const low = fromData ? Math.floor(floor / step) * step : floor
    const high = low + Math.max(reach, most - low) * HEADROOM
    const lines = linesWithin(low, high, step)
    if (lines.length <= mostLines) return { low, high, lines }
    step = niceStep(step * 1.5)
  }
}

function linesWithin(low: number, high: number, step: number): number[] {
  const end = high - (high - low) * LABEL_SHARE
  const lines: number[] = []
  for (let at = Math.floor(low / step) + 1; at * step <= end; at++) lines.push(at * step)
  return lines
}
