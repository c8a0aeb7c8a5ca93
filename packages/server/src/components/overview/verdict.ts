/** The sentence at the top of the overview: what is wrong, since when, and what it rests on. Built from the same figures as the charts. */
import type { OverviewChange, Verdict } from '@relayscope/contract'
import type { Found } from './signals.ts'
import { idOf } from './present-findings.ts'
import { EXPLAINS, partsOf } from './same-trouble.ts'
import { milliseconds, partName, percent, providerName, span } from './words.ts'

export interface Situation {
  /** What is out of the usual and goes on, or was so in a range that is over; and what was before. */
  readonly open: readonly Found[]
  readonly past: readonly Found[]
  readonly changes: readonly OverviewChange[]
  readonly fromMs: number
  readonly toMs: number
  readonly endsNow: boolean
  /** Requests and model calls in the range. */
  readonly requests: number
  readonly calls: number
  /** 95th percentile and share of failures of all requests, newest. */
  readonly p95Ms: number | null
  readonly errorRate: number | null
  /** Since when nothing came, though much did before. */
  readonly silentSinceMs: number | undefined
}

const OUTAGE_SHARE = 0.5
/** A change this long before is named as what came before it. */
const NEAR_MS = 30 * 60_000

export function verdictOf(situation: Situation): Verdict {
  const { open, requests, calls, silentSinceMs, endsNow, past } = situation
  if (silentSinceMs !== undefined) return stopped(silentSinceMs, situation)
  const main = mainOf(open)
  if (main) return troubled(main, situation)
  if (requests + calls === 0) return quiet()
  const worst = endsNow ? undefined : mainOf(past)
  return worst ? troubled(worst, situation) : good(situation)
}

/**
 * What to name first. Where requests fail, that is what counts, and its cause where one thing explains most of it; else what
 * is most severe.
 */
export function mainOf(found: readonly Found[]): Found | undefined {
  const errors = found.filter(({ signal }) => signal.quantity === 'errors')
  const whole = errors.find(({ signal }) => signal.subject.kind === 'requests')
  const causes = errors.filter(({ signal }) => signal.subject.kind !== 'requests' && signal.subject.kind !== 'model')
  if (whole) {
    const cause = largest(causes)
    return cause && cause.excess >= whole.excess * EXPLAINS ? narrowed(cause, errors) : whole
  }
  const worst = found.toSorted((left, right) => weightOf(right) - weightOf(left))[0]
  return worst && narrowed(worst, errors)
}

const ALMOST_ALL = 0.8

/** One model of a provider, where it is nearly all of what is wrong with the provider. */
function narrowed(cause: Found, errors: readonly Found[]): Found {
  const { subject, quantity } = cause.signal
  if (subject.kind !== 'provider' || quantity !== 'errors') return cause
  const models = errors.filter(({ signal }) => signal.subject.kind === 'model' && signal.subject.provider === subject.name)
  const model = models.length === 1 ? models[0] : undefined
  return model && model.excess >= cause.excess * ALMOST_ALL ? model : cause
}

function largest(found: readonly Found[]): Found | undefined {
  return found.toSorted((left, right) => right.excess - left.excess)[0]
}

/** Failures before slowness, a critical one before all that are not; then how many requests it is about. */
function weightOf({ severity, signal, excess }: Found): number {
  const step = (severity === 'critical' ? 2 : 0) + (signal.quantity === 'errors' ? 1 : 0)
  return step * 1e12 + Math.min(excess, 1e11) - (signal.subject.kind === 'model' ? 1 : 0)
}

function troubled(main: Found, situation: Situation): Verdict {
  const { open, past, endsNow } = situation
  const known = endsNow ? open : past
  const hurtsRequests = known.some(({ signal }) => signal.subject.kind === 'requests') || main.signal.subject.kind === 'requests'
  const outage = endsNow && main.signal.quantity === 'errors' && main.signal.subject.kind === 'requests' && main.value >= OUTAGE_SHARE
  const prefix = outage ? 'Outage' : endsNow ? 'Degraded' : 'Was degraded'
  return {
    // What retries and fallbacks made good is trouble, but nobody who asked has noticed.
    status: main.severity === 'critical' && hurtsRequests ? 'critical' : 'degraded',
    headline: `${prefix}: ${claimOf(main, endsNow)}`,
    evidence: evidenceOf(main, situation, known, hurtsRequests),
    since: new Date(main.fromMs).toISOString(),
    finding: idOf(main),
  }
}

function claimOf({ signal: { subject, quantity, usual }, value, worst }: Found, now: boolean): string {
  if (quantity === 'latency') {
    const over = percent(((now ? value : worst) - usual.limit) / usual.limit)
    return `${ownerOf(subject)} latency ${now ? 'is' : 'was'} ${over} over its limit`
  }
  return `${percent(now ? value : worst)} of ${manyOf(subject)} ${now ? 'fail' : 'failed'}`
}

