/** What is watched: a quantity of a subject over windows, with what is usual for it; and the stretches in which it was not. */
import type { Finding } from '@relayscope/contract'
import { beganAt, chanceAbove, findStretches, goesOn, smoothCounts, smoothLatency, smoothShares, type Windowed } from './stretches.ts'
import type { Usual } from './usual.ts'

export type Subject = Finding['subject'] & {
  /** Of a model: the names its calls have. */
  readonly names?: readonly string[]
}

export interface Signal {
  readonly subject: Subject
  readonly quantity: 'errors' | 'latency'
  readonly windows: Windowed
  readonly usual: Usual
  /** By window alone, and smoothed as it is judged. */
  readonly alone: readonly (number | null)[]
  readonly smooth: readonly (number | null)[]
  readonly failed: readonly number[]
  readonly totals: readonly number[]
}

export interface Found {
  readonly signal: Signal
  readonly severity: Finding['severity']
  readonly fromMs: number
  /** Undefined: it goes on. */
  readonly toMs: number | undefined
  /** The newest judged value of the stretch, and the worst. */
  readonly value: number
  readonly worst: number
  /** Requests that failed beyond what is usual, or that were part of slow windows. */
  readonly excess: number
}

const CRITICAL_TIMES = 3
const CRITICAL_SHARE = 0.25
const CRITICAL_SLOW_TIMES = 2

export function errorSignal(
  subject: Subject,
  windows: Windowed,
  failed: readonly number[],
  totals: readonly number[],
  usual: Usual,
): Signal {
  const alone = totals.map((total, at) => (total > 0 ? (failed[at] ?? 0) / total : null))
  return { subject, quantity: 'errors', windows, usual, alone, smooth: smoothShares(windows, failed, totals), failed, totals }
}

export function latencySignal(
  subject: Subject,
  windows: Windowed,
  values: readonly (number | null)[],
  totals: readonly number[],
  usual: Usual,
): Signal {
  return { subject, quantity: 'latency', windows, usual, alone: values, smooth: smoothLatency(windows, values, totals), failed: [], totals }
}

/** `nowMs`: undefined where the range does not end now, so that nothing goes on. */
export function findWrong(signal: Signal, nowMs: number | undefined): Found[] {
  const { windows, smooth, alone, usual } = signal
  const isOver = (value: number | null | undefined): boolean => value != null && value > usual.limit
  const counts = signal.quantity === 'errors' ? smoothCounts(windows, signal.totals) : undefined
  const isWrong = (value: number | null, at: number): boolean =>
    isOver(value) && (counts === undefined || (value ?? 0) > usual.limit + chanceAbove(usual.limit, counts[at] ?? 0))
  return findStretches(windows, smooth.map(isWrong)).map((stretch) => {
    const first = beganAt(windows, stretch.first, (at) => isOver(alone[at]))
    const judged = smooth.slice(stretch.first, stretch.last + 1).filter((value): value is number => value !== null)
    const worst = Math.max(...judged)
    const open = nowMs !== undefined && goesOn(windows, stretch, nowMs)
    return {
      signal,
      severity: severityOf(signal, open ? (judged.at(-1) ?? worst) : worst),
      fromMs: windows.times[first] ?? 0,
      toMs: open ? undefined : (windows.times[stretch.last] ?? 0) + windows.stepMs,
      value: judged.at(-1) ?? worst,
      worst,
      excess: excessOf(signal, first, stretch.last),
    }
  })
}

function severityOf({ quantity, usual: { limit } }: Signal, value: number): Finding['severity'] {
  if (quantity === 'latency') return value >= limit * CRITICAL_SLOW_TIMES ? 'critical' : 'warning'
  return value >= CRITICAL_SHARE || (value >= limit * CRITICAL_TIMES && value >= 0.1) ? 'critical' : 'warning'
}

function excessOf({ quantity, failed, totals, usual: { middle, limit } }: Signal, first: number, last: number): number {
  let excess = 0
  for (let at = first; at <= last; at++) {
    const total = totals[at] ?? 0
    excess += quantity === 'errors' ? Math.max(0, (failed[at] ?? 0) - total * (middle ?? limit)) : total
  }
  return excess
}
