/** How the requests of a run are read: a window of time at a time, in the order they came. The columns are those of decide-rows.ts. */
import { type DecisionSearch, decisionRows } from '../../../flows/query/decision-dataset.ts'
import { rowsIn, type Scope } from '../../../flows/query/scope.ts'
import { MINUTE_NS, type TimeRange } from '../../../flows/query/time-range.ts'
import type { Clock } from '../../../kit/clock.ts'
import { identifier, type Statement, sql, text, uint } from '../../../planes/telemetry/statement.ts'
import type { EnginePolicy } from './engine-policy.ts'
import { MEMBER, PART } from './shape.ts'

/** How many rows each minute has, as a first look: to cut the range into windows of like size. */
export function minutesStatement({ project, range }: Pick<DecisionSearch, 'project' | 'range'>): Statement {
  return sql`
    SELECT toUnixTimestamp(toStartOfMinute(start_time)) AS minute, toUInt32(count()) AS requests FROM decision_traces
    WHERE ${rowsIn({ project, ...range })} GROUP BY minute ORDER BY minute`
}

/** Who decides: the rules as the record has them, the engine, or the evaluator over the inputs. */
export type DecidedBy = { by: 'record' } | { by: 'engine'; policy: EnginePolicy } | { by: 'evaluator' }

/** The engine's reader and the evaluator's agree on anything up to this; a longer input is evaluated. */
const LONGEST_TESTED = 200_000
/** How long after its first decision the calls of a request may begin, and how far the clocks may part. */
const CALLS_AFTER_NS = 15n * MINUTE_NS
const CALLS_BEFORE_NS = MINUTE_NS

export function windowStatement(search: DecisionSearch, decided: DecidedBy, clock: Clock): Statement {
  const scope: Scope = { project: search.project, ...search.range }
  const part = text(PART)
  const member = text(MEMBER)
  const road = sql`concat(t.provider, ${part}, t.model, ${part}, toString(t.outcome), ${part}, toString(ifNull(t.cache_hit, 0)), ${part},
    arrayStringConcat(t.attempted, ${member}), ${part}, arrayStringConcat(t.candidates, ${member}), ${part},
    arrayStringConcat(arrayMap(score -> toString(score), t.scores), ${member}), ${part})`
  const asked = decided.by !== 'record'
  const requests = sql`
    SELECT toFloat64(toUnixTimestamp64Milli(t.start_time)) AS time_ms, t.trace_id AS trace_id, t.organization_id AS organization,
      concat(${road}, ${asked ? sql`log.requested, ${part}, log.said` : part}) AS whole_shape, toFloat64(bitAnd(sipHash64(whole_shape), ${uint(Number.MAX_SAFE_INTEGER)})) AS shape_key,
      ${asked ? sql`log.words` : sql`emptyArrayUInt32()`} AS words,
      ${asked ? sql`log.how` : sql`0`} AS how, ${asked ? sql`log.evaluated` : sql`''`} AS input,
      if(empty(t.limits) OR empty(t.spents), -1., t.limits[1]) AS limit_usd, if(empty(t.limits) OR empty(t.spents), -1., t.spents[1]) AS spent_usd,
      if(calls.found = 1, calls.prompt_tokens, -1.) AS prompt_tokens, calls.prompt_characters AS prompt_characters,
      if(calls.found = 1, calls.response_tokens, -1.) AS response_tokens,
      multiIf(calls.cost != '', calls.cost, isNotNull(t.cost_usd), toString(assumeNotNull(t.cost_usd)), '') AS cost,
      if(calls.found = 1, calls.latency_ms, -1.) AS latency_ms
    FROM (SELECT *, toDate(received_at) AS day FROM (${decisionRows(search, true, clock)})) AS t
    ${asked ? sql`LEFT ANY JOIN (${logOf(scope, decided)}) AS log ON t.day = log.day AND t.sequence = log.sequence` : sql.empty}
    LEFT ANY JOIN (${callsOf(search.project, search.range)}) AS calls ON t.trace_id = calls.trace_id`
  // A window has few shapes, and each is a long text: it is said once.
  return sql`
    SELECT time_ms, trace_id, organization, shape_key, if(row_number() OVER (PARTITION BY shape_key) = 1, whole_shape, '') AS shape, words, how, input,
      limit_usd, spent_usd, prompt_tokens, prompt_characters, response_tokens, cost, latency_ms
    FROM (${requests}) ORDER BY time_ms, trace_id`
}

