/** The statements that roll figures up, and those that say what has to be rolled up. Text only. */
import { any } from '../../flows/query/conditions.ts'
import { rowsIn } from '../../flows/query/scope.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import { dateTime, dateTime64, identifier, type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import { type Cube, DIMENSIONS, dimensionsOf } from './cubes.ts'
import { MEASURE_COLUMNS, MEASURES_OF_PARTS, MEASURES_OF_ROWS } from './measures.ts'

export const HOUR_SECONDS = 3600
export const DAY_SECONDS = 86_400
export type Resolution = typeof HOUR_SECONDS | typeof DAY_SECONDS

/** Ends a window's version: only what was written whole counts. No user is called this. */
const MARKER = text('\u0001')
const DIMENSION_COLUMNS = sql.join(DIMENSIONS.map(identifier))
const COLUMNS = sql`project, cube, resolution, window, version, ${DIMENSION_COLUMNS}, ${MEASURE_COLUMNS}`

const seconds = (ns: bigint): number => Number(ns / 1_000_000_000n)

/** The rows of the newest whole version of each window that starts in one of the ranges. */
export function rolledRows(project: string, cube: Cube, resolution: Resolution, ranges: readonly TimeRange[]): Statement {
  const starts = ranges.map(({ fromNs, toNs }) => sql`(window >= ${dateTime(seconds(fromNs))} AND window < ${dateTime(seconds(toNs))})`)
  const inside = sql`
    project = ${text(project)} AND cube = ${text(cube.name)} AND resolution = ${uint(resolution)} AND ${any(starts)}`
  return sql`
    SELECT * FROM interaction_rollups
    WHERE ${inside} AND user_id != ${MARKER} AND (window, version) GLOBAL IN (
      SELECT window, max(version) FROM interaction_rollups WHERE ${inside} AND user_id = ${MARKER} GROUP BY window
    )`
}

/** The hours of a range; afterwards `markStatement` makes them count. */
export function rollHoursStatement(project: string, cube: Cube, range: TimeRange, version: number): Statement {
  if (cube.from)
    return rollPartsStatement(project, cube, { from: cube.from, resolution: HOUR_SECONDS, start: sql`part.window` }, range, version)
  return sql`
    INSERT INTO interaction_rollups (${COLUMNS})
    SELECT ${text(project)}, ${text(cube.name)}, ${uint(HOUR_SECONDS)}, toStartOfHour(start_time) AS hour, ${uint(version)}, ${dimensionsOf(cube)}, ${MEASURES_OF_ROWS}
    FROM interactions FINAL WHERE ${rowsIn({ project, ...range })} AND toStartOfMinute(start_time) >= ${dateTime(seconds(range.fromNs))} AND deleted = 0
    GROUP BY hour, ${dimensionNames(cube)}`
}

function dimensionNames({ dimensions }: Cube): Statement {
  return sql.join(dimensions.map(identifier))
}

export function rollDayStatement(project: string, cube: Cube, day: TimeRange, version: number): Statement {
  const start = dateTime(seconds(day.fromNs))
  return rollPartsStatement(project, cube, { from: cube, resolution: DAY_SECONDS, start }, day, version)
}

/** From the hours of a cube that tells as much apart; `start`: of the window that an hour goes into. */
function rollPartsStatement(
  project: string,
  cube: Cube,
  { from, resolution, start }: { from: Cube; resolution: Resolution; start: Statement },
  range: TimeRange,
  version: number,
): Statement {
  return sql`
    INSERT INTO interaction_rollups (${COLUMNS})
    SELECT ${text(project)}, ${text(cube.name)}, ${uint(resolution)}, ${start} AS start, ${uint(version)}, ${dimensionsOf(cube, sql`part.`)}, ${MEASURES_OF_PARTS}
    FROM (${rolledRows(project, from, HOUR_SECONDS, [range])}) AS part
    GROUP BY start, ${dimensionNames(cube)}`
}

export function markStatement(project: string, cube: Cube, resolution: Resolution, windows: readonly number[], version: number): Statement {
  return sql`
    INSERT INTO interaction_rollups (project, cube, resolution, window, version, user_id)
    SELECT ${text(project)}, ${text(cube.name)}, ${uint(resolution)}, arrayJoin([${sql.join(windows.map(dateTime))}]), ${uint(version)}, ${MARKER}`
}

/** Rows `project, at`: the hours of interactions that arrived from `from` on and before `to`. */
export function arrivedHoursStatement(from: number, to: number): Statement {
  return sql`
    SELECT project, toUnixTimestamp(toStartOfHour(start_time)) AS at FROM interactions
    WHERE received_at >= ${dateTime(from)} AND received_at < ${dateTime(to)} GROUP BY project, at ORDER BY project, at`
}

/** The same for hours by their own time: those that have ended and had not when their rows arrived. */
export function hoursBetweenStatement(from: number, to: number): Statement {
  const ns = (at: number): bigint => BigInt(at) * 1_000_000_000n
  return sql`
    SELECT project, toUnixTimestamp(toStartOfHour(start_time)) AS at FROM interactions
    WHERE start_time >= ${dateTime64(ns(from))} AND start_time < ${dateTime64(ns(to))} GROUP BY project, at ORDER BY project, at`
}

export function firstArrivalStatement(): Statement {
  return sql`SELECT toUnixTimestamp(min(received_at)) AS at FROM interactions HAVING count() > 0`
}

/** Hours of a range in which something arrived since. */
export function lateHoursStatement(project: string, range: TimeRange, sinceSeconds: number): Statement {
  return sql`
    SELECT toUnixTimestamp(toStartOfHour(start_time)) AS at FROM interactions
    WHERE ${rowsIn({ project, ...range })} AND received_at >= ${dateTime(sinceSeconds)} GROUP BY at ORDER BY at`
}
