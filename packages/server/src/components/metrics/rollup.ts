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
/** Minutes computed by one statement; fewer where many rows arrived in them, for a statement holds what it groups. */
const MAX_MINUTES = 180
const MAX_ROWS = 50_000
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

export interface DirtyMinute {
  project: string
  /** Start, in seconds since 1970. */
  at: number
  /** That arrived. */
  rows: number
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

function byProject(minutes: readonly DirtyMinute[]): Map<string, DirtyMinute[]> {
  const lists = new Map<string, DirtyMinute[]>()
  for (const minute of minutes) {
    const list = lists.get(minute.project)
    if (list) list.push(minute)
    else lists.set(minute.project, [minute])
  }
  return lists
}

async function rollProject(
  { telemetry, nowMs }: RollupParts,
  source: RollupSource,
  project: string,
  minutes: readonly DirtyMinute[],
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
    for (const start of new Set(minutes.map(({ at }) => startOf(step, at)))) {
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

/** Neighbouring minutes together, as many as one statement may compute; `more` minutes after each count as changed too. */
export function rangesOf(minutes: readonly Pick<DirtyMinute, 'at' | 'rows'>[], more: number): TimeRange[] {
  const ranges: { from: number; to: number; rows: number }[] = []
  for (const { at, rows } of minutes.toSorted((left, right) => left.at - right.at)) {
    const to = at + 60 * (1 + more)
    const last = ranges.at(-1)
    if (last && at <= last.to && to - last.from <= 60 * (MAX_MINUTES + more) && last.rows + rows <= MAX_ROWS) {
      last.to = Math.max(last.to, to)
      last.rows += rows
    } else {
      if (last) last.to = Math.min(last.to, at)
      ranges.push({ from: at, to, rows })
    }
  }
  return ranges.map(({ from, to }) => ({ fromNs: BigInt(from) * 1_000_000_000n, toNs: BigInt(to) * 1_000_000_000n }))
}
