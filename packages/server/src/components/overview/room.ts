/** Puts the overview together: reads the figures, learns what is usual, finds what is not, and says so. */
import type { getOverview, Overview as OverviewAnswer, OverviewChange } from '@relayscope/contract'
import type { z } from 'zod'
import { DAY_NS, isoTime, MINUTE_NS, NS_PER_MS, resolveRange, type TimeRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import { BoundedCache } from '../../kit/limits.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type Judged, judge } from './judge.ts'
import { type Asked, readFigures, type Reading } from './read.ts'
import { createOverviewStore } from './store.ts'
import { type Drawn, drawFigures, presentModels, requestsBefore } from './present.ts'
import { presentFindings } from './present-findings.ts'
import { routingOf } from './routing.ts'
import { learnUsual } from './watch.ts'
import { cutOf, doesEndNow, evenStep, mayBeFine, pastOf, RECENT_NS } from './windows.ts'

export interface OverviewParts {
  telemetry: TelemetryPlane
  clock: Clock
  rolledUntilNs: () => Promise<bigint>
}

export interface Overview {
  read(project: string, query: z.output<NonNullable<(typeof getOverview)['query']>>): Promise<OverviewAnswer>
}

const LONGEST_NS = 400n * DAY_NS
const QUARTER_NS = 15n * MINUTE_NS
/** What was usual changes slowly, and is the dearest to read. */
const PAST_TTL_MS = 10 * 60_000
/** A new version may be seen this much later than it came. */
const CHANGES_TTL_MS = 60_000
const REMEMBERED = 200
/** Versions are looked for in the spans themselves, so not in years of them. */
const CHANGES_NS = 7n * DAY_NS

export function createOverview(parts: OverviewParts): Overview {
  const { telemetry, clock } = parts
  const store = createOverviewStore(telemetry)
  const pasts = new BoundedCache<string, Promise<Reading>>({ maxEntries: REMEMBERED, ttlMs: PAST_TTL_MS, nowMs: clock.nowMs })
  const changes = new BoundedCache<string, Promise<OverviewChange[]>>({ maxEntries: REMEMBERED, ttlMs: CHANGES_TTL_MS, nowMs: clock.nowMs })

  return {
    async read(project, { from, to, provider, lastHour }) {
      const range = resolveRange({ from, to }, clock, { longestNs: LONGEST_NS })
      const nowNs = clock.nowNs()
      const endsNow = doesEndNow(range, nowNs)
      const asked: Asked = { project, provider, ...range }
      const recentRange: Asked = { ...asked, fromNs: range.toNs - RECENT_NS }
      const [even, recent, past, changed, models] = await Promise.all([
        readFigures(parts, asked, evenStep(range)),
        endsNow ? readFigures(parts, recentRange, '1m') : undefined,
        remembered(pasts, keyOf(asked, endsNow), () => readFigures(parts, { ...asked, ...pastOf(range) }, '1h')),
        remembered(changes, keyOf(asked, endsNow), () => store.changes({ project, ...newestOf(range, CHANGES_NS) })),
        store.models({ project, ...newestOf(range, QUARTER_NS) }),
      ])
      const usual = learnUsual(past, even)
      const judged = judge({ even, recent, usual, changes: changed, fromMs: msOf(range.fromNs), toMs: msOf(range.toNs) })
      const fine = lastHour === 'fine' && mayBeFine(range) ? recent : undefined
      const cut = cutOf(even, fine, msOf(range.toNs))
      const drawn: Drawn = { even, fine, cut }
      return {
        from: isoTime(range.fromNs),
        to: isoTime(range.toNs),
        now: isoTime(nowNs),
        starts: cut.starts,
        ends: cut.ends,
        ...drawFigures(drawn, usual),
        ...shownOf(judged),
        changes: changed,
        requestsBefore: recent ? requestsBefore(past, recent, msOf(nowNs)) : null,
        models: presentModels(models, usual, judged.open),
        routing: routingOf(even, recent),
      }
    },
  }
}

function shownOf({ verdict, open, past }: Judged): Pick<OverviewAnswer, 'verdict' | 'findings'> {
  return { verdict, findings: presentFindings([...open, ...past]) }
}

async function remembered<Value>(cache: BoundedCache<string, Promise<Value>>, key: string, read: () => Promise<Value>): Promise<Value> {
  let known = cache.get(key)
  if (!known) {
    known = read()
    cache.set(key, known)
    known.catch(() => cache.delete(key))
  }
  return known
}

/** Ranges that end now share what is remembered, whatever now is. */
function keyOf({ project, provider = '', fromNs, toNs }: Asked, endsNow: boolean): string {
  return JSON.stringify([project, provider, String(toNs - fromNs), endsNow ? 'now' : String(toNs)])
}

function newestOf({ fromNs, toNs }: TimeRange, lengthNs: bigint): TimeRange {
  return { fromNs: toNs - lengthNs > fromNs ? toNs - lengthNs : fromNs, toNs }
}

function msOf(ns: bigint): number {
  return Number(ns / NS_PER_MS)
}
