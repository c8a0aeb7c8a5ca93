/**
 * Traces as a dataset. A trace is spread over rows: partial summaries in `traces`, its spans, its AI interactions and
 * their content. Conditions are on one row per trace as `TRACE_GROUP` makes it; what the summaries do not hold is asked
 * of the other tables as `trace_id IN (...)`.
 */
import { type Pattern, plainText, type SearchField, type Term, type Test } from '@relayscope/contract/search'
import type { Clock } from '../../kit/clock.ts'
import { assert } from '../../kit/errors.ts'
import { type Statement, sql, text } from '../../planes/telemetry/statement.ts'
import { attributePasses, type Column, columnPasses, STATUS_CODES } from './columns.ts'
import type { Dataset } from './compile-search.ts'
import { ALWAYS, any, contains, containsWords } from './conditions.ts'
import { lookup } from './facets.ts'
import { normalTraceId, withTraceId } from './ids.ts'
import { rowsIn, type Scope, traceRowsIn } from './scope.ts'

/** The select list that makes one row of a trace's partial rows; `state` is a STATUS code. */
export const TRACE_GROUP = sql`
  trace_id,
  min(start_time) AS started,
  max(end_time) AS ended,
  multiIf(max(given_name) != '', max(given_name), max(root_name) != '', max(root_name), max(any_name)) AS name,
  multiIf(max(given_status) > 0, max(given_status) - 1, max(root_status) > 0, max(root_status) - 1, max(span_error) > 0, 2, 0) AS state,
  max(given_status) > 0 OR max(root_status) > 0 AS whole,
  max(user_id) AS user,
  max(organization_id) AS organization,
  max(request_id) AS request,
  max(session_id) AS session,
  max(request_path) AS path,
  max(request_method) AS method,
  max(error_message) AS error,
  max(error_details) AS details,
  max(tags) AS trace_tags,
  max(redactions) AS removed,
  groupUniqArrayArray(services) AS service_names,
  groupUniqArrayArray(components) AS component_names,
  groupUniqArrayArray(operations) AS operation_names,
  groupUniqArrayArray(providers) AS provider_names,
  groupUniqArrayArray(models) AS model_names`

/** Nanoseconds from the first start to the last end. */
export const TRACE_DURATION_NS = sql`toUnixTimestamp64Nano(ended) - toUnixTimestamp64Nano(started)`

/** Name of a trace -> its usual 95th percentile, in milliseconds. */
export type Baselines = ReadonlyMap<string, number>

const NONE_KNOWN: Baselines = new Map()

/** Over the usual of its name, on rows of `TRACE_GROUP`; what failed is not also slow. */
export function slowTrace(usual: Baselines): Statement {
  return sql`(state < 2 AND (${TRACE_DURATION_NS}) / 1e6 > ${lookup(sql`name`, [...usual], Number.MAX_VALUE)})`
}

/** Whether an answer needs to know what is usual. */
export function asksForSlow(term: Term): boolean {
  if (term.kind === 'not') return asksForSlow(term.term)
  if (term.kind === 'and' || term.kind === 'or') return term.terms.some(asksForSlow)
  return term.kind === 'field' && term.field.name === 'status' && isSlow(term.test)
}

function isSlow(test: Test): boolean {
  return test.kind === 'match' && plainText(test.pattern) === 'slow'
}

const columns: Readonly<Record<string, Column>> = {
  status: { kind: 'codes', expression: sql`state`, codes: STATUS_CODES },
  name: { kind: 'text', expression: sql`name` },
  duration: { kind: 'ordered', expression: TRACE_DURATION_NS, unit: 'ns' },
  provider: { kind: 'many', expression: sql`provider_names` },
  model: { kind: 'many', expression: sql`model_names` },
  service: { kind: 'many', expression: sql`service_names` },
  component: { kind: 'many', expression: sql`component_names` },
  operation: { kind: 'many', expression: sql`operation_names` },
  path: { kind: 'text', expression: sql`path` },
  method: { kind: 'text', expression: sql`method` },
  user: { kind: 'id', expression: sql`user` },
  organization: { kind: 'text', expression: sql`organization` },
  request: { kind: 'id', expression: sql`request` },
  session: { kind: 'id', expression: sql`session` },
  trace: { kind: 'id', expression: sql`trace_id` },
  error: { kind: 'words', expression: sql`error` },
  complete: { kind: 'flag', expression: sql`whole` },
  time: { kind: 'ordered', expression: sql`started`, unit: 'time' },
}

/** The attribute that says it, in the words of those who send it. */
const CACHE_SAID = sql`lower(multiIf(
  attrs['cache.hit'] != '', attrs['cache.hit'], attrs['cache_hit'] != '', attrs['cache_hit'], attrs['cache.result'] != '', attrs['cache.result'],
  attrs['cache.status'] != '', attrs['cache.status'], attrs['cache.outcome']))`
