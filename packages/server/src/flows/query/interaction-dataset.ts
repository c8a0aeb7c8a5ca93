/** AI interactions as a dataset: the field names of the search language on the columns of `interactions` and `content`. */
import { type Pattern, plainText, type SearchField, type Term, type Test } from '@relayscope/contract/search'
import type { Clock } from '../../kit/clock.ts'
import { assert } from '../../kit/errors.ts'
import { type Statement, sql, text, texts, uint } from '../../planes/telemetry/statement.ts'
import { attributePasses, type Column, columnPasses, STATUS_CODES } from './columns.ts'
import type { Dataset } from './compile-search.ts'
import { ALWAYS, any, contains, containsWords, equals, wordTokens } from './conditions.ts'
import { normalTraceId, withTraceId } from './ids.ts'
import { contentRowsIn, rowsIn, type Scope } from './scope.ts'

const columns: Readonly<Record<string, Column>> = {
  status: { kind: 'codes', expression: sql`status`, codes: STATUS_CODES },
  provider: { kind: 'text', expression: sql`provider` },
  model: { kind: 'text', expression: sql`model` },
  requestedModel: { kind: 'text', expression: sql`requested_model` },
  servedModel: { kind: 'text', expression: sql`served_model` },
  operation: { kind: 'text', expression: sql`operation` },
  latency: { kind: 'ordered', expression: sql`duration_ns`, unit: 'ns' },
  ttft: { kind: 'ordered', expression: sql`ttft_ms`, unit: 'ms' },
  tokens: { kind: 'ordered', expression: sql`total_tokens`, unit: 'number' },
  promptTokens: { kind: 'ordered', expression: sql`prompt_tokens`, unit: 'number' },
  responseTokens: { kind: 'ordered', expression: sql`response_tokens`, unit: 'number' },
  cachedTokens: { kind: 'ordered', expression: sql`cached_tokens`, unit: 'number' },
  reasoningTokens: { kind: 'ordered', expression: sql`reasoning_tokens`, unit: 'number' },
  speed: { kind: 'ordered', expression: sql`tokens_per_second`, unit: 'number' },
  cost: { kind: 'ordered', expression: sql`cost`, unit: 'decimal' },
  currency: { kind: 'text', expression: sql`currency` },
  user: { kind: 'id', expression: sql`user_id` },
  organization: { kind: 'text', expression: sql`organization_id` },
  request: { kind: 'id', expression: sql`request_id` },
  session: { kind: 'id', expression: sql`session_id` },
  service: { kind: 'text', expression: sql`service` },
  trace: { kind: 'id', expression: sql`trace_id` },
  spanId: { kind: 'id', expression: sql`span_id` },
  id: { kind: 'id', expression: sql`id` },
  responseId: { kind: 'id', expression: sql`response_id` },
  tool: { kind: 'many', expression: sql`arrayMap(call -> JSONExtractString(call, 'name'), JSONExtractArrayRaw(tool_calls))` },
  finish: { kind: 'text', expression: sql`finish_reason` },
  streaming: { kind: 'flag', expression: sql`streaming` },
  attempt: { kind: 'ordered', expression: sql`attempt`, unit: 'number' },
  tier: { kind: 'text', expression: sql`service_tier` },
  region: { kind: 'text', expression: sql`region` },
  source: { kind: 'text', expression: sql`source` },
  error: { kind: 'words', expression: sql`error_message` },
  errorType: { kind: 'text', expression: sql`error_type` },
  errorCode: { kind: 'text', expression: sql`error_code` },
  estimated: { kind: 'flag', expression: sql`tokens_estimated` },
  time: { kind: 'ordered', expression: sql`start_time`, unit: 'time' },
}

/** The expression behind a field, for grouping and counting. Undefined: it has none in the light row. */
export function interactionColumn(name: string): Column | undefined {
  return columns[name]
}

/** Conditions on rows of `interactions`. The scope bounds where content is looked for. */
export function interactionDataset(scope: Scope, clock: Clock): Dataset {
  return {
    field(field, test) {
      if (field.name === 'prompt' || field.name === 'response') return contentPasses(scope, field, test)
      const column = columns[field.name]
      assert(column, `${field.name} has a column`)
      return columnPasses(column, field.name === 'trace' ? withTraceId(test) : test, clock)
    },
    tag: (key, test) => attributePasses(sql`tags[${text(key)}]`, test, clock),
    text: (pattern) => textFound(scope, pattern),
  }
}

/** The version keeps a reading that was replaced from answering for the one that replaced it. */
function inContent(scope: Scope, condition: Statement): Statement {
  return sql`(id, if(amended_from = 0, version, amended_from)) IN (SELECT interaction_id, version FROM content WHERE ${contentRowsIn(scope)} AND ${condition})`
}

