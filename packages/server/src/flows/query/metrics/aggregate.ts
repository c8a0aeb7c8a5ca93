/** Parts into one number per group and window. */
import type { MetricAggregation } from '@relayscope/contract'
import { float, type Statement, sql, uint } from '../../../planes/telemetry/statement.ts'
import { labelNames, partsOf, type Selection, type Span } from './parts.ts'
import { quantileOf } from './reference.ts'

/** Rows: g0, g1, ..., slot, value. */
export function valuesStatement(selection: Selection, aggregation: MetricAggregation, span: Span, maxRows: number): Statement {
  const labels = labelNames(selection.groupBy)
  const listed = sql.join([...labels, sql`slot`])
  return sql`
    SELECT ${listed}, ${numberOf(selection, aggregation, span.stepMs)} AS value
    FROM (${sourceOf(selection, aggregation, span)})
    GROUP BY ${listed} ORDER BY slot LIMIT ${uint(maxRows)}`
}

/** A state of several senders is added up by what each reported on average: three reports of one sender are not three times its memory. */
function sourceOf(selection: Selection, aggregation: MetricAggregation, span: Span): Statement {
  const parts = partsOf(selection, span)
  if (!isSumOfStates(selection, aggregation)) return parts
  const keys = sql.join([...labelNames(selection.groupBy), sql`series`, sql`slot`])
  return sql`SELECT ${keys}, sum(total) / sum(n) AS state FROM (${parts}) GROUP BY ${keys}`
}

function isSumOfStates({ metric }: Selection, aggregation: MetricAggregation): boolean {
  return metric.shown === 'gauge' && aggregation === 'sum'
}

function numberOf(selection: Selection, aggregation: MetricAggregation, stepMs: number): Statement {
  const quantile = quantileOf(aggregation)
  if (quantile !== undefined) return sql`quantileTDigestWeightedArrayMerge(${floatLiteral(quantile)})(digest)`
  const { metric } = selection
  const isCounted = metric.shown === 'counter'
  switch (aggregation) {
    case 'sum':
      return isSumOfStates(selection, aggregation) ? sql`sum(state)` : sql`sum(total)`
    case 'count':
      // Of what is a count already, how many there were is its sum.
      return isCounted && metric.derived?.shape !== 'amount' ? sql`sum(total)` : sql`toFloat64(sum(n))`
    case 'avg':
      return sql`if(sum(n) = 0, NULL, sum(total) / sum(n))`
    case 'min':
      return sql`minIf(lowest, isFinite(lowest))`
    case 'max':
      return sql`maxIf(highest, isFinite(highest))`
    case 'rate':
      return isCounted ? sql`sum(total) / ${float(stepMs / 1000)}` : sql`sum(n) / ${float(stepMs / 1000)}`
    default:
      throw new Error(`bug: no such aggregation: ${aggregation}`)
  }
}

/** A parameter of an aggregate function has to be a bare number. */
function floatLiteral(quantile: number): Statement {
  return QUANTILES[String(quantile)] ?? sql`0.5`
}

const QUANTILES: Readonly<Record<string, Statement>> = { '0.5': sql`0.5`, '0.9': sql`0.9`, '0.95': sql`0.95`, '0.99': sql`0.99` }

/** One row: everything of one metric over the whole range. */
export function statsStatement(selection: Selection, span: Span): Statement {
  return sql`
    SELECT toFloat64(sum(n)) AS count, sum(total) AS sum, if(sum(n) = 0, NULL, sum(total) / sum(n)) AS avg,
      minIf(lowest, isFinite(lowest)) AS min, maxIf(highest, isFinite(highest)) AS max,
      quantilesTDigestWeightedArrayMerge(0.5, 0.9, 0.95, 0.99)(digest) AS quantiles
    FROM (${partsOf(selection, span)})`
}
