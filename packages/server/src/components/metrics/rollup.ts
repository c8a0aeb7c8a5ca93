/**
 * Rolls up what arrived, in slices of arrival time: finds the minutes that changed, computes them anew, and the hours and six hours
 * they lie in once those are over. A mark per source says how far it came; a slice that is cut off is done again.
 */
import type { TimeRange } from '../../flows/query/time-range.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import {
  derivedSeriesStatement,
  dirtyStatement,
  firstArrivalStatement,
  HOURS_OF_MINUTES,
  movedTracesStatement,
  projectsOfWindowStatement,
  ROLLUP_SOURCES,
  rollDerivedStatement,
  rollPointsStatement,
  type RollupSource,
  type RollupStep,
  rollWindowStatement,
  SIX_HOURS_OF_HOURS,
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
  await rollWindowsThatEnded(parts, mark, until)
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
  // Windows that are over already had their turn, unless what came late is in them.
  for (const step of LONGER) {
    for (const start of new Set(minutes.map((minute) => startOf(step, minute)))) {
      if (start + step[1] + SETTLED_SECONDS <= until) await telemetry.execute(rollWindowStatement(project, step, start, version))
    }
  }
}

/** Each made of the one before. */
const LONGER: readonly RollupStep[] = [HOURS_OF_MINUTES, SIX_HOURS_OF_HOURS]

/** Each boundary of a window lies in a slice of each source, so each window has its turn once it has settled. */
async function rollWindowsThatEnded({ telemetry, nowMs }: RollupParts, mark: number, until: number): Promise<void> {
  for (const step of LONGER) {
    const last = startOf(step, until - SETTLED_SECONDS)
    for (let start = startOf(step, mark - SETTLED_SECONDS - OVERLAP_SECONDS); start < last; start += step[1]) {
      const projects = await telemetry.select<{ project: string }>(projectsOfWindowStatement(step, start))
      for (const { project } of projects) await telemetry.execute(rollWindowStatement(project, step, start, Math.trunc(nowMs())))
    }
  }
}

function startOf([, length]: RollupStep, seconds: number): number {
  return seconds - (seconds % length)
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
