import { z } from 'zod'
import { isoTime, windowText } from '../records/common.ts'
import { METRIC_SUFFIXES } from '../records/metric-suffixes.ts'
import { metric } from '../records/metric.ts'
import { pairs, range, timeText } from './common.ts'
import { route } from './route.ts'

const tag = 'Metrics'

/** What the points of a metric are; decides what its suffixes mean. */
export const metricKind = z.enum(['gauge', 'counter', 'histogram', 'sample', 'text'])
export type MetricKind = z.infer<typeof metricKind>

export const metricAggregation = z.enum(METRIC_SUFFIXES)
export type MetricAggregation = z.infer<typeof metricAggregation>

const tagName = z.string().min(1).max(256)
const metricName = z.string().min(1).max(300)

const tagFilter = z.record(tagName, z.union([z.string().max(2048), z.array(z.string().max(2048)).min(1).max(100)]))

/** One question about metrics. Dashboard panels, alert conditions and reports ask with the same. */
export const metricQuery = z
  .object({
    metric: metricName
      .optional()
      .meta({ description: 'A reference: a name, with an aggregation behind it if need be', examples: ['api.latency.p95'] }),
    formula: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .meta({
        description:
          'Instead of `metric`: references, numbers, + - * / and parentheses. A name with other characters stands in double quotes',
        examples: ['api.errors / api.requests * 100'],
      }),
    aggregation: metricAggregation
      .optional()
      .meta({ description: 'Where the reference has none. Default: what the definition says, else what fits the kind' }),
    from: timeText.optional().meta({ description: 'Default: now-1h' }),
    to: timeText.optional().meta({ description: 'Default: now' }),
    step: windowText.optional().meta({ description: 'Length of a window. Default: about 120 windows in the range' }),
    groupBy: z.array(tagName).max(8).default([]).meta({ description: 'Names of tags' }),
    filters: tagFilter.default({}).meta({ description: 'Tag and value, or tag and list of values of which any may be' }),
    exclude: tagFilter.default({}).meta({ description: 'As `filters`, for what must not be' }),
    fill: z.enum(['none', 'zero', 'previous', 'linear']).default('none').meta({ description: 'What stands where a window has no point' }),
    top: z.number().int().min(1).max(500).default(20).meta({ description: 'Groups answered, the largest first' }),
    other: z.boolean().default(true).meta({ description: 'Whether the remaining groups are answered together as one' }),
    compare: windowText.optional().meta({ description: 'Answer the same range this much earlier too', examples: ['1d'] }),
  })
  .refine((query) => (query.metric === undefined) !== (query.formula === undefined), {
    message: 'give either metric or formula',
    path: ['metric'],
  })
  .meta({ id: 'MetricQuery' })
export type MetricQuery = z.output<typeof metricQuery>
export type MetricQueryInput = z.input<typeof metricQuery>

export const frameSeries = z
  .object({
    labels: z.record(z.string(), z.string()),
    other: z.boolean().optional().meta({ description: 'The groups beyond `top`, together' }),
    values: z.array(z.number().nullable()).meta({ description: 'One for each of `times`; null where there was nothing' }),
  })
  .meta({ id: 'FrameSeries' })
export type FrameSeries = z.infer<typeof frameSeries>

/** The answer to a question: windows of time and a value per group in each. */
export const frame = z
  .object({
    from: isoTime,
    to: isoTime,
    stepMs: z.number(),
    times: z.array(z.number()).meta({ description: 'Start of each window, milliseconds since 1970 UTC' }),
    unit: z.string(),
    aggregation: z.string(),
    series: z.array(frameSeries),
    groups: z.number().int().meta({ description: 'How many groups there were before `top`' }),
    compare: z
      .object({ shiftMs: z.number(), series: z.array(frameSeries) })
      .optional()
      .meta({ description: 'The earlier period, on the same windows' }),
    resolution: z
      .enum(['points', '1m', '1h', '6h'])
      .meta({ description: 'What was read: single points, or roll-ups of windows up to this length' }),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'Frame' })
export type Frame = z.infer<typeof frame>

export const metricInfo = metric
  .extend({
    kind: metricKind,
    derived: z.boolean().meta({ description: 'Nobody sends it: it is computed from traces and interactions' }),
    defined: z.boolean().meta({ description: 'Somebody wrote a definition; else it is inferred' }),
    series: z.number().int(),
    lastSeen: isoTime.nullable(),
  })
  .meta({ id: 'MetricInfo' })
export type MetricInfo = z.infer<typeof metricInfo>

