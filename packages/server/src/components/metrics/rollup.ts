/**
 * Rolls up what arrived, in slices of arrival time: finds the minutes that changed, computes them anew, and the hours they
 * lie in once those are over. A mark per source says how far it came; a slice that is cut off is done again.
 */
import type { TimeRange } from '../../flows/query/time-range.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import {
  derivedSeriesStatement,
  dirtyStatement,
  firstArrivalStatement,
  HOUR_RESOLUTION,
  movedTracesStatement,
  projectsOfHourStatement,
  ROLLUP_SOURCES,
  rollDerivedStatement,
  rollHourStatement,
  rollPointsStatement,
  type RollupSource,
} from './rollup-statements.ts'
import type { RollupMarks } from './store.ts'

export interface RollupParts {
  telemetry: TelemetryPlane
  marks: RollupMarks
  nowMs: () => number
}

/** A row is visible this long after its arrival at the latest; slices overlap by it. */
export const OVERLAP_SECONDS = 60
/** Minutes this much younger than the mark may still be missing rows. */
export const SETTLED_SECONDS = 120
const BEHIND_SECONDS = 2
const LONGEST_SLICE_SECONDS = 6 * 3600
const MAX_SLICES = 50
/** Minutes computed by one statement. */
const MAX_MINUTES = 180
/** What a counter's late point changes: its successor may lie this many minutes on. */
const LOOKBACK_MINUTES = 10
const MAX_DIRTY = 500_000

/** One pass over all sources. Answers false where more slices are left than one pass does. */
export async function rollUp(parts: RollupParts, goOn: () => Promise<boolean> = async () => true): Promise<boolean> {
  let done = true
  for (const source of ROLLUP_SOURCES) {
    let caughtUp = false
    for (let count = 0; count < MAX_SLICES && !caughtUp; count++) {
      if (!(await goOn())) return false
      caughtUp = await rollSlice(parts, source)
    }
    done &&= caughtUp
  }
  return done
}

/** True when the source is up to date. */
async function rollSlice(parts: RollupParts, source: RollupSource): Promise<boolean> {
  const { telemetry, marks, nowMs } = parts
  const end = Math.floor(nowMs() / 1000) - BEHIND_SECONDS
  const mark = (await marks.read(source)) ?? (await firstArrival(telemetry, source)) ?? end
  const until = Math.min(end, mark + LONGEST_SLICE_SECONDS)
  const minutes = await dirtyMinutes(telemetry, source, mark - OVERLAP_SECONDS, until)
  for (const [project, list] of byProject(minutes)) await rollProject(parts, source, project, list, until)
  await rollHoursThatEnded(parts, mark, until)
  await marks.write(source, until)
  return until >= end
}

interface DirtyMinute {
  project: string
  at: number
}

async function dirtyMinutes(telemetry: TelemetryPlane, source: RollupSource, from: number, to: number): Promise<DirtyMinute[]> {
  const limits = { maxRows: MAX_DIRTY, maxSeconds: 120 }
  const minutes = await telemetry.select<DirtyMinute>(dirtyStatement(source, from, to), limits)
  if (source !== 'traces' || minutes.length === 0) return minutes
  const times = minutes.map(({ at }) => at)
  const span = [times.reduce((least, at) => Math.min(least, at)), times.reduce((most, at) => Math.max(most, at))] as const
  return telemetry.select<DirtyMinute>(movedTracesStatement(from, to, ...span), limits)
}

async function firstArrival(telemetry: TelemetryPlane, source: RollupSource): Promise<number | undefined> {
  const [row] = await telemetry.select<{ at: number }>(firstArrivalStatement(source))
  return row && row.at > 0 ? row.at : undefined
}

function byProject(minutes: readonly DirtyMinute[]): Map<string, number[]> {
  const lists = new Map<string, number[]>()
  for (const { project, at } of minutes) {
    const list = lists.get(project)
    if (list) list.push(at)
    else lists.set(project, [at])
  }
  return lists
}

async function rollProject(
  { telemetry, nowMs }: RollupParts,
  source: RollupSource,
  project: string,
  minutes: readonly number[],
  until: number,
): Promise<void> {
  const version = Math.trunc(nowMs())
  for (const range of rangesOf(minutes, source === 'points' ? LOOKBACK_MINUTES : 0)) {
    if (source === 'points') await telemetry.execute(rollPointsStatement(project, range, version))
    else {
      await telemetry.execute(derivedSeriesStatement(source, project, range, Math.floor(nowMs() / 1000)))
      await telemetry.execute(rollDerivedStatement(source, project, range, version))
    }
  }
  // Hours that are over already had their turn, unless what came late is in them.
  for (const hour of new Set(minutes.map(hourOf))) {
    if (hour + HOUR_RESOLUTION + SETTLED_SECONDS <= until) await telemetry.execute(rollHourStatement(project, hour, version))
  }
}

/** Each boundary of an hour lies in a slice of each source, so each hour has its turn once it has settled. */
async function rollHoursThatEnded({ telemetry, nowMs }: RollupParts, mark: number, until: number): Promise<void> {
  for (let hour = hourOf(mark - SETTLED_SECONDS - OVERLAP_SECONDS); hour < hourOf(until - SETTLED_SECONDS); hour += HOUR_RESOLUTION) {
    const projects = await telemetry.select<{ project: string }>(projectsOfHourStatement(hour))
    for (const { project } of projects) await telemetry.execute(rollHourStatement(project, hour, Math.trunc(nowMs())))
  }
}

function hourOf(seconds: number): number {
  return Math.floor(seconds / HOUR_RESOLUTION) * HOUR_RESOLUTION
}

/** Neighbouring minutes together, at most so many at once; `more` minutes after each count as changed too. */
export function rangesOf(minutes: readonly number[], more: number): TimeRange[] {
  const ranges: { from: number; to: number }[] = []
  for (const from of [...new Set(minutes)].sort((left, right) => left - right)) {
    const to = from + 60 * (1 + more)
    const last = ranges.at(-1)
    if (last && from <= last.to && to - last.from <= 60 * (MAX_MINUTES + more)) last.to = Math.max(last.to, to)
    else ranges.push({ from, to })
  }
  return ranges.map(({ from, to }) => ({ fromNs: BigInt(from) * 1_000_000_000n, toNs: BigInt(to) * 1_000_000_000n }))
}