/** `OpenAI`, `gpt-4o`, `cache`, as it stands before "latency". */
function ownerOf({ kind, name }: Found['signal']['subject']): string {
  if (kind === 'requests') return 'request'
  return kind === 'provider' ? providerName(name) : partName(name)
}

function manyOf({ kind, name }: Found['signal']['subject']): string {
  if (kind === 'requests') return 'requests'
  if (kind === 'provider') return `calls to ${providerName(name)}`
  return kind === 'model' ? `calls to ${name}` : `${partName(name)} operations`
}

function evidenceOf(main: Found, situation: Situation, known: readonly Found[], hurtsRequests: boolean): string {
  const { signal, fromMs, toMs, value, worst } = main
  const { quantity, usual, subject } = signal
  const { endsNow } = situation
  const shown = endsNow ? value : worst
  const [what, limit] =
    quantity === 'latency' ? [`${milliseconds(shown)} p95`, milliseconds(usual.limit)] : [`${percent(shown)} failed`, percent(usual.limit)]
  const lasted = span((toMs ?? situation.toMs) - fromMs)
  const sentences = [`${what} against a limit of ${limit} for ${lasted}${afterChange(situation.changes, fromMs)}.`]
  if (quantity === 'errors' && subject.kind !== 'requests' && !hurtsRequests)
    sentences.push(`Retries and fallbacks ${endsNow ? 'keep' : 'kept'} requests within bounds.`)
  const others = alsoWrong(main, known)
  sentences.push(others === '' ? 'Everything else is within bounds.' : `${others}.`)
  return sentences.join(' ')
}

function afterChange(changes: readonly OverviewChange[], fromMs: number): string {
  const before = changes
    .map(({ time, label }) => ({ label, beforeMs: fromMs - Date.parse(time) }))
    .filter(({ beforeMs }) => beforeMs >= 0 && beforeMs <= NEAR_MS)
    .toSorted((left, right) => left.beforeMs - right.beforeMs)[0]
  return before ? `, starting ${span(before.beforeMs)} after ${before.label}` : ''
}

const MOST_OTHERS = 2

/** What else moved, without what is the same thing seen from another side. */
function alsoWrong(main: Found, known: readonly Found[]): string {
  const { subject } = main.signal
  const provider = subject.kind === 'model' ? subject.provider : subject.kind === 'provider' ? subject.name : undefined
  const others = known.filter(({ signal }) => {
    if (signal === main.signal) return false
    const { kind, name, provider: owner } = signal.subject
    const isSameSide =
      (kind === 'provider' && name === provider) || (kind === 'model' && (owner === provider || subject.kind === 'requests'))
    return !(isSameSide && signal.quantity === main.signal.quantity)
  })
  const claims = others
    .toSorted((left, right) => weightOf(right) - weightOf(left))
    .slice(0, MOST_OTHERS)
    .map((found) => claimOf(found, found.toMs === undefined))
  if (claims.length === 0) return ''
  const more = others.length - claims.length
  return `Also: ${claims.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
}

function good({ past, fromMs, toMs, endsNow, p95Ms, errorRate }: Situation): Verdict {
  const lastEnd = past.reduce((latest, { toMs: end }) => Math.max(latest, end ?? 0), 0)
  const sinceMs = Math.max(fromMs, lastEnd)
  const figures = [
    ...(p95Ms === null ? [] : [`p95 ${milliseconds(p95Ms)}`]),
    ...(errorRate === null ? [] : [`${percent(errorRate)} of requests fail`]),
  ].join(', ')
  const times = past.length - partsOf(past).size
  const before = lastEnd > 0 ? ` Before that, something was out of the usual ${times === 1 ? 'once' : `${times} times`}.` : ''
  return {
    status: 'good',
    headline: endsNow ? `All good for ${span(toMs - sinceMs)}` : 'Nothing was out of the usual',
    evidence: `${figures === '' ? 'Nothing is out of the usual' : figures[0]?.toUpperCase() + figures.slice(1)}.${endsNow ? before : ''}`,
    since: new Date(sinceMs).toISOString(),
    finding: null,
  }
}

function stopped(sinceMs: number, { toMs }: Situation): Verdict {
  return {
    status: 'critical',
    headline: `No requests for ${span(toMs - sinceMs)}`,
    evidence: 'Requests came steadily before. Either nobody asks, or what reports them does not reach this server.',
    since: new Date(sinceMs).toISOString(),
    finding: null,
  }
}

function quiet(): Verdict {
  return { status: 'silent', headline: 'Nothing was reported', evidence: 'There is no request in this range.', since: null, finding: null }
}
