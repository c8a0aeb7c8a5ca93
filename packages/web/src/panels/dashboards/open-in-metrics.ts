/** A widget's question as the Metrics explorer holds it, where the explorer can ask it. */
import { splitReference } from '../../lib/metric-reference.ts'
import { printTests, type TagTest } from '../../lib/metric-question.ts'
import type { MetricSearch } from '../../lib/search-params.ts'

type Source = { readonly endpoint: string; readonly parameters: Readonly<Record<string, unknown>> }

const COMPARES = ['1h', '1d', '7d'] as const

export function metricSearchOf({ endpoint, parameters }: Source): MetricSearch | undefined {
  const { metric, formula, aggregation, groupBy, filters, exclude, step, top, compare } = parameters
  if (!/\/metrics\/query\/?$/.test(endpoint) || (typeof metric !== 'string' && typeof formula !== 'string')) return undefined
  const reference = typeof metric === 'string' ? splitReference(metric) : undefined
  const agg = reference?.aggregation || (typeof aggregation === 'string' ? (aggregation as MetricSearch['agg']) : undefined)
  const compared = COMPARES.find((one) => one === compare)
  const where = printTests([...testsOf(filters, false), ...testsOf(exclude, true)])
  const by = Array.isArray(groupBy) ? groupBy.filter((tag) => typeof tag === 'string').join(',') : ''
  return {
    ...(reference ? { metric: reference.name } : { formula: String(formula) }),
    ...(agg && { agg }),
    ...(by !== '' && { by }),
    ...(where !== undefined && { where }),
    ...(typeof step === 'string' && { step }),
    ...(typeof top === 'number' && { top: String(top) }),
    ...(compared && { compare: compared }),
  }
}

function testsOf(given: unknown, not: boolean): TagTest[] {
  if (typeof given !== 'object' || given === null) return []
  return Object.entries(given).flatMap(([tag, values]) => [values].flat().map((value) => ({ tag, value: String(value), not })))
}
