/**
 * Roll-ups are computed whole, per window, from what is stored, and written with a higher version: so what was sent
 * twice, came late or was corrected counts once. The window's rows of before are written again even where nothing is left of them.
 */
import { derivedRows, tagsMap } from '../../flows/query/metrics/derived-facts.ts'
import { DERIVED, DERIVED_TAGS, type DerivedSource } from '../../flows/query/metrics/derived-metrics.ts'
import { pointFacts } from '../../flows/query/metrics/facts.ts'
import { bucketOf, HOUR, MINUTE, type Resolution, rolledIn, SIX_HOURS } from '../../flows/query/metrics/rolled.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import { dateTime, type Statement, sql, text, texts, uint } from '../../planes/telemetry/statement.ts'

export type RollupSource = 'points' | DerivedSource
export const ROLLUP_SOURCES: readonly RollupSource[] = ['points', 'traces', 'interactions', 'spans', 'decisions']

/** Rows `project, at, rows`: the minutes (seconds since 1970) in which something arrived from `from` on and before `to`, and how many rows. */
export function dirtyStatement(source: RollupSource, fromSeconds: number, toSeconds: number): Statement {
  const table = TABLE_OF[source]
  const minute = MINUTE_OF[source]
  return sql`
    SELECT project, toUnixTimestamp(${minute}) AS at, toUInt32(count()) AS rows FROM ${table} WHERE ${arrived(fromSeconds, toSeconds)}
    GROUP BY project, at ORDER BY project, at`
}

/** The same for minutes that are touched through a trace: a later part may move the start of its trace, so the minutes of its other parts count too. */
export function movedTracesStatement(fromSeconds: number, toSeconds: number, least: number, most: number): Statement {
  return sql`
    SELECT project, toUnixTimestamp(minute) AS at, toUInt32(count()) AS rows FROM traces
    WHERE minute >= ${dateTime(least - SPREAD_SECONDS)} AND minute <= ${dateTime(most + SPREAD_SECONDS)}
      AND (project, trace_id) GLOBAL IN (
        SELECT project, trace_id FROM traces
        WHERE minute >= ${dateTime(least)} AND minute <= ${dateTime(most)} AND ${arrived(fromSeconds, toSeconds)}
      )
    GROUP BY project, at ORDER BY project, at`
}

const SPREAD_SECONDS = 3600

function arrived(fromSeconds: number, toSeconds: number): Statement {
  return sql`received_at >= ${dateTime(fromSeconds)} AND received_at < ${dateTime(toSeconds)}`
}

const TABLE_OF: Readonly<Record<RollupSource, Statement>> = {
  points: sql`metric_points`,
  traces: sql`traces`,
  interactions: sql`interactions`,
  spans: sql`spans`,
  decisions: sql`decision_traces`,
}
const MINUTE_OF: Readonly<Record<RollupSource, Statement>> = {
  points: sql`toStartOfMinute(time)`,
  traces: sql`minute`,
  interactions: sql`toStartOfMinute(start_time)`,
  spans: sql`toStartOfMinute(start_time)`,
  decisions: sql`toStartOfMinute(start_time)`,
}

/** Seconds since 1970 of the first arrival; 0 for none. */
export function firstArrivalStatement(source: RollupSource): Statement {
  return sql`SELECT toUnixTimestamp(min(received_at)) AS at FROM ${TABLE_OF[source]} HAVING count() > 0`
}

const COLUMNS = sql`project, resolution, bucket, name, series, window, version, kind, n, total, least, most, digest`

export function rollPointsStatement(project: string, range: TimeRange, version: number): Statement {
  return sql`
    INSERT INTO metric_rollups (${COLUMNS})
    SELECT ${text(project)}, ${uint(MINUTE)}, toDate(at), name, series, toStartOfMinute(time) AS at, ${uint(version)}, any(facts.kind), sum(facts.n), sum(facts.total),
      minIf(facts.lowest, isFinite(facts.lowest)), maxIf(facts.highest, isFinite(facts.highest)), quantileTDigestWeightedArrayState(facts.vals, facts.weights)
    FROM (${pointFacts({ project, ...range })}) AS facts
    GROUP BY name, series, at`
}

