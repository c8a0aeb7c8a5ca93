import { z } from 'zod'
import { decimalText, shortText, traceId } from '../records/common.ts'
import { aiInteraction } from '../records/interaction.ts'
import { page } from './common.ts'
import { countAnswer, explore, facetsAnswer, facetsQuery, stepCount } from './explore.ts'
import { route } from './route.ts'

/** Filters for callers that have no use for the search language; they and `q` must all hold. */
export const interactionFilters = {
  status: z.enum(['success', 'error', 'timeout']).optional(),
  provider: shortText.optional(),
  model: shortText.optional(),
  operation: shortText.optional(),
  userId: shortText.optional(),
  organizationId: shortText.optional(),
  requestId: shortText.optional(),
  sessionId: shortText.optional(),
  traceId: traceId.optional(),
}

export const interactionListQuery = page.extend({
  q: explore.shape.q,
  ...interactionFilters,
  sort: z.enum(['time', 'latency', 'cost', 'tokens']).default('time').meta({
    description: 'Largest or newest first. All but `time` look at up to 31 days and answer one page of up to 1000 without a cursor',
  }),
})
export type InteractionListQuery = z.infer<typeof interactionListQuery>

export const interactionListAnswer = z
  .object({ items: z.array(aiInteraction), nextCursor: z.string().nullable() })
  .meta({ id: 'AIInteractionList' })
export type InteractionListAnswer = z.infer<typeof interactionListAnswer>

/** Fields by which calls can be put into groups. */
export const GROUP_FIELDS = [
  'provider',
  'model',
  'operation',
  'status',
  'service',
  'user',
  'organization',
  'session',
  'region',
  'serviceTier',
  'finishReason',
  'errorType',
  'source',
  'currency',
] as const
export type GroupField = (typeof GROUP_FIELDS)[number]

/** Money of one currency. Amounts of different currencies are never added. */
export const money = z
  .object({
    currency: z.string(),
    amount: z.number().meta({ description: 'The same as decimal, as a number for display' }),
    decimal: decimalText,
    calls: z.number().int().meta({ description: 'Calls whose cost is in this sum' }),
  })
  .meta({ id: 'Money' })
export type Money = z.infer<typeof money>

const distribution = z.object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() })

export const callFigures = z
  .object({
    calls: z.number().int().meta({ description: 'Attempts at a provider that were reported' }),
    operations: z.number().int().meta({
      description: 'What was wanted: a first attempt each. Of one group, those that began in it; its retries and fallbacks are calls',
    }),
    attempts: z.number().int().meta({ description: 'calls, and the HTTP requests below them that a library sent again by itself' }),
    successes: z.number().int().meta({ description: 'Calls that succeeded: of an operation, at most its last attempt' }),
    errors: z.number().int().meta({ description: 'Timeouts included' }),
    errorClasses: z.record(z.string(), z.number().int()).meta({
      description:
        'errors by class: rate_limit, timeout, cancelled, auth, content_filter, overloaded, not_found, invalid_request, server, network, other',
    }),
    timeouts: z.number().int(),
    errorRate: z.number().meta({ description: 'errors / calls, 0 to 1' }),
    promptTokens: z.number().int(),
    responseTokens: z.number().int(),
    totalTokens: z.number().int(),
    cachedTokens: z.number().int(),
    cacheWriteTokens: z.number().int(),
    reasoningTokens: z.number().int(),
    callsWithEstimatedTokens: z.number().int(),
    callsWithoutTokens: z.number().int().meta({ description: 'Calls whose token counts are unknown and in none of the sums' }),
    costs: z.array(money).meta({ description: 'One per currency; empty when no cost is known' }),
    cost: z.number().nullable().meta({ description: 'The amount, when there is one currency only; null when unknown or mixed' }),
    costDecimal: decimalText.nullable(),
    currency: z.string().nullable(),
    callsWithoutCost: z.number().int(),
    costPer1kTokens: z.number().nullable().meta({ description: 'Over calls whose cost and tokens are both known' }),
    costPerCallDecimal: decimalText.nullable().meta({ description: 'Over calls whose cost is known; null where currencies are mixed' }),
    costPerSuccessDecimal: decimalText
      .nullable()
      .meta({ description: 'The cost of all calls, failed ones too, for each successful operation; null where currencies are mixed' }),
    cacheSaved: z.array(money).meta({ description: "What providers' caches saved, less what writing to them cost" }),
    latencyMs: distribution,
    timeToFirstTokenMs: distribution,
    tokensPerSecond: z.object({ p50: z.number().nullable(), p5: z.number().nullable() }),
  })
  .meta({ id: 'CallFigures' })
export type CallFigures = z.infer<typeof callFigures>

const listOfGroups = z
  .string()
  .max(256)
  .transform((text) =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  )
  .pipe(z.array(z.enum(GROUP_FIELDS)).max(4))
  .optional()
  .meta({ description: `Up to four, with commas between: ${GROUP_FIELDS.join(', ')}`, examples: ['provider,model'] })

/** What is compared, and how sure the difference is. */
const change = z
  .object({
    measure: z.enum(['errorRate', 'latency', 'timeToFirstToken', 'costPerCall']),
    before: z.number().nullable(),
    after: z.number().nullable(),
    change: z.number().nullable().meta({ description: '0.1: a tenth more than before' }),
    pValue: z
      .number()
      .nullable()
      .meta({ description: 'How likely a difference this large is by chance alone; null where there is too little to say' }),
    significant: z.boolean().meta({ description: 'pValue below 0.01' }),
  })
  .meta({
    id: 'FigureChange',
    description: 'errorRate: two proportions. latency and timeToFirstToken: geometric means, Welch. costPerCall: means, Welch',
  })
