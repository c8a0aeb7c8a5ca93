/** Decision traces as a dataset: the field names of the search language on the columns of `decision_traces` and `decision_log`. */
import { type Pattern, plainText, type SearchField, type Term, type Test } from '@relayscope/contract/search'
import type { Clock } from '../../kit/clock.ts'
import { assert } from '../../kit/errors.ts'
import { type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import { attributePasses, type Column, columnPasses } from './columns.ts'
import { compileTerms, type Dataset } from './compile-search.ts'
import { ALWAYS, any, contains, equals } from './conditions.ts'
import { normalTraceId, withTraceId } from './ids.ts'
import { rowsIn, type Scope } from './scope.ts'
import type { TimeRange } from './time-range.ts'

export interface DecisionSearch {
  readonly project: string
  readonly range: TimeRange
  readonly terms: readonly Term[]
}

/** The words of an outcome and their codes in rows. */
export const OUTCOME_CODES = { success: [1], error: [2], rejected: [3] } as const

const columns: Readonly<Record<string, Column>> = {
  status: { kind: 'codes', expression: sql`outcome`, codes: OUTCOME_CODES },
  rule: { kind: 'many', expression: sql`arrayDistinct(arrayConcat(matched_ids, matched_names))` },
  evaluatedRule: { kind: 'many', expression: sql`arrayDistinct(arrayConcat(other_ids, other_names))` },
  provider: { kind: 'text', expression: sql`provider` },
  model: { kind: 'text', expression: sql`model` },
  type: { kind: 'many', expression: sql`arrayDistinct(types)` },
  component: { kind: 'many', expression: sql`arrayDistinct(components)` },
  policy: { kind: 'many', expression: sql`policy_ids` },
  policyVersion: { kind: 'many', expression: sql`policy_versions` },
  reason: { kind: 'many', expression: sql`reasons`, words: true },
  candidate: { kind: 'many', expression: roads(sql`candidates`) },
  rejectedBecause: { kind: 'many', expression: sql`rejections`, words: true },
  score: { kind: 'numbers', expression: sql`scores` },
  attempts: { kind: 'ordered', expression: sql`attempts`, unit: 'number' },
  attempted: { kind: 'many', expression: roads(sql`attempted`) },
  errorClass: { kind: 'many', expression: sql`error_classes` },
  fallback: { kind: 'flag', expression: sql`fallback` },
  cacheHit: { kind: 'flag', expression: sql`cache_hit` },
  similarity: { kind: 'numbers', expression: sql`similarities` },
  threshold: { kind: 'numbers', expression: sql`thresholds` },
  saved: { kind: 'numbers', expression: sql`savings` },
  spent: { kind: 'numbers', expression: sql`spents` },
  limit: { kind: 'numbers', expression: sql`limits` },
  cost: { kind: 'ordered', expression: sql`cost_usd`, unit: 'number' },
  decisions: { kind: 'ordered', expression: sql`length(types)`, unit: 'number' },
  took: { kind: 'ordered', expression: sql`evaluation_ms`, unit: 'ms' },
  path: { kind: 'text', expression: sql`request_path` },
  user: { kind: 'id', expression: sql`user_id` },
  organization: { kind: 'text', expression: sql`organization_id` },
  request: { kind: 'id', expression: sql`request_id` },
  trace: { kind: 'id', expression: sql`trace_id` },
  id: { kind: 'many', expression: sql`decision_ids` },
  source: { kind: 'text', expression: sql`source` },
  time: { kind: 'ordered', expression: sql`start_time`, unit: 'time' },
}

/** `openai/gpt-4o` is found by the whole, by `openai` and by `gpt-4o`. */
function roads(list: Statement): Statement {
  return sql`arrayDistinct(arrayConcat(${list}, arrayMap(road -> substringIndex(road, '/', 1), ${list}), arrayMap(road -> substring(road, position(road, '/') + 1), ${list})))`
}

/** The expression behind a field, for counting its values. Roads are counted whole. */
export function decisionColumn(name: string): Column | undefined {
  if (name === 'candidate') return { kind: 'many', expression: sql`candidates` }
  if (name === 'attempted') return { kind: 'many', expression: sql`attempted` }
  if (name === 'rule') return { kind: 'many', expression: sql`arrayMap((id, name) -> if(name = '', id, name), matched_ids, matched_names)` }
  if (name === 'evaluatedRule')
    return { kind: 'many', expression: sql`arrayMap((id, name) -> if(name = '', id, name), other_ids, other_names)` }
  return columns[name]
}

/** Conditions on rows of `decision_traces`. The scope bounds where inputs and outputs are looked for. */
export function decisionDataset(scope: Scope, clock: Clock): Dataset {
  return {
    field(field, test) {
      if (field.name === 'input' || field.name === 'output') return contentPasses(scope, field, test)
      const column = columns[field.name]
      assert(column, `${field.name} has a column`)
      return columnPasses(column, field.name === 'trace' ? withTraceId(test) : test, clock)
    },
    tag(key, test) {
      const [, list, path] = /^(input|output)\.(.+)$/.exec(key) ?? []
      if (list === undefined || path === undefined) return attributePasses(sql`tags[${text(key)}]`, test, clock)
      return inLog(scope, sql`arrayExists(document -> ${attributePasses(memberOf(path), test, clock)}, ${contentList(list)})`)
    },
    text: (pattern) => textFound(pattern),
  }
}

/** A record of the index stands for that of the log at its place, so that what a later version replaced does not answer for it. */
function inLog(scope: Scope, condition: Statement): Statement {
  return sql`(toDate(received_at), sequence) IN (SELECT toDate(received_at), sequence FROM decision_log WHERE ${rowsIn(scope)} AND ${condition})`
}

function contentList(name: string): Statement {
  return name === 'input' ? sql`inputs` : sql`outputs`
}

function contentPasses(scope: Scope, field: SearchField, test: Test): Statement {
  const list = contentList(field.name)
  if (test.kind === 'present') return inLog(scope, sql`arrayExists(document -> document NOT IN ('null', '{}', '[]', '""'), ${list})`)
  assert(test.kind === 'match', 'words are matched')
  if (test.pattern.length === 0) return inLog(scope, sql`arrayAll(document -> document IN ('null', '{}', '[]', '""'), ${list})`)
  return inLog(scope, sql`arrayExists(document -> ${contains(sql`document`, test.pattern)}, ${list})`)
}

/** A member of a JSON document as text; empty where there is none. Dots part the names; a number is a place in a list, from 0. */
function memberOf(path: string): Statement {
  const steps = path.split('.').map((step) => (/^\d{1,6}$/.test(step) ? uint(Number(step) + 1) : text(step)))
  const at = sql.join(steps)
  return sql`if(JSONType(document, ${at}) = 'String', JSONExtractString(document, ${at}), JSONExtractRaw(document, ${at}))`
}

function textFound(pattern: Pattern): Statement {
  if (pattern.every((part) => 'wild' in part)) return ALWAYS
  const lists = [sql`reasons`, sql`matched_names`, sql`rejections`, sql`components`]
  const inLists = lists.map((list) => sql`arrayExists(one -> ${contains(sql`one`, pattern)}, ${list})`)
  return any([...inLists, equals(sql`provider`, pattern), contains(sql`model`, pattern), ...idFound(pattern)])
}

/** One word may be an id that was pasted. */
function idFound(pattern: Pattern): Statement[] {
  const word = plainText(pattern)
  if (word === undefined || word.length < 3 || /\s/.test(word)) return []
  const ids = [sql`request_id`, sql`user_id`].map((column) => sql`${column} = ${text(word)}`)
  return [...ids, sql`trace_id = ${text(normalTraceId(word))}`, sql`has(matched_ids, ${text(word)})`, sql`has(decision_ids, ${text(word)})`]
}

/** The name of a row: a trace may hold several requests. */
export const DECISION_ROW_ID = sql`concat(trace_id, '/', request_id)`

/** `version` begins with how good the source is; see flows/ingest/decision-rows.ts. */
const RANK_STEP = sql`288230376151711744`

/**
 * Of rows of many versions and sources: the newest of each request, from the best source that its trace has. A row that
 * names no request was written before the span arrived that does.
 */
export function currentRows(rows: Statement): Statement {
  return sql`
    SELECT * FROM (
      SELECT *, max(intDiv(version, ${RANK_STEP})) OVER (PARTITION BY trace_id) AS best_rank,
             max(request_id) OVER (PARTITION BY trace_id) AS some_request
      FROM (SELECT * FROM decision_traces WHERE ${rows} ORDER BY version DESC LIMIT 1 BY trace_id, request_id)
    ) WHERE intDiv(version, ${RANK_STEP}) = best_rank AND (request_id != '' OR some_request = '')`
}

/**
 * The decision traces of a range that pass, each once. Not `exact`: a request whose time was corrected to another minute, or
 * that was told of by two sources, may be seen twice; it costs a third.
 */
export function decisionRows(search: DecisionSearch, exact: boolean, clock: Clock): Statement {
  const scope: Scope = { project: search.project, ...search.range }
  const passes = compileTerms(search.terms, decisionDataset(scope, clock))
  if (!exact) return sql`SELECT * FROM decision_traces FINAL WHERE ${rowsIn(scope)} AND ${passes}`
  return sql`SELECT * FROM (${currentRows(rowsIn(scope))}) WHERE ${passes}`
}