const CACHE_OUTCOME = sql`multiIf(${CACHE_SAID} IN ('true', '1', 'yes', 'hit'), 'hit', ${CACHE_SAID} IN ('false', '0', 'no', 'miss'), 'miss', '')`

/** Fields that some span of the trace has to pass. */
const spanColumns: Readonly<Record<string, Column>> = {
  span: { kind: 'text', expression: sql`name` },
  spanId: { kind: 'id', expression: sql`span_id` },
  kind: {
    kind: 'codes',
    expression: sql`kind`,
    codes: { unspecified: [0], internal: [1], server: [2], client: [3], producer: [4], consumer: [5] },
  },
  errorType: { kind: 'text', expression: sql`error_type` },
  cache: { kind: 'text', expression: CACHE_OUTCOME },
  httpStatus: { kind: 'ordered', expression: sql`nullIf(http_status, 0)`, unit: 'number' },
}

/** Fields over all spans of the trace, or all its AI interactions. */
const spanTotals: Readonly<Record<string, Column>> = {
  spans: { kind: 'ordered', expression: sql`uniqExact(cityHash64(span_id))`, unit: 'number' },
  errors: { kind: 'ordered', expression: sql`uniqExactIf(cityHash64(span_id), status >= 2)`, unit: 'number' },
}

const interactionTotals: Readonly<Record<string, Column>> = {
  interactions: { kind: 'ordered', expression: sql`count()`, unit: 'number' },
  tokens: { kind: 'ordered', expression: sql`sum(total_tokens)`, unit: 'number' },
  promptTokens: { kind: 'ordered', expression: sql`sum(prompt_tokens)`, unit: 'number' },
  responseTokens: { kind: 'ordered', expression: sql`sum(response_tokens)`, unit: 'number' },
  cost: { kind: 'ordered', expression: sql`sum(cost)`, unit: 'decimal' },
  ttft: { kind: 'ordered', expression: sql`max(ttft_ms)`, unit: 'ms' },
}

/** The expression behind a field, for counting its values. Undefined: it is not in the summary. */
export function traceColumn(name: string): Column | undefined {
  return columns[name]
}

/** The column of spans behind a field, for counting its values. */
export function spanColumn(name: string): Column | undefined {
  return spanColumns[name]
}

/** Conditions on rows of `TRACE_GROUP`. The scope bounds where the parts of the traces are looked for. */
export function traceDataset(scope: Scope, clock: Clock, usual: Baselines = NONE_KNOWN): Dataset {
  return {
    field(field, test) {
      if (field.name === 'status' && isSlow(test)) return slowTrace(usual)
      const column = columns[field.name]
      if (column) return columnPasses(column, field.name === 'trace' ? withTraceId(test) : test, clock)
      return partsPass(scope, field, test, clock)
    },
    tag: (key, test) => tagPasses(scope, key, test, clock),
    text: (pattern) => textFound(scope, pattern),
  }
}

/** Whether the summary alone answers the term. */
export function isOnSummary(term: Term): boolean {
  if (term.kind === 'not') return isOnSummary(term.term)
  if (term.kind === 'and' || term.kind === 'or') return term.terms.every(isOnSummary)
  return term.kind === 'field' && columns[term.field.name] !== undefined
}

function partsPass(scope: Scope, field: SearchField, test: Test, clock: Clock): Statement {
  const span = spanColumns[field.name]
  if (span) return inSpans(scope, columnPasses(span, test, clock))
  const total = spanTotals[field.name]
  if (total)
    return sql`trace_id IN (SELECT trace_id FROM spans WHERE ${rowsIn(scope)} GROUP BY trace_id HAVING ${columnPasses(total, test, clock)})`
  const sum = interactionTotals[field.name]
  assert(sum, `${field.name} has a column`)
  // Newest reading first; of two with one version the one that was not withdrawn.
  return sql`trace_id IN (SELECT trace_id FROM (
    SELECT * FROM interactions WHERE ${rowsIn(scope)} AND trace_id != '' ORDER BY version DESC, deleted LIMIT 1 BY id
  ) WHERE deleted = 0 GROUP BY trace_id HAVING ${columnPasses(sum, test, clock)})`
}

function inSpans(scope: Scope, condition: Statement): Statement {
  return sql`trace_id IN (SELECT trace_id FROM spans WHERE ${rowsIn(scope)} AND ${condition})`
}

/** An attribute of a span, of what sent it, or of the trace as it was submitted. */
function tagPasses(scope: Scope, key: string, test: Test, clock: Clock): Statement {
  const name = text(key)
  const ofResource = attributePasses(sql`JSONExtractString(resource, ${name})`, test, clock)
  const ofTrace = attributePasses(sql`JSONExtractString(tags, ${name})`, test, clock)
  return sql`trace_id IN (
    SELECT trace_id FROM spans WHERE ${rowsIn(scope)} AND ${attributePasses(sql`attrs[${name}]`, test, clock)}
    UNION ALL SELECT trace_id FROM spans WHERE ${rowsIn(scope)} AND resource != '' AND ${ofResource}
    UNION ALL SELECT trace_id FROM traces WHERE ${traceRowsIn(scope)} AND tags != '' AND ${ofTrace})`
}

