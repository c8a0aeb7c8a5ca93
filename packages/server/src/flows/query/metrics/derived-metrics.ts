/**
 * The metrics nobody sends: what they are called, and how one row of a trace or an AI interaction says them. One request
 * is one operation (`api.*`, a trace with its root) with any number of attempts at a provider (`ai.*`, interactions);
 * they are never mixed. `component.*` is what the gateway's cache, database and queue did on the way, by their spans;
 * `decisions.*`, `cache.*` and `budget.*` are of what was decided about a request, one row each.
 */
import type { MetricAggregation } from '@relayscope/contract'
import { sql, type Statement } from '../../../planes/telemetry/statement.ts'

export type DerivedSource = 'traces' | 'interactions' | 'spans' | 'decisions'

export interface DerivedMetric {
  name: string
  source: DerivedSource
  unit: string
  description: string
  /** `tally`: 0 or 1 a row, counted by adding up. `amount`: added up. `duration`: looked at by its average and percentiles. */
  shape: 'tally' | 'amount' | 'duration'
  /** The value of a row; NULL where the row says nothing of it. */
  value: Statement
}

/** A metric that is another two, divided. */
export interface DerivedRatio {
  name: string
  unit: string
  description: string
  formula: string
}

const metric = (
  source: DerivedSource,
  name: string,
  shape: DerivedMetric['shape'],
  unit: string,
  value: Statement,
  description: string,
): DerivedMetric => ({ source, name, shape, unit, value, description })

/** The check of the budget was the last that was decided, and nobody was asked then. */
const DENIED = sql`outcome = 3 AND types[-1] = 'budget_check'`

export const DERIVED: readonly DerivedMetric[] = [
  metric('traces', 'api.requests', 'tally', '1', sql`1`, 'Requests: traces with their root'),
  metric('traces', 'api.errors', 'tally', '1', sql`state >= 2`, 'Requests that failed or timed out'),
  metric('traces', 'api.latency', 'duration', 'ms', sql`duration_ns / 1e6`, 'Time a request took as a whole'),
  metric('interactions', 'ai.requests', 'tally', '1', sql`1`, 'Attempts at a provider'),
  metric('interactions', 'ai.errors', 'tally', '1', sql`status >= 2`, 'Attempts at a provider that failed or timed out'),
  metric('interactions', 'ai.latency', 'duration', 'ms', sql`duration_ns / 1e6`, 'Time an attempt at a provider took'),
  metric('interactions', 'ai.ttft', 'duration', 'ms', sql`ttft_ms`, 'Time to the first token'),
  metric('interactions', 'ai.tokens.prompt', 'amount', 'tokens', sql`prompt_tokens`, 'Tokens sent, cached ones included'),
  metric('interactions', 'ai.tokens.response', 'amount', 'tokens', sql`response_tokens`, 'Tokens received, reasoning included'),
  metric('interactions', 'ai.tokens.total', 'amount', 'tokens', sql`total_tokens`, 'Tokens sent and received'),
  metric('interactions', 'ai.tokens_per_second', 'duration', 'tokens/s', sql`tokens_per_second`, 'Tokens received a second'),
  metric('interactions', 'ai.cost', 'amount', 'USD', sql`cost`, 'Cost, for charts; exact amounts are with the interactions'),
  metric('spans', 'component.requests', 'tally', '1', sql`1`, 'Operations of the cache, the database, the queue'),
  metric('spans', 'component.errors', 'tally', '1', sql`status >= 2`, 'Operations of the cache, the database, the queue that failed'),
  metric('spans', 'component.latency', 'duration', 'ms', sql`duration_ns / 1e6`, 'Time such an operation took'),
  metric('decisions', 'decisions.requests', 'tally', '1', sql`1`, 'Requests something was decided about'),
  metric('decisions', 'decisions.count', 'amount', '1', sql`length(types)`, 'Decisions, of which a request has several'),
  metric('decisions', 'decisions.fallbacks', 'tally', '1', sql`fallback = 1`, 'Requests another model answered than was chosen first'),
  metric('decisions', 'decisions.rejected', 'tally', '1', sql`outcome = 3`, 'Requests nobody was asked about'),
  metric('decisions', 'decisions.evaluation_time', 'duration', 'ms', sql`evaluation_ms`, 'Time the decisions of a request took'),
  metric('decisions', 'cache.lookups', 'tally', '1', sql`if(isNull(cache_hit), NULL, 1)`, 'Requests that were looked up in the cache'),
  metric('decisions', 'cache.hits', 'tally', '1', sql`cache_hit`, 'Requests the cache answered'),
  metric('decisions', 'budget.checks', 'tally', '1', sql`if(has(types, 'budget_check'), 1, NULL)`, 'Requests whose budget was checked'),
  metric(
    'decisions',
    'budget.denied',
    'tally',
    '1',
    sql`if(has(types, 'budget_check'), ${DENIED}, NULL)`,
    'Requests whose budget was used up',
  ),
]

export const RATIOS: readonly DerivedRatio[] = [
  { name: 'api.error_rate', unit: 'ratio', description: 'Share of requests that failed', formula: 'api.errors.sum / api.requests.sum' },
  { name: 'ai.error_rate', unit: 'ratio', description: 'Share of attempts that failed', formula: 'ai.errors.sum / ai.requests.sum' },
  {
    name: 'component.error_rate',
    unit: 'ratio',
    description: 'Share of operations of the cache, the database, the queue that failed',
    formula: 'component.errors.sum / component.requests.sum',
  },
  {
    name: 'cache.hit_rate',
    unit: 'ratio',
    description: 'Share of look-ups the cache answered',
    formula: 'cache.hits.sum / cache.lookups.sum',
  },
]

/** The tags of a derived metric, each with the column that says it. Few on purpose: each combination is a series. */
export const DERIVED_TAGS: Readonly<Record<DerivedSource, Readonly<Record<string, Statement>>>> = {
  traces: {
    operation: sql`operation`,
    status: sql`status_text`,
    organizationId: sql`organization`,
    method: sql`method`,
    provider: sql`provider`,
  },
  interactions: {
    provider: sql`provider`,
    model: sql`model`,
    operation: sql`operation`,
    service: sql`service`,
    organizationId: sql`organization_id`,
    status: sql`transform(status, [2, 3], ['error', 'timeout'], 'success')`,
  },
  spans: { component: sql`part`, service: sql`service` },
  decisions: {
    road: sql`road`,
    rule: sql`rule`,
    provider: sql`provider`,
    organizationId: sql`organization_id`,
  },
}

export function derivedMetric(name: string): DerivedMetric | undefined {
  return DERIVED.find((each) => each.name === name)
}

export function derivedRatio(name: string): DerivedRatio | undefined {
  return RATIOS.find((each) => each.name === name)
}

export const DEFAULT_OF_SHAPE: Readonly<Record<DerivedMetric['shape'], MetricAggregation>> = {
  tally: 'sum',
  amount: 'sum',
  duration: 'avg',
}
