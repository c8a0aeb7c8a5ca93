import { z } from 'zod'
import { shortText, spanId, traceId } from '../records/common.ts'
import { serviceMap, span, trace, traceSummary } from '../records/trace.ts'
import { page, range } from './common.ts'
import { countAnswer, explore, facetsAnswer, facetsQuery, stepCount } from './explore.ts'
import { route } from './route.ts'

/** Filters for callers that have no use for the search language; they and `q` must all hold. */
const traceFilters = {
  status: z
    .enum(['success', 'error', 'timeout', 'slow'])
    .optional()
    .meta({ description: '`slow`: succeeded, over the 95th percentile of its name in the last 7 days' }),
  service: shortText.optional(),
  provider: shortText.optional(),
  model: shortText.optional(),
  userId: shortText.optional(),
  organizationId: shortText.optional(),
  requestId: shortText.optional(),
  sessionId: shortText.optional(),
}

export const traceListQuery = page.extend({
  q: explore.shape.q,
  ...traceFilters,
  sort: z.enum(['time', 'duration', 'cost']).default('time').meta({
    description: 'Largest or newest first. `duration` and `cost` look at up to 31 days and answer one page of up to 1000 without a cursor',
  }),
})
export type TraceListQuery = z.infer<typeof traceListQuery>

export const traceListItem = traceSummary
  .extend({
    slow: z.boolean().optional().meta({ description: 'Took longer than 95 % of the traces of this name in the last 7 days' }),
    baselineMs: z.number().optional().meta({ description: 'That 95th percentile. Absent when there are too few traces to say' }),
    rootService: z.string().optional(),
  })
  .meta({ id: 'TraceListItem' })
export type TraceListItem = z.infer<typeof traceListItem>

export const traceListAnswer = z.object({ items: z.array(traceListItem), nextCursor: z.string().nullable() }).meta({ id: 'TraceList' })
export type TraceListAnswer = z.infer<typeof traceListAnswer>

export const traceDetail = trace
  .extend({
    slow: traceListItem.shape.slow,
    baselineMs: traceListItem.shape.baselineMs,
    sessionId: shortText.optional(),
    truncated: z.boolean().meta({ description: 'true when the trace has more spans than are answered (50,000)' }),
  })
  .meta({ id: 'TraceDetail' })
export type TraceDetail = z.infer<typeof traceDetail>

export const traceSpansQuery = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  cursor: page.shape.cursor,
})

export const traceSpansAnswer = z.object({ items: z.array(span), nextCursor: z.string().nullable() }).meta({ id: 'TraceSpans' })

export const histogramQuery = explore.extend({
  ...traceFilters,
  steps: stepCount.default(60).meta({ description: 'Wanted number of columns' }),
})

/** A heat map: time across, duration up (each row is twice the one below), only cells that hold something. */
export const durationHistogram = z
  .object({
    from: z.string(),
    to: z.string(),
    stepMs: z.number(),
    cells: z.array(
      z.object({
        time: z.string().meta({ description: 'Start of the column' }),
        minMs: z.number().meta({ description: 'Duration from, included. 0 for the lowest row' }),
        maxMs: z.number().meta({ description: 'Duration to, not included' }),
        count: z.number().int(),
        errors: z.number().int(),
        slow: z.number().int(),
      }),
    ),
    sampled: z.boolean(),
  })
  .meta({ id: 'DurationHistogram' })
export type DurationHistogram = z.infer<typeof durationHistogram>

const traceParams = z.object({ traceId })
const tag = 'Traces'

export const listTraces = route({
  id: 'listTraces',
  method: 'GET',
  path: '/api/v1/traces',
  tag,
  summary: 'List traces, newest first',
  query: traceListQuery,
  answer: traceListAnswer,
  scope: 'metadata',
})

export const searchTraces = route({
  id: 'searchTraces',
  method: 'GET',
  path: '/api/v1/traces/search',
  tag,
  summary: 'Search traces',
  description: 'The same as the list. A mistake in `q` is answered with 422 and its position.',
  query: traceListQuery,
  answer: traceListAnswer,
  scope: 'metadata',
})

export const countTraces = route({
  id: 'countTraces',
  method: 'GET',
  path: '/api/v1/traces/count',
  tag,
  summary: 'Count the traces a search finds, up to 10,000',
  query: explore.extend(traceFilters),
  answer: countAnswer,
  scope: 'metadata',
})

export const traceFacets = route({
  id: 'traceFacets',
  method: 'GET',
  path: '/api/v1/traces/facets',
  tag,
  summary: 'The values fields have among the traces a search finds',
  query: facetsQuery,
  answer: facetsAnswer,
  scope: 'metadata',
})

export const traceHistogram = route({
  id: 'traceHistogram',
  method: 'GET',
  path: '/api/v1/traces/histogram',
  tag,
  summary: 'Durations over time, as a heat map',
  query: histogramQuery,
  answer: durationHistogram,
  scope: 'metadata',
})

export const getServiceMap = route({
  id: 'getServiceMap',
  method: 'GET',
  path: '/api/v1/traces/services',
  tag,
  summary: 'Services and the calls between them',
  query: range.extend({
    limit: z.coerce.number().int().min(1).max(500).default(200).meta({ description: 'Services, and calls between them, at most' }),
  }),
  answer: serviceMap,
  scope: 'metadata',
})

export const getTrace = route({
  id: 'getTrace',
  method: 'GET',
  path: '/api/v1/traces/:traceId',
  tag,
  summary: 'A trace with all its spans',
  params: traceParams,
  answer: traceDetail,
  scope: 'metadata',
})

export const getTraceSpans = route({
  id: 'getTraceSpans',
  method: 'GET',
  path: '/api/v1/traces/:traceId/spans',
  tag,
  summary: 'The spans of a trace, by start time',
  params: traceParams,
  query: traceSpansQuery,
  answer: traceSpansAnswer,
  scope: 'metadata',
})

export const getSpanStats = route({
  id: 'getSpanStats',
  method: 'GET',
  path: '/api/v1/traces/:traceId/spans/:spanId/stats',
  tag,
  summary: 'How a span compares with others of its name, and how many traces have its error',
  params: traceParams.extend({ spanId }),
  query: range,
  answer: z
    .object({
      count: z.number().int(),
      errors: z.number().int(),
      p50Ms: z.number(),
      p95Ms: z.number(),
      sameErrorTraces: z.number().int().meta({ description: 'Other traces in the range with this error message on a span of this name' }),
    })
    .meta({ id: 'SpanStats' }),
  scope: 'metadata',
})

export const traceRoutes = [
  listTraces,
  searchTraces,
  countTraces,
  traceFacets,
  traceHistogram,
  getServiceMap,
  getTrace,
  getTraceSpans,
  getSpanStats,
] as const
