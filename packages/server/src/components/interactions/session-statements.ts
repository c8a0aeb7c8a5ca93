/** The statements behind conversations. Text only. */
import type { Place } from '../../flows/query/newest.ts'
import type { Clock } from '../../kit/clock.ts'
import { int, type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import { type InteractionSearch, LIGHT_COLUMNS, newestRows } from './store-statements.ts'

const FIGURES = sql`
  toString(min(toUnixTimestamp64Nano(start_time))) AS first_ns,
  toString(max(toUnixTimestamp64Nano(start_time) + toInt64(duration_ns))) AS end_ns,
  max(toUnixTimestamp64Nano(start_time)) AS last_ns,
  countIf(attempt <= 1) AS turns, count() AS calls, countIf(status >= 2) AS errors,
  groupUniqArrayIf(20)(user_id, user_id != '') AS users,
  groupUniqArrayIf(20)(toString(organization_id), organization_id != '') AS organizations,
  groupUniqArrayIf(50)(toString(model), model != '') AS models,
  sum(ifNull(total_tokens, 0)) AS total_sum,
  sumMapIf(map(toString(currency), assumeNotNull(cost)), isNotNull(cost)) AS cost_by_currency,
  sumMapIf(map(toString(currency), toUInt64(1)), isNotNull(cost)) AS priced_by_currency,
  argMin(prompt_preview, start_time) AS opening`

export interface SessionRow {
  session: string
  first_ns: string
  end_ns: string
  last_ns: string
  turns: string
  calls: string
  errors: string
  users: string[]
  organizations: string[]
  models: string[]
  total_sum: string
  cost_by_currency: Record<string, string>
  priced_by_currency: Record<string, string>
  opening: string
}

/** Latest first; `after` is the last one of the page before. One more than the limit, so that one knows whether there are more. */
export function sessionsStatement(
  search: InteractionSearch,
  exact: boolean,
  limit: number,
  after: Place | undefined,
  clock: Clock,
): Statement {
  const beyond = after
    ? sql`HAVING last_ns < ${int(after.startNs)} OR (last_ns = ${int(after.startNs)} AND session < ${text(after.id)})`
    : sql.empty
  return sql`
    SELECT session_id AS session, ${FIGURES} FROM (${newestRows(search, exact, clock)}) WHERE session_id != ''
    GROUP BY session ${beyond} ORDER BY last_ns DESC, session DESC LIMIT ${uint(limit + 1)}`
}

/** Whenever its calls were: the index on the session finds them. */
function rowsOfSession(project: string, session: string): Statement {
  return sql`
    SELECT * FROM (
      SELECT * FROM interactions WHERE project = ${text(project)} AND session_id = ${text(session)} ORDER BY version DESC, deleted LIMIT 1 BY id
    ) WHERE deleted = 0`
}

export function oneSessionStatement(project: string, session: string): Statement {
  return sql`SELECT session_id AS session, ${FIGURES} FROM (${rowsOfSession(project, session)}) GROUP BY session`
}

export function turnsStatement(project: string, session: string, limit: number): Statement {
  return sql`SELECT ${LIGHT_COLUMNS} FROM (${rowsOfSession(project, session)}) ORDER BY start_time, id LIMIT ${uint(limit + 1)}`
}
