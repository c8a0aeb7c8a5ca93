/** Which rows name a user, on the telemetry plane. */
import { identifier, type Statement, sql, text, texts } from '../../planes/telemetry/statement.ts'

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
/** Figures by user, which belong to no single trace. */
const FIGURES = 'interaction_rollups'
export const ERASED_TABLES = [...OF_TRACES, FIGURES] as const
export type ErasedTable = (typeof ERASED_TABLES)[number]

export interface Subject {
  project: string
  /** As it was sent, and as a policy may have stored it. */
  userIds: readonly string[]
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

function rows(table: ErasedTable, subject: Subject, traceIds: readonly string[], interactionIds: readonly string[]): Statement {
  if (table === FIGURES) return sql`project = ${text(subject.project)} AND user_id IN ${texts(subject.userIds)}`
  const named = (NAMING as readonly string[]).includes(table) ? sql` OR user_id IN ${texts(subject.userIds)}` : sql.empty
  const loose = table === 'content' ? sql` OR interaction_id IN ${texts(interactionIds)}` : sql.empty
  // Emptied rows of the log stay: they hold the chain together.
  if (table === 'decision_log') return sql`project = ${text(subject.project)} AND trace_id IN ${texts(traceIds)} AND head != ''`
  return sql`project = ${text(subject.project)} AND (trace_id IN ${texts(traceIds)}${named}${loose})`
}

export function countRows(table: ErasedTable, subject: Subject, traceIds: readonly string[], interactionIds: readonly string[]): Statement {
  return sql`SELECT toString(count()) AS found FROM ${identifier(table)} WHERE ${rows(table, subject, traceIds, interactionIds)}`
}

/** Waits until the parts are written anew without the rows. A record of the decision log is emptied: its digest is a link of a chain. */
export function deleteRows(
  table: ErasedTable,
  subject: Subject,
  traceIds: readonly string[],
  interactionIds: readonly string[],
): Statement {
  const where = rows(table, subject, traceIds, interactionIds)
  const change = table === 'decision_log' ? sql`UPDATE head = '', inputs = [], outputs = [] WHERE ${where}` : sql`DELETE WHERE ${where}`
  return sql`ALTER TABLE ${identifier(table)} ${change} SETTINGS mutations_sync = 2`
}
