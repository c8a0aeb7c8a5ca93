/** The statements behind lists and searches of AI interactions. Text only: store.ts runs them. */
import type { Term } from '@relayscope/contract/search'
import { compileTerm, compileTerms } from '../../flows/query/compile-search.ts'
import { all, any } from '../../flows/query/conditions.ts'
import { interactionDataset, interactionNarrowing } from '../../flows/query/interaction-dataset.ts'
import type { Place } from '../../flows/query/newest.ts'
import { rowsIn, type Scope, spread } from '../../flows/query/scope.ts'
import { TOKEN_COLUMNS } from '../../flows/query/token-counts.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import { dateTime, dateTime64, type Statement, sql, text, texts, uint } from '../../planes/telemetry/statement.ts'

export interface InteractionSearch {
  readonly project: string
  readonly range: TimeRange
  readonly terms: readonly Term[]
}

/** Past everything: so that nothing is read where there is no such minute. */
const NO_MINUTE = dateTime(Infinity)

/** Start of the row that has `rows` newer ones. The first look finds its minute by the key alone. */
export function boundaryStatement(scope: Scope, rows: number): Statement {
  const inside = rowsIn(scope)
  const minute = sql`toStartOfMinute(start_time)`
  return sql`
    SELECT toUnixTimestamp64Nano(start_time) AS start_ns FROM interactions
    WHERE ${inside} AND ${minute} >= ifNull((SELECT ${minute} AS minute FROM interactions WHERE ${inside} ORDER BY ${minute} DESC LIMIT 1 OFFSET ${uint(rows)}), ${NO_MINUTE})
    ORDER BY start_time DESC LIMIT 1 OFFSET ${uint(rows)}`
}

/**
 * Rows of any version that pass: what is true of them now is seen when they are confirmed. `lookUp`: words are looked up
 * by their index instead of being tested row by row.
 */
export function candidatesStatement(
  search: InteractionSearch,
  window: TimeRange,
  { after, limit, lookUp }: { after: Place | undefined; limit: number; lookUp: boolean },
  clock: Clock,
): Statement {
  const scope: Scope = { project: search.project, fromNs: window.fromNs, toNs: window.toNs }
  const dataset = interactionDataset(scope, clock)
  const conditions = all([
    rowsIn(scope),
    sql`deleted = 0`,
    ...(after
      ? [sql`(start_time < ${dateTime64(after.startNs)} OR (start_time = ${dateTime64(after.startNs)} AND id < ${text(after.id)}))`]
      : []),
    ...search.terms.map((term) => (lookUp ? interactionNarrowing(term, scope) : undefined) ?? compileTerm(term, dataset)),
  ])
  return sql`
    SELECT id, toUnixTimestamp64Nano(start_time) AS start_ns FROM interactions WHERE ${conditions}
    ORDER BY start_time DESC, id DESC LIMIT 1 BY id, start_time LIMIT ${uint(limit)}`
}

export const LIGHT_COLUMNS = sql`
  id, version, trace_id, span_id, parent_span_id, request_id, toUnixTimestamp64Nano(start_time) AS start_ns, duration_ns, user_id, organization_id, session_id,
  service, source, operation, provider, model, requested_model, served_model, status, error_type, error_code, error_message,
  ${TOKEN_COLUMNS}, tokens_estimated,
  ttft_ms, tokens_per_second, streaming, finish_reason, tool_calls, response_id, service_tier, region, attempt, http_attempts,
  cost, cost_exact, cache_saved, currency, price_version, amended_from, prompt_preview, response_preview, prompt_length, response_length, redactions, tags`

/** The newest readings of some interactions, as far as they were not withdrawn and pass. */
export function lightRowsStatement(scope: Scope & { interactionIds: readonly string[] }, terms: readonly Term[], clock: Clock): Statement {
  return sql`
    SELECT ${LIGHT_COLUMNS} FROM (
      SELECT * FROM interactions WHERE ${rowsIn(scope)} AND id IN ${texts(scope.interactionIds)} ORDER BY version DESC, deleted LIMIT 1 BY id
    ) WHERE deleted = 0 AND ${compileTerms(terms, interactionDataset(scope, clock))}`
}

/** One interaction, whenever it is from: the index on the id finds it. */
export function oneStatement(project: string, id: string): Statement {
  return sql`
    SELECT ${LIGHT_COLUMNS} FROM (
      SELECT * FROM interactions WHERE project = ${text(project)} AND id = ${text(id)} ORDER BY version DESC, deleted LIMIT 1
    ) WHERE deleted = 0`
}

/** Content is written with the reading it belongs to, under the same version. */
export function contentStatement(project: string, id: string, startNs: bigint, version: bigint): Statement {
  const scope: Scope = { project, fromNs: startNs, toNs: startNs + 1n }
  return sql`
    SELECT prompt, response, input_messages, output_messages FROM content
    WHERE ${rowsIn(scope)} AND interaction_id = ${text(id)} AND version = ${uint(version)} LIMIT 1`
}

/**
 * The interactions of a range that pass, each once. `exact`: one row per id, whatever its start was in earlier readings;
 * otherwise one row per id and minute of start, which costs a third: the write flow takes back what it moves, so only an
 * interaction that a sender submits again with another start time is then seen twice. `within`: parts of the range.
 */
export function newestRows(
  search: InteractionSearch,
  exact: boolean,
  clock: Clock,
  within: readonly TimeRange[] = [search.range],
): Statement {
  const { project } = search
  const scope: Scope = { project, ...search.range }
  const rows = all([
    any(within.map((range) => rowsIn({ project, ...range }))),
    ...search.terms.flatMap((term) => interactionNarrowing(term, scope) ?? []),
  ])
  const passes = sql`deleted = 0 AND ${compileTerms(search.terms, interactionDataset(scope, clock))}`
  if (!exact) return sql`SELECT * FROM interactions FINAL WHERE ${rows} AND ${passes}`
  return sql`SELECT * FROM (SELECT * FROM interactions WHERE ${rows} ORDER BY version DESC, deleted LIMIT 1 BY id) WHERE ${passes}`
}

export function countStatement(search: InteractionSearch, limit: number, clock: Clock): Statement {
  return sql`SELECT count() AS found FROM (SELECT id FROM (${newestRows(search, true, clock)}) LIMIT ${uint(limit)})`
}

const ORDERS = { latency: sql`duration_ns`, cost: sql`cost`, tokens: sql`total_tokens` } as const

export function largestStatement(search: InteractionSearch, by: keyof typeof ORDERS, limit: number, clock: Clock): Statement {
  return sql`
    SELECT id, toUnixTimestamp64Nano(start_time) AS start_ns FROM (${newestRows(search, false, clock)})
    WHERE isNotNull(${ORDERS[by]}) ORDER BY ${ORDERS[by]} DESC, id LIMIT ${uint(limit)}`
}

/** The scope in which a listed interaction's readings are looked for: a reading may move by its parts. */
export function readingsOf(project: string, places: readonly Place[]): Scope & { interactionIds: string[] } {
  const starts = places.map(({ startNs }) => startNs)
  const fromNs = starts.reduce((a, b) => (a < b ? a : b))
  const toNs = starts.reduce((a, b) => (a > b ? a : b)) + 1n
  return { ...spread({ project, fromNs, toNs }), interactionIds: [...new Set(places.map(({ id }) => id))] }
}
