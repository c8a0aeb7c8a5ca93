/** Figures on the windows that are drawn, in the terms of the contract. */
import type { Overview, OverviewModel } from '@relayscope/contract'
import { partTallies, presentHealth } from './health.ts'
import { JOINED_BY } from '../../flows/query/metrics/derived-facts.ts'
import { addUp, type Labelled, type Reading } from './read.ts'
import type { Found } from './signals.ts'
import type { ModelRow } from './store.ts'
import { familyOf, requestsOf, type UsualOf } from './watch.ts'
import type { Cut } from './windows.ts'

export interface Drawn {
  readonly even: Reading
  readonly fine: Reading | undefined
  readonly cut: Cut
}

type Values = (number | null)[]

const QUARTER_SECONDS = 900
const QUARTER_MS = QUARTER_SECONDS * 1000
const DAY_MS = 86_400_000
/** Errors of fewer calls are not painted red. */
const LEAST_CALLS = 10

export function drawFigures(
  { even, fine, cut }: Drawn,
  usual: UsualOf,
): Pick<Overview, 'requests' | 'errorRate' | 'latencyMs' | 'spendPerHour' | 'limits' | 'health'> {
  const joined = (read: (reading: Reading) => Values): Values => cut.join(read(even), fine ? read(fine) : [])
  const whole = requestsOf(even).subject
  return {
    requests: drawRequests({ even, fine, cut }),
    errorRate: joined(sharesOf),
    latencyMs: {
      p50: joined(({ p50 }) => [...p50]),
      p95: joined(({ p95 }) => [...p95]),
      p99: joined(({ p99 }) => [...p99]),
    },
    spendPerHour: joined(({ cost, stepMs }) => cost.map((value) => value && (value * 3_600_000) / stepMs)),
    limits: { errorRate: usual.errors(whole).limit, latencyP95Ms: usual.latency(whole)?.limit ?? null },
    health: presentHealth(partTallies(even, usual), drawnTallies({ even, fine, cut }, usual)),
  }
}

function sharesOf(reading: Reading): Values {
  const { totals, failed } = requestsOf(reading)
  return totals.map((total, at) => (total === 0 ? null : (failed[at] ?? 0) / total))
}

export const SEVERAL = 'several'

function drawRequests({ even, fine, cut }: Drawn): Overview['requests'] {
  const shown = [...new Set([...even.requests, ...(fine?.requests ?? [])].map(shownProvider))]
  return shown.map((provider) => ({
    provider,
    perSecond: cut.join(perSecond(even, provider), fine ? perSecond(fine, provider) : []),
  }))
}

/** Every way to help out another provider would be a colour of its own. */
function shownProvider({ labels }: Labelled<'provider'>): string {
  return labels.provider.includes(JOINED_BY) ? SEVERAL : labels.provider
}

/** Where anything at all was counted, what this one lacks is zero; where nothing was, it is not known. */
function perSecond(reading: Reading, provider: string): Values {
  const all = addUp(reading, reading.requests)
  const own = addUp(
    reading,
    reading.requests.filter((series) => shownProvider(series) === provider),
  )
  return all.map((total, at) => (total === 0 ? null : ((own[at] ?? 0) * 1000) / reading.stepMs))
}

function drawnTallies({ even, fine, cut }: Drawn, usual: UsualOf) {
  const ofFine = fine && partTallies(fine, usual)
  return partTallies(even, usual).map((tally, at) => ({
    ...tally,
    totals: cut.join(tally.totals, ofFine?.[at]?.totals ?? []),
    failed: cut.join(tally.failed, ofFine?.[at]?.failed ?? []),
  }))
}

/** A week earlier where that is known, else a day. */
export function requestsBefore(past: Reading, recent: Reading, nowMs: number): Overview['requestsBefore'] {
  const counts = addUp(past, past.requests)
  const now = addUp(recent, recent.requests).filter((_, at) => {
    const time = recent.times[at] ?? 0
    return time >= nowMs - QUARTER_MS - recent.stepMs && time + recent.stepMs <= nowMs
  })
  if (now.length === 0) return null
  for (const days of [7, 1]) {
    const at = past.times.findIndex((time) => time <= nowMs - days * DAY_MS && nowMs - days * DAY_MS < time + past.stepMs)
    const before = ((counts[at] ?? 0) * 1000) / past.stepMs
    if (at >= 0 && before > 0)
      return { days, perSecond: before, change: now.reduce((sum, count) => sum + count, 0) / (now.length * 60) / before - 1 }
  }
  return null
}

export function presentModels(rows: readonly ModelRow[], usual: UsualOf, open: readonly Found[]): OverviewModel[] {
  return rows.map(({ provider, asked, names, calls, errors, p95_ms, cost }) => {
    const count = Number(calls)
    const errorRate = Number(errors) / count
    const isFailing = count >= LEAST_CALLS && errorRate > usual.errors({ kind: 'model', name: familyOf(asked), provider }).limit
    return {
      provider,
      model: asked,
      names,
      perSecond: count / QUARTER_SECONDS,
      errorRate,
      p95Ms: p95_ms,
      costPerHour: cost === null ? null : (cost * 3600) / QUARTER_SECONDS,
      wrong: [...(isFailing ? (['errorRate'] as const) : []), ...(isSlow(provider, p95_ms, open) ? (['p95Ms'] as const) : [])],
    }
  })
}

/** Its provider is slow now, and it is one of those that make it so. */
function isSlow(provider: string, p95Ms: number | null, open: readonly Found[]): boolean {
  return open.some(
    ({ signal: { subject, quantity, usual } }) =>
      quantity === 'latency' && subject.kind === 'provider' && subject.name === provider && p95Ms !== null && p95Ms > usual.limit,
  )
}