/** One row of a trace or an interaction says several metrics at once. */
function derivedObservations(source: DerivedSource, project: string, range: TimeRange): Statement {
  const values = DERIVED.filter((metric) => metric.source === source).map(
    ({ name, value }) => sql`tuple(${text(name)}, CAST(${value}, 'Nullable(Float64)'))`,
  )
  return sql`
    SELECT time, tags, one.1 AS name, assumeNotNull(one.2) AS value, cityHash64(one.1, toString(tags)) AS series
    FROM (SELECT time, ${tagsMap(DERIVED_TAGS[source])} AS tags, arrayJoin([${sql.join(values)}]) AS one FROM (${derivedRows(source, { project, ...range })}))
    WHERE isNotNull(one.2)`
}

export function rollDerivedStatement(source: DerivedSource, project: string, range: TimeRange, version: number): Statement {
  const names = DERIVED.filter((metric) => metric.source === source).map(({ name }) => name)
  const seconds = (ns: bigint): number => Number(ns / 1_000_000_000n)
  return sql`
    INSERT INTO metric_rollups (${COLUMNS})
    SELECT ${text(project)}, ${uint(MINUTE)}, toDate(at), name, series, at, ${uint(version)}, 0, sum(facts.n), sum(facts.total),
      minIf(facts.value, facts.n > 0), maxIf(facts.value, facts.n > 0), quantileTDigestWeightedArrayState(facts.vals, facts.weights)
    FROM (
      SELECT name, series, toStartOfMinute(time) AS at, toUInt64(1) AS n, value AS total, value, [value] AS vals, [toUInt64(1)] AS weights
      FROM (${derivedObservations(source, project, range)})
      UNION ALL
      SELECT name, series, window AS at, toUInt64(0) AS n, toFloat64(0) AS total, toFloat64(0) AS value,
        CAST([], 'Array(Float64)') AS vals, CAST([], 'Array(UInt64)') AS weights
      FROM metric_rollups
      WHERE project = ${text(project)} AND name IN ${texts(names)} AND ${rolledIn(MINUTE, seconds(range.fromNs), seconds(range.toNs))}
    ) AS facts
    GROUP BY name, series, at`
}

export function derivedSeriesStatement(source: DerivedSource, project: string, range: TimeRange, receivedAt: number): Statement {
  const metrics = DERIVED.filter((metric) => metric.source === source)
  const named = texts(metrics.map(({ name }) => name))
  return sql`
    INSERT INTO metric_series (project, received_at, name, series, kind, unit, description, tags, resource)
    SELECT DISTINCT ${text(project)}, ${dateTime(receivedAt)}, name, series, 0,
      transform(name, ${named}, ${texts(metrics.map(({ unit }) => unit))}, ''), '', tags, ''
    FROM (${derivedObservations(source, project, range)})
    WHERE series GLOBAL NOT IN (
      SELECT series FROM metric_series WHERE project = ${text(project)} AND name IN ${named} AND received_at > ${dateTime(receivedAt - SERIES_REWRITE_SECONDS)}
    )`
}

/** A series is written again after this time, so that its row outlives the windows it names. */
const SERIES_REWRITE_SECONDS = 86_400

/** A longer window from the shorter ones in it; of all metrics that have any there. */
export function rollWindowStatement(project: string, [from, to]: RollupStep, start: number, version: number): Statement {
  return sql`
    INSERT INTO metric_rollups (${COLUMNS})
    SELECT ${text(project)}, ${uint(to)}, ${bucketOf(to, start)}, name, series, ${dateTime(start)}, ${uint(version)}, any(shorter.kind), sum(shorter.n), sum(shorter.total),
      minIf(shorter.least, shorter.n > 0 AND isFinite(shorter.least)), maxIf(shorter.most, shorter.n > 0 AND isFinite(shorter.most)),
      quantileTDigestWeightedArrayMergeState(shorter.digest)
    FROM (
      SELECT name, series, kind, n, total, least, most, digest FROM metric_rollups FINAL
      WHERE project = ${text(project)} AND ${rolledIn(from, start, start + to)}
    ) AS shorter
    GROUP BY name, series`
}

/** From which windows longer ones are made. */
export type RollupStep = readonly [from: Resolution, to: Resolution]
export const HOURS_OF_MINUTES: RollupStep = [MINUTE, HOUR]
export const SIX_HOURS_OF_HOURS: RollupStep = [HOUR, SIX_HOURS]

/** Projects that have anything in the window. */
export function projectsOfWindowStatement([from, to]: RollupStep, start: number): Statement {
  return sql`
    SELECT DISTINCT project FROM metric_rollups WHERE ${rolledIn(from, start, start + to)}`
}
