/** From a point of a widget to the requests behind it: the explorer that has them, with the widget's filters and the time of the point. */
import { INTERACTION_FIELDS, printFieldValue, TRACE_FIELDS } from '@relayscope/contract/search'

export interface DrillPlace {
  readonly to: '/traces' | '/interactions'
  readonly search: { readonly from: string; readonly to: string; readonly q?: string }
}

export interface DrillSource {
  readonly endpoint: string
  /** As they were asked: variables filled in. */
  readonly parameters: Readonly<Record<string, unknown>>
}

export interface DrillSpan {
  readonly fromMs: number
  readonly toMs: number
}

type Labels = Readonly<Record<string, string>>
type Side = 'traces' | 'interactions'

/** What a tag of a metric is called in the searches. */
const FIELDS: Readonly<Record<Side, Readonly<Record<string, string>>>> = {
  traces: {
    operation: 'name',
    organizationId: 'organization',
    status: 'status',
    method: 'method',
    provider: 'provider',
    model: 'model',
    service: 'service',
  },
  interactions: {
    provider: 'provider',
    model: 'model',
    operation: 'operation',
    service: 'service',
    organizationId: 'organization',
    status: 'status',
  },
}

export function drillDown({ endpoint, parameters }: DrillSource, span: DrillSpan, labels: Labels = {}): DrillPlace {
  const listed = listOf(endpoint)
  const side = listed ?? sideOfMetric(referencesOf(parameters, endpoint))
  const terms = listed === undefined ? metricTerms(side, parameters, labels, endpoint) : searchTerms(parameters)
  const q = [...new Set(terms)].filter((term) => term !== '').join(' ')
  return {
    to: `/${side}`,
    search: { from: new Date(span.fromMs).toISOString(), to: new Date(span.toMs).toISOString(), ...(q !== '' && { q }) },
  }
}

function listOf(endpoint: string): Side | undefined {
  if (/\/traces\b/.test(endpoint)) return 'traces'
  return /\/ai-interactions\b/.test(endpoint) ? 'interactions' : undefined
}

function referencesOf({ metric, formula }: DrillSource['parameters'], endpoint: string): string {
  const [, named = ''] = /\/metrics\/(?!query\b)([^/]+)/.exec(endpoint) ?? []
  return [metric, formula, named].filter((text) => typeof text === 'string').join(' ')
}

/** Attempts at a provider are interactions; everything else is looked for among the traces. */
function sideOfMetric(references: string): Side {
  return /\bai\./.test(references) && !/\bapi\./.test(references) ? 'interactions' : 'traces'
}

function searchTerms(parameters: DrillSource['parameters']): string[] {
  return typeof parameters['q'] === 'string' ? [parameters['q']] : []
}

function metricTerms(side: Side, parameters: DrillSource['parameters'], labels: Labels, endpoint: string): string[] {
  const { filters, exclude } = parameters
  const failed = /\b(api|ai)\.errors\b/.test(referencesOf(parameters, endpoint)) ? ['status:error'] : []
  return [
    ...failed,
    ...Object.entries(recordOf(filters)).map(([tag, value]) => term(side, tag, value)),
    ...Object.entries(recordOf(exclude)).map(([tag, value]) => negated(term(side, tag, value))),
    ...Object.entries(labels).map(([tag, value]) => (value === '' ? '' : term(side, tag, value))),
  ]
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function negated(term: string): string {
  return term === '' ? '' : `-${term}`
}

/** Empty where the explorer knows nothing of the kind. */
function term(side: Side, tag: string, value: unknown): string {
  const field = FIELDS[side][tag]
  const values = [value].flat().filter((each) => typeof each === 'string')
  if (field === undefined || values.length === 0) return ''
  const printed = values.map((each) => printFieldValue(field, each, side === 'traces' ? TRACE_FIELDS : INTERACTION_FIELDS))
  return printed.length === 1 ? (printed[0] ?? '') : `(${printed.join(' OR ')})`
}