/** What was decided from, and what the rules said, of the records themselves. */
function logOf(scope: Scope, decided: DecidedBy): Statement {
  const policy = decided.by === 'engine' ? decided.policy : undefined
  const columns = (policy?.columns ?? []).map(({ name, expression }) => sql`, ${expression} AS ${identifier(name)}`)
  const how = policy
    ? sql`multiIf(place = 0, 0, length(input) < ${uint(LONGEST_TESTED)} AND isValidJSON(input), 1, 2)`
    : sql`if(place = 0, 0, 2)`
  return sql`
    SELECT day, sequence, ${how} AS how, if(how = 2, input, '') AS evaluated, CAST([${sql.join(policy?.words ?? [])}], 'Array(UInt32)') AS words,
      arrayStringConcat(arrayMap(output -> ${saidBy}, outputs_of_rules), ${text(MEMBER)}) AS said,
      multiIf(selection != '' AND JSONExtractString(selection, 'requestedModel') != '', JSONExtractString(selection, 'requestedModel'),
        JSONExtractString(input, 'request', 'model') != '', JSONExtractString(input, 'request', 'model'), JSONExtractString(input, 'model')) AS requested
    FROM (
      SELECT * ${sql.join(columns, sql` `)} FROM (
        SELECT toDate(received_at) AS day, sequence, indexOf(types, 'rule_evaluation') AS place, if(place = 0, '', inputs[place]) AS input,
          indexOf(types, 'model_selection') AS selected, if(selected = 0, '', inputs[selected]) AS selection,
          arrayFilter((output, type) -> type = 'rule_evaluation', outputs, types) AS outputs_of_rules
        FROM decision_log WHERE ${rowsIn(scope)}
      )
    )`
}

/** Of an output only what tells the road, so that outputs that say the same are the same. */
const saidBy = sql`multiIf(
  JSONHas(output, 'route'), concat('{"route":', JSONExtractRaw(output, 'route'), if(JSONHas(output, 'rejection'), ',"rejection":{}', ''), '}'),
  JSONHas(output, 'actions'), concat('{"actions":', JSONExtractRaw(output, 'actions'), if(JSONHas(output, 'rejection'), ',"rejection":{}', ''), '}'),
  length(output) < 500, output, '{}')`

/** The model calls of the requests, a row each: tokens and time of the one that answered, the cost of all. */
function callsOf(project: string, { fromNs, toNs }: TimeRange): Statement {
  const scope: Scope = { project, fromNs: fromNs - CALLS_BEFORE_NS, toNs: toNs + CALLS_AFTER_NS }
  const columns = sql`toFloat64(ifNull(prompt_tokens, -1)), toFloat64(prompt_length), toFloat64(ifNull(response_tokens, -1)), toFloat64(duration_ns) / 1000000`
  return sql`
    SELECT trace_id, 1 AS found, all_cost AS cost, tupleElement(one, 1) AS prompt_tokens, tupleElement(one, 2) AS prompt_characters,
      tupleElement(one, 3) AS response_tokens, tupleElement(one, 4) AS latency_ms
    FROM (
      SELECT trace_id, if(count(cost) = 0, '', toString(sum(cost))) AS all_cost, argMax((${columns}), (status < 2, start_time)) AS one
      FROM interactions FINAL WHERE ${rowsIn(scope)} AND trace_id != '' AND deleted = 0 GROUP BY trace_id
    )`
}