export const metricStats = z
  .object({
    name: z.string(),
    unit: z.string(),
    kind: metricKind,
    from: isoTime,
    to: isoTime,
    count: z.number(),
    sum: z.number().nullable(),
    avg: z.number().nullable(),
    min: z.number().nullable(),
    max: z.number().nullable(),
    p50: z.number().nullable(),
    p90: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
    rate: z.number().nullable().meta({ description: 'Per second, over the range' }),
  })
  .meta({ id: 'MetricStats' })
export type MetricStats = z.infer<typeof metricStats>

const nameParams = z.object({ name: metricName })

const listed = z
  .string()
  .max(2048)
  .optional()
  .transform((text) => (text === undefined || text === '' ? [] : text.split(',').map((each) => each.trim())))

/** `filter=provider=openai&filter=region=eu` */
const filterParameter = pairs('A tag and its value as `tag=value`; may stand several times')

export const listMetrics = route({
  id: 'listMetrics',
  method: 'GET',
  path: '/api/v1/metrics',
  tag,
  summary: 'List the metrics there are, sent and derived',
  query: z.object({
    q: z.string().max(256).optional().meta({ description: 'Part of the name' }),
    category: z.string().max(256).optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(500),
  }),
  answer: z.object({ items: z.array(metricInfo), nextCursor: z.null() }).meta({ id: 'MetricList' }),
  scope: 'metadata',
})

export const listMetricTags = route({
  id: 'listMetricTags',
  method: 'GET',
  path: '/api/v1/metrics/tags',
  tag,
  summary: 'The tags metrics have, or the values of one',
  query: z.object({
    metric: metricName.optional().meta({ description: 'Only of this one' }),
    tag: tagName.optional().meta({ description: 'Answer the values of this tag' }),
    prefix: z.string().max(256).optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
  }),
  answer: z
    .object({ items: z.array(z.object({ value: z.string(), series: z.number().int() })), nextCursor: z.null() })
    .meta({ id: 'MetricTags' }),
  scope: 'metadata',
})

export const queryMetrics = route({
  id: 'queryMetrics',
  method: 'POST',
  path: '/api/v1/metrics/query',
  tag,
  summary: 'Ask a question about metrics',
  body: metricQuery,
  answer: frame,
  scope: 'metadata',
})

export const getMetric = route({
  id: 'getMetric',
  method: 'GET',
  path: '/api/v1/metrics/:name',
  tag,
  summary: 'Values of one metric over time',
  description: 'The name may carry an aggregation: `api.latency.p95`.',
  params: nameParams,
  query: range.extend({
    aggregation: metricAggregation.optional(),
    step: windowText.optional(),
    groupBy: listed.meta({ description: 'Names of tags, with commas between' }),
    filter: filterParameter,
    top: z.coerce.number().int().min(1).max(500).default(20),
  }),
  answer: frame.extend({ metric: metricInfo }).meta({ id: 'MetricData' }),
  scope: 'metadata',
})

export const getMetricStats = route({
  id: 'getMetricStats',
  method: 'GET',
  path: '/api/v1/metrics/:name/stats',
  tag,
  summary: 'Count, sum, extremes and percentiles of one metric over a range',
  params: nameParams,
  query: range.extend({ filter: filterParameter }),
  answer: metricStats,
  scope: 'metadata',
})

export const exemplar = z
  .object({
    time: isoTime,
    value: z.number(),
    traceId: z.string(),
    spanId: z.string(),
    requestId: z.string(),
    labels: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Exemplar' })
export type MetricExemplar = z.infer<typeof exemplar>

export const listMetricExemplars = route({
  id: 'listMetricExemplars',
  method: 'GET',
  path: '/api/v1/metrics/:name/exemplars',
  tag,
  summary: 'Single requests behind the numbers of a metric, the largest values first',
  params: nameParams,
  query: range.extend({ filter: filterParameter, limit: z.coerce.number().int().min(1).max(200).default(20) }),
  answer: z.object({ items: z.array(exemplar), nextCursor: z.null() }).meta({ id: 'ExemplarList' }),
  scope: 'read',
})

export const putMetric = route({
  id: 'putMetric',
  method: 'PUT',
  path: '/api/v1/metrics/:name',
  tag,
  summary: 'Say what a metric is',
  description: 'What is not said is inferred from the points.',
  params: nameParams,
  body: metric.omit({ name: true }).partial().meta({ id: 'MetricDefinition' }),
  answer: metricInfo,
  scope: 'write',
})

export const deleteMetric = route({
  id: 'deleteMetric',
  method: 'DELETE',
  path: '/api/v1/metrics/:name',
  tag,
  summary: 'Forget what was said of a metric; its points stay',
  params: nameParams,
  answer: metricInfo,
  scope: 'write',
})

export const metricRoutes = [
  listMetrics,
  listMetricTags,
  queryMetrics,
  getMetric,
  getMetricStats,
  listMetricExemplars,
  putMetric,
  deleteMetric,
] as const
