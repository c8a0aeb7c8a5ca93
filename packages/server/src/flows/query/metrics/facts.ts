/**
 * Stored points as facts: how many observations, their sum, extremes and the values themselves, whatever the point was
 * (a state, a count since its start, a histogram). The roll-up and the queries of single points read the same facts.
 *
 * Columns: name, series, kind, time, n, total, lowest, highest, vals, weights.
 */
import { POINT_KINDS } from './point-kinds.ts'
import { dateTime64, type Statement, sql, text, uint } from '../../../planes/telemetry/statement.ts'
import { HOUR_NS, MINUTE_NS, type TimeRange } from '../time-range.ts'

export interface PointScope extends TimeRange {
  project: string
  /** Absent: all of the project. */
  name?: string | undefined
  /** Absent: every kind. */
  kinds?: readonly number[] | undefined
  /** Further conditions on a point, such as the series it may be of. */
  only?: Statement | undefined
}

/** How far back the point before the first one is looked for, so that what a counter grew by is known. */
const LOOKBACK_NS = 10n * MINUTE_NS

/** Observations that stand for one bucket: evenly over its width, as if its values lay so. */
const PER_BUCKET = 4

export function pointFacts(scope: PointScope): Statement {
  const { kinds = Object.values(POINT_KINDS) } = scope
  const { counter, histogram } = POINT_KINDS
  const facts: Statement[] = []
  if (kinds.some((kind) => kind !== counter && kind !== histogram)) facts.push(directFacts(scope))
  if (kinds.includes(counter)) facts.push(countedFacts(scope))
  if (kinds.includes(histogram)) facts.push(histogramFacts(scope))
  return sql.join(facts, sql` UNION ALL `)
}

function rows(scope: PointScope, kinds: readonly number[], columns: Statement): Statement {
  const { project, name, fromNs, toNs, only } = scope
  const named = name === undefined ? sql.empty : sql` AND name = ${text(name)}`
  const more = only === undefined ? sql.empty : sql` AND ${only}`
  return sql`
    SELECT name, series, kind, time, point_id, ${columns} FROM metric_points FINAL
    WHERE project = ${text(project)} AND toStartOfHour(time) >= ${dateTime64(floorHour(fromNs))} AND toStartOfHour(time) <= ${dateTime64(floorHour(toNs))}
      AND time >= ${dateTime64(fromNs)} AND time < ${dateTime64(toNs)}${named} AND kind IN (${sql.join(kinds.map(uint))})${more}`
}

function floorHour(ns: bigint): bigint {
  const hour = ns / HOUR_NS
  return (ns < 0n ? hour - 1n : hour) * HOUR_NS
}

/** Points that say all of themselves: states, increments, single observations, words, and histograms of one interval. */
function directFacts(scope: PointScope): Statement {
  const { gauge, delta, sample, text: words, deltaHistogram } = POINT_KINDS
  const observed = bucketValues(sql`bounds`, sql`counts`, sql`least`, sql`most`)
  return sql`
    SELECT name, series, kind, time,
      if(kind = ${uint(deltaHistogram)}, count, toUInt64(1)) AS n, value AS total,
      if(kind = ${uint(deltaHistogram)}, least, value) AS lowest, if(kind = ${uint(deltaHistogram)}, most, value) AS highest,
      if(kind = ${uint(deltaHistogram)}, ${observed.values}, [value]) AS vals,
      if(kind = ${uint(deltaHistogram)}, ${observed.weights}, [toUInt64(1)]) AS weights
    FROM (${rows(scope, [gauge, delta, sample, words, deltaHistogram], sql`value, count, least, most, bounds, counts`)})`
}

/** What a counter grew by since the point before. A smaller value, or a later start, means that it began again at zero. */
function countedFacts(scope: PointScope): Statement {
  const earlier = { ...scope, fromNs: scope.fromNs - LOOKBACK_NS }
  const grown = sql`multiIf(NOT known, if(started_here, value, 0), began_again, value, value - before_value)`
  return sql`
    SELECT name, series, kind, time, toUInt64(1) AS n, ${grown} AS total, total AS lowest, total AS highest, [total] AS vals, [toUInt64(1)] AS weights
    FROM (
      SELECT *, before_time > ${EPOCH} AS known, start_time >= ${dateTime64(earlier.fromNs)} AS started_here,
        value < before_value OR start_time > before_time AS began_again
      FROM (
        SELECT *, lagInFrame(time, 1, ${EPOCH}) OVER before AS before_time, lagInFrame(value) OVER before AS before_value
        FROM (${rows(earlier, [POINT_KINDS.counter], sql`value, start_time`)})
        WINDOW before AS (PARTITION BY series ORDER BY time, point_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
      )
    )
    WHERE time >= ${dateTime64(scope.fromNs)} AND (known OR started_here)`
}

