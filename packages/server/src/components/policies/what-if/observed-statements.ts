/** What is known of one request's model call, and of a model's calls lately. */
import { rowsIn } from '../../../flows/query/scope.ts'
import { type Statement, sql, text } from '../../../planes/telemetry/statement.ts'

export interface CallRow {
  prompt_tokens: number
  prompt_characters: number
  response_tokens: number
  /** Decimal text; empty where unknown. */
  cost: string
  latency_ms: number
}

const NEWEST = sql`ORDER BY version DESC LIMIT 1 BY id`

/** The calls of one request as one: tokens and time of the one that answered, the cost of all. -1: unknown. */
export function callStatement(project: string, traceId: string): Statement {
  return sql`
    SELECT ifNull(toFloat64(argMax(prompt_tokens, (status < 2, start_time))), -1) AS prompt_tokens,
      toFloat64(argMax(prompt_length, (status < 2, start_time))) AS prompt_characters,
      ifNull(toFloat64(argMax(response_tokens, (status < 2, start_time))), -1) AS response_tokens,
      if(count(cost) = 0, '', toString(sum(cost))) AS cost,
      toFloat64(argMax(duration_ns, (status < 2, start_time))) / 1000000 AS latency_ms
    FROM (SELECT * FROM interactions WHERE project = ${text(project)} AND trace_id = ${text(traceId)} ${NEWEST})
    WHERE deleted = 0 GROUP BY trace_id`
}

export interface LatelyRow {
  lengths: number[]
  latencies: number[]
  all_tokens: number
  all_characters: number
}

/** A bounded sample of what a model answered in a range. */
export function latelyStatement(project: string, provider: string, model: string, fromNs: bigint, toNs: bigint): Statement {
  return sql`
    SELECT groupArraySample(2000, 7)(assumeNotNull(response_tokens)) AS sampled,
      arrayMap(tokens -> toFloat64(tokens), sampled) AS lengths,
      groupArraySample(2000, 7)(toFloat64(duration_ns) / 1000000) AS latencies,
      toFloat64(sumIf(ifNull(prompt_tokens, 0), prompt_length > 0)) AS all_tokens,
      toFloat64(sumIf(prompt_length, prompt_tokens IS NOT NULL)) AS all_characters
    FROM interactions
    WHERE ${rowsIn({ project, fromNs, toNs })} AND deleted = 0 AND status < 2 AND response_tokens IS NOT NULL
      AND provider = ${text(provider)} AND (model = ${text(model)} OR requested_model = ${text(model)})`
}
