/** Cuts a range of interactions into portions that neither memory nor the event loop feels, oldest first. */
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type Statement, sql } from '../../planes/telemetry/statement.ts'
import { rowsIn } from './scope.ts'
import { MINUTE_NS, type TimeRange } from './time-range.ts'

export interface Portion extends TimeRange {
  /** About how many rows it has; a single minute is never parted. */
  rows: number
}

export interface MinuteRow {
  minute: number
  rows: string
}

const PORTION_ROWS = 4000
const MAX_MINUTES = 600_000
const MAX_SECONDS = 60

export async function interactionPortions(
  telemetry: Pick<TelemetryPlane, 'select'>,
  project: string,
  range: TimeRange,
): Promise<Portion[]> {
  const minutes = await telemetry.select<MinuteRow>(minutesStatement(project, range), { maxSeconds: MAX_SECONDS, maxRows: MAX_MINUTES })
  return portionsOf(minutes, range)
}

function minutesStatement(project: string, range: TimeRange): Statement {
  return sql`
    SELECT toUnixTimestamp(toStartOfMinute(start_time)) AS minute, count() AS rows FROM interactions
    WHERE ${rowsIn({ project, ...range })} GROUP BY minute ORDER BY minute`
}

/** Neighbouring minutes together, within the range. */
export function portionsOf(minutes: readonly MinuteRow[], range: TimeRange): Portion[] {
  const portions: { fromNs: bigint; toNs: bigint; rows: number }[] = []
  for (const { minute, rows } of minutes) {
    const fromNs = BigInt(minute) * 1_000_000_000n
    const toNs = fromNs + MINUTE_NS
    const last = portions.at(-1)
    if (last && last.rows + Number(rows) <= PORTION_ROWS) {
      last.toNs = toNs
      last.rows += Number(rows)
    } else portions.push({ fromNs, toNs, rows: Number(rows) })
  }
  const [first, last] = [portions.at(0), portions.at(-1)]
  if (first && first.fromNs < range.fromNs) first.fromNs = range.fromNs
  if (last && last.toNs > range.toNs) last.toNs = range.toNs
  return portions
}