/** As counters, bucket by bucket. Where the buckets themselves changed, count and sum go on and the values of that interval are left out. */
function histogramFacts(scope: PointScope): Statement {
  const earlier = { ...scope, fromNs: scope.fromNs - LOOKBACK_NS }
  const ends = sql`arrayPushBack(bounds, inf)`
  const beforeEnds = sql`arrayPushBack(before_bounds, inf)`
  const grown = sql`arrayMap((end, now) -> toInt64(now) - if(has(${beforeEnds}, end), toInt64(before_counts[indexOf(${beforeEnds}, end)]), 0), ${ends}, counts)`
  const whole = sql`NOT known OR began_again`
  const kept = sql`multiIf(${whole}, counts, arraySum(grown) = toInt64(count) - toInt64(before_count) AND arrayMin(grown) >= 0, arrayMap(each -> toUInt64(each), grown), CAST([], 'Array(UInt64)'))`
  const observed = bucketValues(sql`bounds`, sql`kept`, sql`toFloat64(nan)`, sql`toFloat64(nan)`)
  return sql`
    SELECT name, series, kind, time, n, total, toFloat64(nan) AS lowest, toFloat64(nan) AS highest, ${observed.values} AS vals, ${observed.weights} AS weights
    FROM (
      SELECT name, series, kind, time, bounds, if(empty(counts), [], ${grown}) AS grown, ${kept} AS kept,
        toUInt64(if(${whole}, count, count - before_count)) AS n, if(${whole}, value, value - before_value) AS total
      FROM (
        SELECT *, before_time > ${EPOCH} AS known, start_time >= ${dateTime64(earlier.fromNs)} AS started_here,
          count < before_count OR start_time > before_time AS began_again
        FROM (
          SELECT *, lagInFrame(time, 1, ${EPOCH}) OVER before AS before_time, lagInFrame(value) OVER before AS before_value,
            lagInFrame(count) OVER before AS before_count, lagInFrame(bounds) OVER before AS before_bounds, lagInFrame(counts) OVER before AS before_counts
          FROM (${rows(earlier, [POINT_KINDS.histogram], sql`value, start_time, count, bounds, counts`)})
          WINDOW before AS (PARTITION BY series ORDER BY time, point_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
        )
      )
      WHERE time >= ${dateTime64(scope.fromNs)} AND (known OR started_here)
    )
    WHERE n > 0`
}

const EPOCH = dateTime64(0n)

function bucketValues(bounds: Statement, counts: Statement, least: Statement, most: Statement): { values: Statement; weights: Statement } {
  const bucket = sql`b.2`
  const parts = sql`least(b.1, ${uint(PER_BUCKET)})`
  const low = sql`if(${bucket} > 1, ${bounds}[${bucket} - 1], if(isFinite(${least}), least(${least}, ${bounds}[1]), if(${bounds}[1] > 0, 0, ${bounds}[1])))`
  const high = sql`if(${bucket} <= length(${bounds}), ${bounds}[${bucket}], if(isFinite(${most}), greatest(${most}, ${bounds}[-1]), ${bounds}[-1]))`
  const from = sql`if(isFinite(${least}), greatest(${low}, ${least}), ${low})`
  const to = sql`if(isFinite(${most}), least(${high}, ${most}), ${high})`
  const filled = sql`arrayFilter(b -> b.1 > 0, if(empty(${bounds}), [], arrayZip(${counts}, arrayEnumerate(${counts}))))`
  return {
    values: sql`arrayFlatten(arrayMap(b -> arrayMap(part -> ${from} + (${to} - ${from}) * (part + 0.5) / ${parts}, range(toUInt64(${parts}))), ${filled}))`,
    weights: sql`arrayFlatten(arrayMap(b -> arrayMap(part -> toUInt64(intDiv(b.1 * (part + 1), ${parts}) - intDiv(b.1 * part, ${parts})), range(toUInt64(${parts}))), ${filled}))`,
  }
}