/** Each part has its own scan, because an index is only used where all alternatives have one. */
function textFound(scope: Scope, pattern: Pattern): Statement {
  if (pattern.every((part) => 'wild' in part)) return ALWAYS
  const names = [sql`given_name`, sql`root_name`, sql`any_name`, sql`error_message`].map((column) => contains(column, pattern))
  const ids = idFound(pattern)
  const inContent = any([containsWords(sql`prompt`, pattern), containsWords(sql`response`, pattern)])
  const parts = [
    sql`SELECT trace_id FROM traces WHERE ${traceRowsIn(scope)} AND ${any(names)}`,
    ...(ids.length === 0 ? [] : [sql`SELECT trace_id FROM traces WHERE ${traceRowsIn(scope)} AND ${any(ids)}`]),
    sql`SELECT trace_id FROM spans WHERE ${rowsIn(scope)} AND ${contains(sql`name`, pattern)}`,
    sql`SELECT trace_id FROM content WHERE ${rowsIn(scope)} AND ${inContent}`,
  ]
  return sql`trace_id IN (${sql.join(parts, sql` UNION ALL `)})`
}

/** One word may be an id that was pasted. Only ids with an index. */
function idFound(pattern: Pattern): Statement[] {
  const word = plainText(pattern)
  if (word === undefined || word.length < 3 || /\s/.test(word)) return []
  const ids = [sql`request_id`, sql`user_id`].map((column) => sql`${column} = ${text(word)}`)
  return [...ids, sql`trace_id = ${text(normalTraceId(word))}`]
}

/**
 * Conditions that narrow the rows before they are joined to traces. `byTrace` hold for a trace as a whole. Each of `byRow`
 * holds for some partial row of every trace that is wanted; not all for the same row.
 */
export interface Narrowing {
  readonly byTrace: readonly Statement[]
  readonly byRow: readonly Statement[]
}

/** What can be said from the terms that must all hold; terms that say nothing beforehand are left out. */
export function narrowing(terms: readonly Term[], scope: Scope, clock: Clock): Narrowing {
  const dataset = traceDataset(scope, clock)
  const byTrace: Statement[] = []
  const byRow: Statement[] = []
  for (const term of terms) {
    if (term.kind === 'text') byTrace.push(dataset.text(term.pattern))
    else if (term.kind === 'tag' && !matchesNothing(term.test)) byTrace.push(dataset.tag(term.key, term.test))
    else if (term.kind === 'field' && (term.field.name === 'trace' || spanColumns[term.field.name]))
      byTrace.push(dataset.field(term.field, term.test))
    else {
      const row = rowPasses(term, clock)
      if (row) byRow.push(row)
    }
  }
  return { byTrace, byRow }
}

const rowColumns: Readonly<Record<string, Column>> = {
  provider: { kind: 'many', expression: sql`providers` },
  model: { kind: 'many', expression: sql`models` },
  service: { kind: 'many', expression: sql`services` },
  component: { kind: 'many', expression: sql`components` },
  operation: { kind: 'many', expression: sql`operations` },
  path: { kind: 'text', expression: sql`request_path` },
  method: { kind: 'text', expression: sql`request_method` },
  user: { kind: 'id', expression: sql`user_id` },
  organization: { kind: 'text', expression: sql`organization_id` },
  request: { kind: 'id', expression: sql`request_id` },
  session: { kind: 'id', expression: sql`session_id` },
  error: { kind: 'words', expression: sql`error_message` },
}

/** What some partial row of the trace passes when the trace passes the term. Undefined: nothing can be said. */
function rowPasses(term: Term, clock: Clock): Statement | undefined {
  if (term.kind === 'or') {
    const parts = term.terms.map((inner) => rowPasses(inner, clock))
    return parts.every((part) => part !== undefined) ? any(parts) : undefined
  }
  if (term.kind !== 'field' || matchesNothing(term.test)) return undefined
  if (term.field.name === 'status') return statusRow(term.test)
  if (term.field.name === 'name') {
    const names = [sql`given_name`, sql`root_name`, sql`any_name`]
    return any(names.map((expression) => columnPasses({ kind: 'text', expression }, term.test, clock)))
  }
  const column = rowColumns[term.field.name]
  return column && columnPasses(column, term.test, clock)
}

function statusRow(test: Test): Statement | undefined {
  const word = test.kind === 'match' ? plainText(test.pattern) : undefined
  if (word === 'error') return sql`(span_error = 1 OR given_status = 3 OR root_status = 3)`
  return word === 'timeout' ? sql`(given_status = 4 OR root_status = 4)` : undefined
}

/** `field:""` holds for traces that lack the field, so rows that have it say nothing. */
function matchesNothing(test: Test): boolean {
  return test.kind === 'match' && test.pattern.length === 0
}
