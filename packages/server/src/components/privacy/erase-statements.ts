/** Which rows name a user, on the telemetry plane. */
import { identifier, type Statement, sql, text, texts, uints } from '../../planes/telemetry/statement.ts'

/** Tables with a column for the user. */
const NAMING = ['spans', 'traces', 'interactions', 'decision_traces', 'metric_exemplars'] as const
/** Tables of which a row belongs to a trace. Those that name the user go last: as long as they stand, what belongs to them is found again. */
const OF_TRACES = [
  'span_content',
  'content',
  'logs',
  'decision_log',
  'spans',
  'traces',
  'interactions',
  'decision_traces',
  'metric_exemplars',
] as const
/** Of metrics by user. The series go last: as long as one stands, its points are found again. */
const OF_SERIES = ['metric_points', 'metric_rollups', 'metric_series'] as const
/** Figures by user, which belong to no single trace. */
const FIGURES = 'interaction_rollups'
export const ERASED_TABLES = [...OF_TRACES, ...OF_SERIES, FIGURES] as const
export type ErasedTable = (typeof ERASED_TABLES)[number]

export interface Subject {
  project: string
  /** As it was sent, and as a policy may have stored it. */
  userIds: readonly string[]
}

/** What was found of a subject, some of it at a time. */
export interface Found {
  traceIds: readonly string[]
  /** Of no trace. */
  interactionIds: readonly string[]
  series: readonly bigint[]
}

/** The user's traces; interactions without a trace are found by the user. */
export function tracesOf({ project, userIds }: Subject, limit: Statement): Statement {
  const parts = NAMING.map(
    (table) =>
      sql`SELECT trace_id FROM ${identifier(table)} WHERE project = ${text(project)} AND user_id IN ${texts(userIds)} AND trace_id != ''`,
  )
  return sql`SELECT DISTINCT trace_id FROM (${sql.join(parts, sql` UNION ALL `)}) LIMIT ${limit}`
}

/** Interactions of the user that are part of no trace. */
export function interactionsOf({ project, userIds }: Subject, limit: Statement): Statement {
  return sql`SELECT DISTINCT id FROM interactions WHERE project = ${text(project)} AND user_id IN ${texts(userIds)} AND trace_id = '' LIMIT ${limit}`
}

/** Series of metrics with a tag that is called after a user, in whatever words, and holds the id. */
export function seriesOf(subject: Subject, limit: Statement): Statement {
  return sql`SELECT DISTINCT toString(series) AS id FROM metric_series WHERE ${namesUser(subject)} LIMIT ${limit}`
}

function namesUser({ project, userIds }: Subject): Statement {
  const isUser = sql`positionCaseInsensitive(key, 'user') > 0 AND value IN ${texts(userIds)}`
  return sql`project = ${text(project)} AND arrayExists((key, value) -> ${isUser}, mapKeys(tags), mapValues(tags))`
}

function rows(table: ErasedTable, subject: Subject, { traceIds, interactionIds, series }: Found): Statement {
  const project = sql`project = ${text(subject.project)}`
  const byUser = sql`user_id IN ${texts(subject.userIds)}`
  const bySeries = sql`series IN ${uints(series)}`
  if (table === FIGURES) return sql`${project} AND ${byUser}`
  if ((OF_SERIES as readonly string[]).includes(table)) return sql`${project} AND ${bySeries}`
  const byTrace = sql`trace_id IN ${texts(traceIds)}`
  // Emptied rows of the log stay: they hold the chain together.
  if (table === 'decision_log') return sql`${project} AND ${byTrace} AND head != ''`
  const more = [
    ...((NAMING as readonly string[]).includes(table) ? [byUser] : []),
    ...(table === 'content' ? [sql`interaction_id IN ${texts(interactionIds)}`] : []),
    ...(table === 'metric_exemplars' ? [bySeries] : []),
  ]
  return sql`${project} AND (${sql.join([byTrace, ...more], sql` OR `)})`
}

export function countRows(table: ErasedTable, subject: Subject, found: Found): Statement {
  return sql`SELECT toString(count()) AS found FROM ${identifier(table)} WHERE ${rows(table, subject, found)}`
}

/** Waits until the parts are written anew without the rows. A record of the decision log is emptied: its digest is a link of a chain. */
export function deleteRows(table: ErasedTable, subject: Subject, found: Found): Statement {
  const where = rows(table, subject, found)
  const change = table === 'decision_log' ? sql`UPDATE head = '', inputs = [], outputs = [] WHERE ${where}` : sql`DELETE WHERE ${where}`
  return sql`ALTER TABLE ${identifier(table)} ${change} SETTINGS mutations_sync = 2`
}
