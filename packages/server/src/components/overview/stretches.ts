/** When something was out of the usual: stretches of windows, small holes bridged. */

export interface Windowed {
  /** Start of each window, milliseconds since 1970. */
  readonly times: readonly number[]
  readonly stepMs: number
}

export interface Stretch {
  /** Index of the first and of the last window that is wrong. */
  readonly first: number
  readonly last: number
}

/** Windows are looked at together over this time, so that one bad minute of few requests is not an incident. */
const TOGETHER_MS = 3 * 60_000
/** A share of fewer is not looked at, nor a percentile of fewer. */
const LEAST_TOGETHER = 10
const LEAST_FOR_LATENCY = 40
const TOGETHER_FOR_LATENCY_MS = 6 * 60_000
/** Where few requests come, so far back is looked for enough of them. */
const MOST_TOGETHER_MS = 15 * 60_000
/** Holes up to this long belong to the stretch around them. */
const BRIDGED_MS = 6 * 60_000
/** A stretch whose last wrong window ended this recently goes on. */
const FRESH_MS = 4 * 60_000

/** Shares of failures, each of the windows up to this one; null where too little happened to say. */
export function smoothShares({ stepMs }: Windowed, failed: readonly number[], totals: readonly number[]): (number | null)[] {
  return together(stepMs, totals, ERRORS, (from, to) => sum(failed, from, to) / sum(totals, from, to))
}

/**
 * How far above the limit a share of so many is still chance: two standard errors. Without this, what fails now and then would be
 * an incident whenever few requests come.
 */
export function chanceAbove(limit: number, counted: number): number {
  return counted === 0 ? 1 : 2 * Math.sqrt((limit * (1 - Math.min(limit, 1))) / counted)
}

/** How many requests a judged share is of. */
export function smoothCounts({ stepMs }: Windowed, totals: readonly number[]): number[] {
  return totals.map((_, at) => sum(totals, firstTogether(stepMs, totals, ERRORS, at), at))
}

/** Percentiles cannot be joined exactly; their middle, weighed by how many each is of, is near enough to say whether something is wrong. */
export function smoothLatency({ stepMs }: Windowed, values: readonly (number | null)[], totals: readonly number[]): (number | null)[] {
  return together(stepMs, totals, LATENCY, (from, to) => {
    let weighed = 0
    let weight = 0
    for (let at = from; at <= to; at++) {
      const value = values[at] ?? null
      if (value === null) continue
      weighed += value * (totals[at] ?? 0)
      weight += totals[at] ?? 0
    }
    return weight === 0 ? null : weighed / weight
  })
}

interface Rule {
  readonly overMs: number
  readonly least: number
}

const ERRORS: Rule = { overMs: TOGETHER_MS, least: LEAST_TOGETHER }
const LATENCY: Rule = { overMs: TOGETHER_FOR_LATENCY_MS, least: LEAST_FOR_LATENCY }

function together(
  stepMs: number,
  totals: readonly number[],
  rule: Rule,
  read: (from: number, to: number) => number | null,
): (number | null)[] {
  return totals.map((_, at) => {
    const from = firstTogether(stepMs, totals, rule, at)
    return sum(totals, from, at) < rule.least ? null : read(from, at)
  })
}

/** From which window on one is looked at together with those before it. */
function firstTogether(stepMs: number, totals: readonly number[], { overMs, least }: Rule, at: number): number {
  const windowsIn = (ms: number): number => Math.max(1, Math.ceil(ms / stepMs))
  const earliest = Math.max(0, at - windowsIn(MOST_TOGETHER_MS) + 1)
  let from = Math.max(0, at - windowsIn(overMs) + 1)
  let counted = sum(totals, from, at)
  while (counted < least && from > earliest) counted += totals[--from] ?? 0
  return from
}

function sum(values: readonly number[], from: number, to: number): number {
  let total = 0
  for (let at = from; at <= to; at++) total += values[at] ?? 0
  return total
}

export function findStretches({ stepMs }: Windowed, wrong: readonly boolean[]): Stretch[] {
  const bridged = Math.max(1, Math.floor(BRIDGED_MS / stepMs))
  const found: { first: number; last: number }[] = []
  for (const [at, isWrong] of wrong.entries()) {
    if (!isWrong) continue
    const open = found.at(-1)
    if (open && at - open.last <= bridged) open.last = at
    else found.push({ first: at, last: at })
  }
  return found
}

/** Smoothing sees a stretch late: it began with the first window that was wrong by itself. */
export function beganAt({ stepMs }: Windowed, first: number, wrongAlone: (at: number) => boolean): number {
  const reach = Math.ceil(TOGETHER_FOR_LATENCY_MS / stepMs)
  for (let at = Math.max(0, first - reach); at < first; at++) if (wrongAlone(at)) return at
  return first
}

export function goesOn({ times, stepMs }: Windowed, { last }: Stretch, nowMs: number): boolean {
  const endMs = (times[last] ?? 0) + stepMs
  return nowMs - endMs < Math.max(FRESH_MS, stepMs)
}