export type FigureChange = z.infer<typeof change>

const comparison = z
  .object({ figures: callFigures, changes: z.array(change) })
  .meta({ id: 'FiguresBefore', description: 'The same of the earlier period' })
export type FiguresBefore = z.infer<typeof comparison>

export const COMPARISONS = ['previous', 'day', 'week', 'month'] as const

export const interactionStatsQuery = explore.extend({
  ...interactionFilters,
  groupBy: listOfGroups,
  compare: z
    .enum(COMPARISONS)
    .optional()
    .meta({ description: 'With the same length of time right before the range, or with the range a day, 7 days or 28 days earlier' }),
  limit: z.coerce.number().int().min(1).max(1000).default(100).meta({ description: 'Groups, those with the most calls first' }),
})

export const interactionStats = z
  .object({
    total: callFigures,
    groups: z.array(callFigures.extend({ group: z.record(z.string(), z.string()), before: comparison.optional() })),
    before: comparison.extend({ from: z.string(), to: z.string() }).optional(),
    more: z.boolean().meta({ description: 'There are more groups than these' }),
  })
  .meta({ id: 'AIInteractionStats' })
export type InteractionStats = z.infer<typeof interactionStats>

export const modelStats = callFigures
  .extend({
    provider: z.string(),
    model: z.string(),
    before: comparison.optional(),
    lastUsed: z.string(),
    trend: z.array(z.number().int()).meta({ description: 'Calls in each of 24 equal parts of the range' }),
  })
  .meta({ id: 'ModelStats' })
export type ModelStats = z.infer<typeof modelStats>

export const timelineQuery = explore.extend({
  ...interactionFilters,
  steps: stepCount.default(60).meta({ description: 'Wanted number of steps' }),
})

export const interactionTimeline = z
  .object({
    from: z.string(),
    to: z.string(),
    stepMs: z.number(),
    currency: z.string().nullable().meta({ description: 'The currency of cost: the one most calls are priced in' }),
    steps: z.array(
      z.object({
        time: z.string(),
        calls: z.number().int(),
        errors: z.number().int(),
        promptTokens: z.number().int(),
        responseTokens: z.number().int(),
        cost: z.number(),
        costDecimal: decimalText,
        latencyP95Ms: z.number().nullable(),
        timeToFirstTokenP95Ms: z.number().nullable(),
        tokensPerSecondP50: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'AIInteractionTimeline' })
export type InteractionTimeline = z.infer<typeof interactionTimeline>

const tag = 'AI interactions'

export const listInteractions = route({
  id: 'listInteractions',
  method: 'GET',
  path: '/api/v1/ai-interactions',
  tag,
  summary: 'List AI interactions, newest first',
  description: 'Prompts and answers are previews of 200 characters; the whole text comes with the single interaction.',
  query: interactionListQuery,
  answer: interactionListAnswer,
  scope: 'metadata',
})

export const searchInteractions = route({
  id: 'searchInteractions',
  method: 'GET',
  path: '/api/v1/ai-interactions/search',
  tag,
  summary: 'Search AI interactions',
  description: 'The same as the list. Words and phrases are looked for in prompts and answers too.',
  query: interactionListQuery,
  answer: interactionListAnswer,
  scope: 'metadata',
})

export const countInteractions = route({
  id: 'countInteractions',
  method: 'GET',
  path: '/api/v1/ai-interactions/count',
  tag,
  summary: 'Count the AI interactions a search finds, up to 10,000',
  query: explore.extend(interactionFilters),
  answer: countAnswer,
  scope: 'metadata',
})

export const interactionFacets = route({
  id: 'interactionFacets',
  method: 'GET',
  path: '/api/v1/ai-interactions/facets',
  tag,
  summary: 'The values fields have among the AI interactions a search finds',
  query: facetsQuery,
  answer: facetsAnswer,
  scope: 'metadata',
})

export const getInteractionStats = route({
  id: 'getInteractionStats',
  method: 'GET',
  path: '/api/v1/ai-interactions/stats',
  tag,
  summary: 'Calls, errors, tokens, money and times, whole or by group',
  query: interactionStatsQuery,
  answer: interactionStats,
  scope: 'metadata',
})

export const getModelStats = route({
  id: 'getModelStats',
  method: 'GET',
  path: '/api/v1/ai-interactions/models',
  tag,
  summary: 'One row per provider and model',
  query: explore.extend({ ...interactionFilters, compare: interactionStatsQuery.shape.compare }),
  answer: z.object({ items: z.array(modelStats), more: z.boolean() }).meta({ id: 'ModelStatsList' }),
  scope: 'metadata',
})

export const getInteractionTimeline = route({
  id: 'getInteractionTimeline',
  method: 'GET',
  path: '/api/v1/ai-interactions/timeline',
  tag,
  summary: 'Calls, errors, tokens, money and times over time',
  query: timelineQuery,
  answer: interactionTimeline,
  scope: 'metadata',
})

export const getInteraction = route({
  id: 'getInteraction',
  method: 'GET',
  path: '/api/v1/ai-interactions/:id',
  tag,
  summary: 'An AI interaction with its prompt and answer',
  params: z.object({ id: z.string().min(1).max(256) }),
  answer: aiInteraction,
  scope: 'metadata',
})

export const interactionRoutes = [
  listInteractions,
  searchInteractions,
  countInteractions,
  interactionFacets,
  getInteractionStats,
  getModelStats,
  getInteractionTimeline,
  getInteraction,
] as const
