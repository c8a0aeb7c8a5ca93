/**
 * Rolls interactions up by hour and day, in slices of arrival time. An hour has its turn when it is over, and again whenever
 * something arrives for it later; the days with it. A mark says how far it came; a slice that is cut off is done again.
 */
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import { type Cube, CUBES_TO_ROLL } from './cubes.ts'
import {
  arrivedHoursStatement,
  DAY_SECONDS,
  firstArrivalStatement,
  HOUR_SECONDS,
  hoursBetweenStatement,
  markStatement,
  rollDayStatement,
  rollHoursStatement,
} from './rollup-statements.ts'

export interface FiguresMark {
  /** Seconds of arrival since 1970 up to which everything is rolled up; undefined before the first pass. */
  read(): Promise<number | undefined>
  write(seconds: number): Promise<void>
}

export interface FiguresRollupParts {
  telemetry: TelemetryPlane
  mark: FiguresMark
  nowMs: () => number
}

/** A row is visible this long after its arrival at the latest; slices overlap by it. */
export const OVERLAP_SECONDS = 60
/** An hour may still be missing rows this long after its end. */
export const SETTLED_SECONDS = 120
const BEHIND_SECONDS = 2
const LONGEST_SLICE_SECONDS = 7 * DAY_SECONDS
/** Hours computed by one statement. */
const MAX_HOURS = 24
const MAX_FOUND = 1_000_000

interface FoundHour {
  project: string
  at: number
}

/** One pass. Answers false where it was told to stop, or more is left than one slice. */
export async function rollUpFigures(parts: FiguresRollupParts, goOn: () => Promise<boolean> = async () => true): Promise<boolean> {
  const { telemetry, mark, nowMs } = parts
  const end = Math.floor(nowMs() / 1000) - BEHIND_SECONDS
  const from = (await mark.read()) ?? (await firstArrival(telemetry)) ?? end
  const until = Math.min(end, from + LONGEST_SLICE_SECONDS)
  for (const [project, hours] of await dueHours(telemetry, from, until)) {
    if (!(await rollProject(parts, project, hours, goOn))) return false
  }
  await mark.write(until)
  return until >= end
}

async function firstArrival(telemetry: TelemetryPlane): Promise<number | undefined> {
  const [row] = await telemetry.select<{ at: number }>(firstArrivalStatement())
  return row && row.at > 0 ? row.at : undefined
}

/** Hours that changed and are over, and hours that ended since the last pass. */
async function dueHours(telemetry: TelemetryPlane, from: number, until: number): Promise<Map<string, number[]>> {
  const over = hourOf(until - SETTLED_SECONDS)
  const limits = { maxRows: MAX_FOUND, maxSeconds: 120 }
  const arrived = await telemetry.select<FoundHour>(arrivedHoursStatement(from - OVERLAP_SECONDS, until), limits)
  const ended = await telemetry.select<FoundHour>(hoursBetweenStatement(hourOf(from - SETTLED_SECONDS), over), limits)
  const due = new Map<string, number[]>()
  for (const { project, at } of [...arrived, ...ended]) {
    const hours = due.get(project) ?? []
    due.set(project, hours)
    if (at < over && !hours.includes(at)) hours.push(at)
  }
  return due
}

async function rollProject(
  { telemetry, nowMs }: FiguresRollupParts,
  project: string,
  hours: readonly number[],
  goOn: () => Promise<boolean>,
): Promise<boolean> {
  for (const run of runsOf(hours)) {
    if (!(await goOn())) return false
    const version = Math.trunc(nowMs())
    for (const cube of CUBES_TO_ROLL) {
      await telemetry.execute(rollHoursStatement(project, cube, rangeOf(run[0] ?? 0, (run.at(-1) ?? 0) + HOUR_SECONDS), version))
      await telemetry.execute(markStatement(project, cube, HOUR_SECONDS, run, version))
    }
  }
  for (const day of new Set(hours.map((at) => at - (at % DAY_SECONDS)))) {
    if (!(await goOn())) return false
    for (const cube of CUBES_TO_ROLL) await rollDay(telemetry, project, cube, day, Math.trunc(nowMs()))
  }
  return true
}

async function rollDay(telemetry: TelemetryPlane, project: string, cube: Cube, day: number, version: number): Promise<void> {
  await telemetry.execute(rollDayStatement(project, cube, rangeOf(day, day + DAY_SECONDS), version))
  await telemetry.execute(markStatement(project, cube, DAY_SECONDS, [day], version))
}

/** Neighbouring hours of one day together. */
export function runsOf(hours: readonly number[]): number[][] {
  const runs: number[][] = []
  for (const at of hours.toSorted((left, right) => left - right)) {
    const last = runs.at(-1)
    if (last && at === (last.at(-1) ?? 0) + HOUR_SECONDS && last.length < MAX_HOURS) last.push(at)
    else runs.push([at])
  }
  return runs
}

function hourOf(seconds: number): number {
  return seconds - (seconds % HOUR_SECONDS)
}

function rangeOf(from: number, to: number): TimeRange {
  return { fromNs: BigInt(from) * 1_000_000_000n, toNs: BigInt(to) * 1_000_000_000n }
}
