/**
 * What arrived after its windows were rolled up, and is not rolled up again yet: those hours are read from single points,
 * so that a late point is in its window at once.
 */
import { dateTime64, dateTime, type Statement, sql, text, uint } from '../../../planes/telemetry/statement.ts'
import { HOUR_NS, NS_PER_SECOND, type TimeRange } from '../time-range.ts'
import type { KnownMetric } from './catalogue.ts'
import type { Selects } from './shared-select.ts'

/** What is rolled up lies at least this far behind, so what comes within it is no news. */
const ON_TIME_SECONDS = 60
const MAX_HOURS = 20_000
/** More separate ranges than this are read as one. */
const MAX_RANGES = 32

/** Ranges of whole hours within `range`, which ends where roll-ups do. Empty for a range that holds nothing. */
export async function lateRanges(
  telemetry: Selects,
  project: string,
  metric: KnownMetric,
  range: TimeRange,
  rolledUntilNs: bigint,
): Promise<TimeRange[]> {
  if (range.toNs <= range.fromNs) return []
  const rows = await telemetry.select<{ at: number }>(lateStatement(project, metric, range, rolledUntilNs), { maxRows: MAX_HOURS })
  const ranges: { fromNs: bigint; toNs: bigint }[] = []
  for (const { at } of rows) {
    const fromNs = BigInt(at) * NS_PER_SECOND
    const toNs = fromNs + HOUR_NS
    const last = ranges.at(-1)
    if (last && fromNs <= last.toNs) last.toNs = toNs
    else ranges.push({ fromNs, toNs })
  }
  const [first] = ranges
  const last = ranges.at(-1)
  const kept = first && last && ranges.length > MAX_RANGES ? [{ fromNs: first.fromNs, toNs: last.toNs }] : ranges
  return kept
    .map(({ fromNs, toNs }) => ({ fromNs: fromNs < range.fromNs ? range.fromNs : fromNs, toNs: toNs > range.toNs ? range.toNs : toNs }))
    .filter(({ fromNs, toNs }) => toNs > fromNs)
}

function lateStatement(project: string, metric: KnownMetric, { fromNs, toNs }: TimeRange, rolledUntilNs: bigint): Statement {
  const since = dateTime(Number(rolledUntilNs / NS_PER_SECOND) + ON_TIME_SECONDS)
  const { table, time, only } = placeOf(metric)
  return sql`
    SELECT toUnixTimestamp(toStartOfHour(${time})) AS at FROM ${table}
    WHERE project = ${text(project)}${only} AND received_at >= ${since} AND ${time} >= ${dateTime64(fromNs)} AND ${time} < ${dateTime64(toNs)}
    GROUP BY at ORDER BY at LIMIT ${uint(MAX_HOURS)}`
}

function placeOf({ name, derived }: KnownMetric): { table: Statement; time: Statement; only: Statement } {
  if (!derived) return { table: sql`metric_points`, time: sql`time`, only: sql` AND name = ${text(name)}` }
  if (derived.source === 'traces') return { table: sql`traces`, time: sql`minute`, only: sql.empty }
  return { table: TABLES[derived.source], time: sql`start_time`, only: sql.empty }
}

const TABLES = { interactions: sql`interactions`, spans: sql`spans`, decisions: sql`decision_traces` } as const
