/** Goes through the calls of a range, oldest first. */
import type { Term } from '@relayscope/contract/search'
import { compileTerms } from '../../flows/query/compile-search.ts'
import { interactionDataset } from '../../flows/query/interaction-dataset.ts'
import { interactionPortions } from '../../flows/query/portions.ts'
import { rowsIn } from '../../flows/query/scope.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type Statement, sql } from '../../planes/telemetry/statement.ts'
import type { CallRow } from './call-rows.ts'
import { CALL_COLUMNS } from './call-statements.ts'

export interface ScannedCall extends CallRow {
  version: string
}

export interface ScanParts {
  telemetry: TelemetryPlane
  clock: Clock
}

const MAX_SECONDS = 60
/** Of one minute, which is never parted. */
const MAX_ROWS = 1_000_000

/** Each call once, as it is now. `visit` answers false to stop. */
export async function scanCalls(
  { telemetry, clock }: ScanParts,
  project: string,
  range: TimeRange,
  terms: readonly Term[],
  visit: (calls: ScannedCall[], progress: number) => Promise<boolean>,
): Promise<boolean> {
  const portions = await interactionPortions(telemetry, project, range)
  const total = portions.reduce((sum, { rows }) => sum + rows, 0)
  let seen = 0
  for (const { fromNs, toNs, rows } of portions) {
    const statement = callsStatement(project, { fromNs, toNs }, terms, clock)
    const calls = await telemetry.select<ScannedCall>(statement, { maxSeconds: MAX_SECONDS, maxRows: MAX_ROWS })
    seen += rows
    if (!(await visit(calls, seen / total))) return false
  }
  return true
}

function callsStatement(project: string, range: TimeRange, terms: readonly Term[], clock: Clock): Statement {
  const scope = { project, ...range }
  return sql`
    SELECT version, ${CALL_COLUMNS} FROM (
      SELECT * FROM interactions WHERE ${rowsIn(scope)} ORDER BY version DESC, deleted LIMIT 1 BY id
    ) WHERE deleted = 0 AND ${compileTerms(terms, interactionDataset(scope, clock))}
    ORDER BY start_time, id`
}
