/** Parts into figures per group and window, and figures into the one number that is asked for. */
import type { MetricAggregation } from '@relayscope/contract'
import { type Statement, sql, uint } from '../../../planes/telemetry/statement.ts'
import type { KnownMetric } from './catalogue.ts'
import { labelNames, partsOf, type Selection, type Span } from './parts.ts'

/** Of one metric, by one set of tags, in one window. */
export interface ReadRow {
  name: string
  /** 1 for each tag that it is grouped by; the labels of others say nothing. */
  given: number[]
  labels: string[]
  slot: string | number
  n: number
  total: number | null
  least: number | null
  most: number | null
  /** In the order of QUANTILES. */
  quantiles: (number | null)[]
}

const QUANTILES: readonly MetricAggregation[] = ['p50', 'p90', 'p95', 'p99']

export interface HowToRead {
  /** Digests cost most of all, so they are read where a percentile is asked for. */
  hasDigest: boolean
  isSumOfStates: boolean
}

/** Rows are `ReadRow`s, for each of the sets of tags. */
export function valuesStatement(
  selection: Selection,
  sets: readonly (readonly string[])[],
  { hasDigest, isSumOfStates: ofStates }: HowToRead,
  span: Span,
  maxRows: number,
): Statement {
  const labels = labelNames(selection.groupBy)
  const grouped = sets.map((set) => labels.filter((_, at) => set.includes(selection.groupBy[at] ?? '')))
  const given = labels.map((label) => sql`toUInt8(grouping(${label}) = 0)`)
  const quantiles = hasDigest ? sql`quantilesTDigestWeightedArrayMerge(0.5, 0.9, 0.95, 0.99)(digest)` : sql`[]`
  return sql`
    SELECT name, [${sql.join(given)}] AS given, [${sql.join(labels)}] AS labels, slot, toFloat64(sum(n)) AS n, sum(total) AS total,
      minIf(lowest, isFinite(lowest)) AS least, maxIf(highest, isFinite(highest)) AS most, ${quantiles} AS quantiles
    FROM (${ofStates ? states(selection, span) : partsOf(selection, span)})
    GROUP BY GROUPING SETS (${sql.join(grouped.map((set) => sql`(${sql.join([sql`name`, ...set, sql`slot`])})`))})
    LIMIT ${uint(maxRows)}`
}

/** A state of several senders is added up by what each reported on average: three reports of one sender are not three times its memory. */
function states(selection: Selection, span: Span): Statement {
  const keys = sql.join([sql`name`, ...labelNames(selection.groupBy), sql`series`, sql`slot`])
  return sql`
    SELECT ${keys}, sum(parts.n) AS n, sum(parts.total) / sum(parts.n) AS total, min(parts.lowest) AS lowest, max(parts.highest) AS highest
    FROM (${partsOf(selection, span)}) AS parts GROUP BY ${keys}`
}

export function isSumOfStates({ shown }: KnownMetric, aggregation: MetricAggregation): boolean {
  return shown === 'gauge' && aggregation === 'sum'
}

export function valueOf(metric: KnownMetric, aggregation: MetricAggregation, row: ReadRow, stepMs: number): number | null {
  const { n, total, least, most, quantiles } = row
  const isCounted = metric.shown === 'counter'
  switch (aggregation) {
    case 'sum':
      return total
    case 'count':
      // Of what is a count already, how many there were is its sum.
      return isCounted && metric.derived?.shape !== 'amount' ? total : n
    case 'avg':
      return n === 0 || total === null ? null : total / n
    case 'min':
      return least
    case 'max':
      return most
    case 'rate': {
      const counted = isCounted ? total : n
      return counted === null ? null : counted / (stepMs / 1000)
    }
    default:
      return quantiles[QUANTILES.indexOf(aggregation)] ?? null
  }
}

/** One row: everything of one metric over the whole range. */
export function statsStatement(selection: Selection, span: Span): Statement {
  return sql`
    SELECT toFloat64(sum(n)) AS count, sum(total) AS sum, if(sum(n) = 0, NULL, sum(total) / sum(n)) AS avg,
      minIf(lowest, isFinite(lowest)) AS min, maxIf(highest, isFinite(highest)) AS max,
      quantilesTDigestWeightedArrayMerge(0.5, 0.9, 0.95, 0.99)(digest) AS quantiles
    FROM (${partsOf(selection, span)})`
}
