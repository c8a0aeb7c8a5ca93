/** The decisions recorded in a range with their inputs and outputs, page by page: what deciding anew works on. */
import type { DecisionTrace } from '@relayscope/contract'
import type { Clock } from '../../kit/clock.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import { type DecisionSearch, decisionRows } from './decision-dataset.ts'
import { rowsIn } from './scope.ts'

/** A row of the log. `head` is JSON: a DecisionTrace whose decisions have no input and output; those stand beside it, in their order. */
export interface LogRow {
  head: string
  inputs: string[]
  outputs: string[]
  /** Seconds since 1970. */
  received: number
  sequence: string
  hash: string
  previous: string
}

export const LOG_COLUMNS: Statement = sql`
  head, inputs, outputs, toUnixTimestamp(received_at) AS received, sequence, lower(hex(hash)) AS hash, lower(hex(previous_hash)) AS previous`

/** The whole record, as it was sent, with its place in the chain. */
export function traceOfRow({ head, inputs, outputs, received, sequence, hash, previous }: LogRow): DecisionTrace {
  const trace = JSON.parse(head) as DecisionTrace
  for (const [at, decision] of trace.decisions.entries()) {
    decision.input = JSON.parse(inputs[at] ?? 'null')
    decision.output = JSON.parse(outputs[at] ?? 'null')
  }
  return { ...trace, storedAt: new Date(received * 1000).toISOString(), sequence: Number(sequence), hash, previousHash: previous }
}

export interface RecordedOptions {
  /** Rows of a page. Default 5,000; a page may have some 100 MB of text at most. */
  pageRows?: number
  /** Looks at no more than this many, newest days last. Default: all. */
  limit?: number
}

/** Every decision trace of the range that the search finds, in the order they were stored, newest version each. */
export async function* recordedDecisions(
  telemetry: TelemetryPlane,
  search: DecisionSearch,
  clock: Clock,
  { pageRows = 5000, limit = Number.MAX_SAFE_INTEGER }: RecordedOptions = {},
): AsyncGenerator<LogRow[]> {
  const scope = { project: search.project, ...search.range }
  const wanted = sql`(toDate(received_at), sequence) IN (SELECT toDate(received_at), sequence FROM (${decisionRows(search, true, clock)}))`
  const days = await telemetry.select<{ day: string }>(sql`
    SELECT toUInt32(toDate(received_at)) AS day FROM decision_log WHERE ${rowsIn(scope)} GROUP BY day ORDER BY day`)
  let left = limit
  for (const { day } of days) {
    for (let after = 0, full = true; full && left > 0;) {
      const rows = Math.min(pageRows, left)
      const page = await telemetry.select<LogRow>(sql`
        SELECT ${LOG_COLUMNS} FROM decision_log
        WHERE ${rowsIn(scope)} AND head != '' AND project = ${text(search.project)} AND toDate(received_at) = toDate(${uint(Number(day))}) AND sequence > ${uint(after)} AND ${wanted}
        ORDER BY decision_log.sequence LIMIT ${uint(rows)}`)
      if (page.length > 0) yield page
      left -= page.length
      full = page.length === rows
      after = Number(page.at(-1)?.sequence ?? after)
    }
  }
}