function contentPasses(scope: Scope, field: SearchField, test: Test): Statement {
  const column = field.name === 'prompt' ? sql`prompt` : sql`response`
  const length = field.name === 'prompt' ? sql`prompt_length` : sql`response_length`
  if (test.kind === 'present') return sql`${length} > 0`
  assert(test.kind === 'match', 'words are matched')
  return test.pattern.length === 0 ? sql`${length} = 0` : inContent(scope, containsWords(column, test.pattern))
}

function textFound(scope: Scope, pattern: Pattern): Statement {
  if (pattern.every((part) => 'wild' in part)) return ALWAYS
  return any([inContent(scope, wordsIn(pattern)), ...namesFound(pattern), ...idFound(pattern)])
}

function wordsIn(pattern: Pattern): Statement {
  return any([containsWords(sql`prompt`, pattern), containsWords(sql`response`, pattern)])
}

function namesFound(pattern: Pattern): Statement[] {
  return [contains(sql`error_message`, pattern), equals(sql`provider`, pattern), contains(sql`model`, pattern)]
}

/** One word may be an id that was pasted. */
function idFound(pattern: Pattern): Statement[] {
  const word = plainText(pattern)
  if (word === undefined || word.length < 3 || /\s/.test(word)) return []
  const ids = [sql`id`, sql`request_id`, sql`response_id`, sql`session_id`, sql`user_id`].map((column) => sql`${column} = ${text(word)}`)
  return [...ids, sql`trace_id = ${text(normalTraceId(word))}`]
}

/**
 * A condition on `id` that holds for every interaction the term finds, for reading a long range: words are looked up
 * first. It may hold for a few more, by a reading that was replaced. Undefined: the term says nothing of that kind.
 * Each part has its own scan, because an index is only used where all alternatives have one.
 */
export function interactionNarrowing(term: Term, scope: Scope): Statement | undefined {
  const pattern = term.kind === 'text' ? term.pattern : wordsPattern(term)
  if (pattern === undefined || pattern.every((part) => 'wild' in part)) return undefined
  const inContent = (condition: Statement) => sql`SELECT interaction_id FROM content WHERE ${contentRowsIn(scope)} AND ${condition}`
  if (term.kind !== 'text') return sql`id IN (${inContent(containsWords(wordsColumn(term), pattern))})`
  const inRows = (conditions: Statement[]) => sql`SELECT id FROM interactions WHERE ${rowsIn(scope)} AND ${any(conditions)}`
  const ids = idFound(pattern)
  const parts = [inContent(wordsIn(pattern)), inRows(namesFound(pattern)), ...(ids.length > 0 ? [inRows(ids)] : [])]
  return sql`id IN (${sql.join(parts, sql` UNION ALL `)})`
}

/** How many rows of content have the words of a search, up to a limit. Undefined: it asks for none. */
export function wordCountStatement(terms: readonly Term[], scope: Scope, limit: number): Statement | undefined {
  const rows = rowsWithWords(terms, scope)
  return rows && sql`SELECT count() AS rows FROM (SELECT 1 ${rows} LIMIT ${uint(limit)})`
}

/** Start of the row with the words of a search that has `rows` such rows newer than it. */
export function wordBoundaryStatement(terms: readonly Term[], scope: Scope, rows: number): Statement {
  const from = rowsWithWords(terms, scope)
  assert(from, 'the search asks for words')
  return sql`SELECT toUnixTimestamp64Nano(start_time) AS start_ns ${from} ORDER BY start_time DESC LIMIT 1 OFFSET ${uint(rows)}`
}

function rowsWithWords(terms: readonly Term[], scope: Scope): Statement | undefined {
  const conditions = terms.flatMap((term) => {
    const pattern = term.kind === 'text' ? term.pattern : wordsPattern(term)
    const tokens = pattern ? wordTokens(pattern) : []
    if (tokens.length === 0) return []
    const columns = term.kind === 'text' ? [sql`prompt`, sql`response`] : [wordsColumn(term)]
    return [any(columns.map((column) => sql`hasAllTokens(${column}, ${texts(tokens)})`))]
  })
  return conditions.length === 0 ? undefined : sql`FROM content WHERE ${rowsIn(scope)} AND ${any(conditions)}`
}

function wordsPattern(term: Term): Pattern | undefined {
  if (term.kind !== 'field' || (term.field.name !== 'prompt' && term.field.name !== 'response')) return undefined
  return term.test.kind === 'match' ? term.test.pattern : undefined
}

function wordsColumn(term: Term): Statement {
  return term.kind === 'field' && term.field.name === 'response' ? sql`response` : sql`prompt`
}
