/**
 * What is measured of interactions, once for all figures: from single rows, from what was rolled up, and both together.
 * A part is one row of partial results; parts of any size add up.
 */
import { identifier, type Statement, sql } from '../../planes/telemetry/statement.ts'

/** Why a call failed, in words that are the same for every provider. */
const TEXT_OF_ERROR = sql`lower(substring(concat(error_type, ' ', error_code, ' ', error_message), 1, 300))`
const ERROR_CLASS = sql`multiIf(
  status = 3, 'timeout',
  match(${TEXT_OF_ERROR}, '429|rate.?limit|quota|too.?many'), 'rate_limit',
  match(${TEXT_OF_ERROR}, 'timeout|timed.?out|deadline'), 'timeout',
  match(${TEXT_OF_ERROR}, 'abort|cancel'), 'cancelled',
  match(${TEXT_OF_ERROR}, '401|403|auth|permission|api.?key'), 'auth',
  match(${TEXT_OF_ERROR}, 'content.?filter|safety|moderation|content.?policy'), 'content_filter',
  match(${TEXT_OF_ERROR}, 'overload|529|503|unavailable|capacity'), 'overloaded',
  match(${TEXT_OF_ERROR}, '404|not.?found'), 'not_found',
  match(${TEXT_OF_ERROR}, '400|413|422|invalid|bad.?request|context.?length|too.?large'), 'invalid_request',
  match(${TEXT_OF_ERROR}, '50[0-9]|internal|server.?error'), 'server',
  match(${TEXT_OF_ERROR}, 'connect|socket|network|econn|enotfound|fetch failed'), 'network',
  'other')`

/** Sums over single rows. Those leave out what is unknown; how often it was unknown is counted beside them. */
const SUMS = {
  calls: sql`count()`,
  operations: sql`countIf(attempt <= 1)`,
  http_calls: sql`sum(greatest(http_attempts, 1))`,
  errors: sql`countIf(status >= 2)`,
  timeouts: sql`countIf(status = 3)`,
  prompt_sum: sql`sum(ifNull(prompt_tokens, 0))`,
  response_sum: sql`sum(ifNull(response_tokens, 0))`,
  total_sum: sql`sum(ifNull(total_tokens, 0))`,
  cached_sum: sql`sum(ifNull(cached_tokens, 0))`,
  cache_write_sum: sql`sum(ifNull(cache_write_tokens, 0))`,
  reasoning_sum: sql`sum(ifNull(reasoning_tokens, 0))`,
  without_tokens: sql`countIf(isNull(total_tokens))`,
  estimated: sql`countIf(tokens_estimated = 1)`,
  without_cost: sql`countIf(isNull(cost))`,
  counted_cost: sql`sumIf(assumeNotNull(cost), isNotNull(cost) AND ifNull(total_tokens, 0) > 0)`,
  counted_tokens: sql`sumIf(ifNull(total_tokens, 0), isNotNull(cost))`,
  latency_ln: sql`sum(log(greatest(duration_ns, 1)))`,
  latency_ln2: sql`sum(pow(log(greatest(duration_ns, 1)), 2))`,
  first_n: sql`countIf(isNotNull(ttft_ms))`,
  first_ln: sql`sumIf(log(greatest(assumeNotNull(ttft_ms), 0.001)), isNotNull(ttft_ms))`,
  first_ln2: sql`sumIf(pow(log(greatest(assumeNotNull(ttft_ms), 0.001)), 2), isNotNull(ttft_ms))`,
  cost_x: sql`sumIf(toFloat64(assumeNotNull(cost)), isNotNull(cost))`,
  cost_x2: sql`sumIf(pow(toFloat64(assumeNotNull(cost)), 2), isNotNull(cost))`,
} as const

/** Sums by a word. Money is only ever added within one currency. */
const MAPS = {
  cost_by_currency: sql`sumMapIf(map(toString(currency), assumeNotNull(cost)), isNotNull(cost))`,
  priced_by_currency: sql`sumMapIf(map(toString(currency), toUInt64(1)), isNotNull(cost))`,
  saved_by_currency: sql`sumMapIf(map(toString(currency), assumeNotNull(cache_saved)), isNotNull(cache_saved))`,
  error_classes: sql`sumMapIf(map(${ERROR_CLASS}, toUInt64(1)), status >= 2)`,
} as const

/** The latest start. */
const LAST = sql`max(toUnixTimestamp64Nano(start_time))`

interface Digest {
  state: Statement
  merge: Statement
  /** What the merged quantiles are called: the name of the state stays that of the state. */
  as: Statement
}

const DIGESTS: Readonly<Record<string, Digest>> = {
  latency: {
    state: sql`quantilesTDigestState(0.5, 0.95, 0.99)(toFloat64(duration_ns))`,
    merge: sql`quantilesTDigestMerge(0.5, 0.95, 0.99)(part.latency)`,
    as: sql`latency_ns`,
  },
  first_token: {
    state: sql`quantilesTDigestStateIf(0.5, 0.95, 0.99)(assumeNotNull(ttft_ms), isNotNull(ttft_ms))`,
    merge: sql`quantilesTDigestMerge(0.5, 0.95, 0.99)(part.first_token)`,
    as: sql`first_token_ms`,
  },
  speed: {
    state: sql`quantilesTDigestStateIf(0.5, 0.05)(assumeNotNull(tokens_per_second), isNotNull(tokens_per_second))`,
    merge: sql`quantilesTDigestMerge(0.5, 0.05)(part.speed)`,
    as: sql`speed_quantiles`,
  },
}
const DIGEST_MERGE_STATES: Readonly<Record<string, Statement>> = {
  latency: sql`quantilesTDigestMergeState(0.5, 0.95, 0.99)(part.latency)`,
  first_token: sql`quantilesTDigestMergeState(0.5, 0.95, 0.99)(part.first_token)`,
  speed: sql`quantilesTDigestMergeState(0.5, 0.05)(part.speed)`,
}

const named = (name: string, expression: Statement): Statement => sql`${expression} AS ${identifier(name)}`

export const MEASURE_NAMES: readonly string[] = ['last_ns', ...Object.keys(SUMS), ...Object.keys(MAPS), ...Object.keys(DIGESTS)]

/** The columns of a part, in the order of `MEASURE_NAMES`. */
export const MEASURE_COLUMNS: Statement = sql.join(MEASURE_NAMES.map(identifier))

/** Of single rows of `interactions`: one part. */
export const MEASURES_OF_ROWS: Statement = sql.join([
  named('last_ns', LAST),
  ...Object.entries(SUMS).map(([name, sum]) => named(name, sum)),
  ...Object.entries(MAPS).map(([name, sum]) => named(name, sum)),
  ...Object.entries(DIGESTS).map(([name, { state }]) => named(name, state)),
])

/** Of parts, under the name `part`: one part again. */
export const MEASURES_OF_PARTS: Statement = sql.join([
  ...addedUp(),
  ...Object.entries(DIGEST_MERGE_STATES).map(([name, merge]) => named(name, merge)),
])

/** Of parts, under the name `part`: figures. */
export const FIGURES_OF_PARTS: Statement = sql.join([
  ...addedUp(),
  ...Object.values(DIGESTS).map(({ merge, as }) => sql`${merge} AS ${as}`),
])

function addedUp(): Statement[] {
  return [
    sql`max(part.last_ns) AS last_ns`,
    ...Object.keys(SUMS).map((name) => sql`sum(part.${identifier(name)}) AS ${identifier(name)}`),
    ...Object.keys(MAPS).map((name) => sql`sumMap(part.${identifier(name)}) AS ${identifier(name)}`),
  ]
}
