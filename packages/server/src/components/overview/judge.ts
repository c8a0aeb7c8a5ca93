/** From figures to findings and the verdict. Pure: the same figures always give the same sentence. */
import type { OverviewChange, Verdict } from '@relayscope/contract'
import { addUp, type Reading } from './read.ts'
import { type Found, findWrong } from './signals.ts'
import { silentSince } from './silence.ts'
import { verdictOf } from './verdict.ts'
import { requestsOf, signalsOf, type UsualOf } from './watch.ts'

export interface Evidence {
  readonly even: Reading
  /** The newest minutes of a range that ends now. */
  readonly recent: Reading | undefined
  readonly usual: UsualOf
  readonly changes: readonly OverviewChange[]
  readonly fromMs: number
  readonly toMs: number
}

export interface Judged {
  readonly verdict: Verdict
  /** Worst first. */
  readonly open: Found[]
  /** Newest first. */
  readonly past: Found[]
}

const MOST_PAST = 30
/** A quarter of an hour: what "now" is where single minutes say too little. */
const NOW_MS = 15 * 60_000

export function judge({ even, recent, usual, changes, fromMs, toMs }: Evidence): Judged {
  const found = recent ? joinAtSeam(recentlyWrong(recent, usual, fromMs, toMs), earlierWrong(even, recent, usual)) : wholeRange(even, usual)
  const open = found.filter((each) => each.toMs === undefined).toSorted(bySeverity)
  const past = found
    .filter((each) => each.toMs !== undefined)
    .toSorted((left, right) => (right.toMs ?? 0) - (left.toMs ?? 0))
    .slice(0, MOST_PAST)
  const newest = newestOf(recent ?? even, toMs)
  const verdict = verdictOf({
    open,
    past,
    changes,
    fromMs,
    toMs,
    endsNow: recent !== undefined,
    requests: total(addUp(even, even.requests)) + newest.requests,
    calls: total(addUp(even, even.calls)),
    p95Ms: newest.p95Ms,
    errorRate: newest.errorRate,
    silentSinceMs: recent && silentSince(recent, addUp(recent, recent.requests), toMs),
  })
  return { verdict, open, past }
}

function bySeverity(left: Found, right: Found): number {
  const step = ({ severity }: Found): number => (severity === 'critical' ? 1 : 0)
  return step(right) - step(left) || right.excess - left.excess
}

/** By the minute. */
function recentlyWrong(recent: Reading, usual: UsualOf, fromMs: number, toMs: number): Found[] {
  return signalsOf(recent, usual)
    .flatMap((signal) => findWrong(signal, toMs))
    .filter(({ toMs: end }) => end === undefined || end > fromMs)
}

/** Before the newest minutes. Of a model alone nothing is told: its provider says it. */
function earlierWrong(even: Reading, recent: Reading, usual: UsualOf): Found[] {
  const seam = recent.times[0] ?? Infinity
  return signalsOf(even, usual)
    .filter(({ subject }) => subject.kind !== 'model')
    .flatMap((signal) => findWrong(signal, undefined))
    .filter(({ fromMs }) => fromMs < seam)
    .map((each) => ({ ...each, toMs: Math.min(each.toMs ?? seam, seam) }))
}

/** What was wrong when the newest minutes began, and still is in them, is one. */
function joinAtSeam(recent: readonly Found[], earlier: readonly Found[]): Found[] {
  const isSame = (left: Found, right: Found): boolean =>
    left.signal.quantity === right.signal.quantity &&
    left.signal.subject.kind === right.signal.subject.kind &&
    left.signal.subject.name === right.signal.subject.name
  const joined = new Set<Found>()
  const whole = recent.map((each) => {
    const before = earlier.find((other) => isSame(each, other) && each.fromMs - (other.toMs ?? 0) <= SEAM_MS)
    if (!before) return each
    joined.add(before)
    return { ...each, fromMs: before.fromMs, excess: each.excess + before.excess }
  })
  return [...whole, ...earlier.filter((each) => !joined.has(each))]
}

const SEAM_MS = 6 * 60_000

function wholeRange(even: Reading, usual: UsualOf): Found[] {
  return signalsOf(even, usual).flatMap((signal) => findWrong(signal, undefined))
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function newestOf(reading: Reading, toMs: number): { requests: number; p95Ms: number | null; errorRate: number | null } {
  const { totals, failed, p95 } = requestsOf(reading)
  const from = reading.times.findIndex((time) => time >= toMs - Math.max(NOW_MS, reading.stepMs))
  const counts = from < 0 ? [] : totals.slice(from)
  const requests = total(counts)
  if (requests === 0) return { requests, p95Ms: null, errorRate: null }
  // Weighed by requests: near enough for a sentence, and the chart has every window.
  const weighed = counts.reduce((sum, count, at) => sum + count * (p95[from + at] ?? 0), 0)
  return { requests, p95Ms: weighed / requests, errorRate: total(failed.slice(from)) / requests }
}
