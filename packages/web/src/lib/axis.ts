/** Round steps for axes. */

const DECIMAL = [1, 2, 2.5, 5, 10]

/** The smallest round step that is no smaller than this. */
export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return (DECIMAL.find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power
}

/** Round values within `from..to`, about `count` of them. */
export function niceTicks(from: number, to: number, count: number): number[] {
  const rough = (to - from) / Math.max(1, count)
  if (!(rough > 0) || !Number.isFinite(rough)) return []
  const step = niceStep(rough)
  const ticks: number[] = []
  for (let at = Math.ceil(from / step); at * step <= to; at++) ticks.push(at * step)
  return ticks
}

const MINUTE = 60_000
const TIME_STEPS = [
  1000,
  5000,
  10_000,
  30_000,
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  60 * MINUTE,
  180 * MINUTE,
  360 * MINUTE,
  720 * MINUTE,
  1440 * MINUTE,
  2 * 1440 * MINUTE,
  7 * 1440 * MINUTE,
  30 * 1440 * MINUTE,
]

/** Round clock times within a range, about `count` of them. `offsetMs` moves the rounding to the viewer's zone. */
export function timeTicks(fromMs: number, toMs: number, count: number, offsetMs: number): { at: number; stepMs: number }[] {
  const rough = (toMs - fromMs) / Math.max(1, count)
  const stepMs = TIME_STEPS.find((step) => step >= rough) ?? rough
  if (!(stepMs > 0)) return []
  const ticks: { at: number; stepMs: number }[] = []
  for (let at = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs; at <= toMs; at += stepMs) ticks.push({ at, stepMs })
  return ticks
}
