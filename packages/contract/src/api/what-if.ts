import { z } from 'zod'
import { decimalText, isoTime } from '../records/common.ts'
import { searchText, timeText } from './common.ts'
import { candidatePolicy, estimate, moneyEstimate, outage, priceChange } from './replay.ts'
import { route } from './route.ts'

const tag = 'Replay and what-if'

export const whatIfBody = z
  .strictObject({
    name: z.string().max(200).optional(),
    from: timeText.default('now-7d').meta({ description: 'Start of the range, included' }),
    to: timeText.default('now').meta({ description: 'End of the range, not included' }),
    q: searchText,
    policy: candidatePolicy.optional().meta({ description: 'Absent: the rules as they decided' }),
    prices: z.array(priceChange).max(1000).default([]),
    unavailable: z.array(outage).max(1000).default([]),
  })
  .refine(({ policy, prices, unavailable }) => policy !== undefined || prices.length > 0 || unavailable.length > 0, {
    message: 'says nothing that differs: give a policy, prices, or what is unavailable',
    path: ['policy'],
  })
export type WhatIfBody = z.infer<typeof whatIfBody>

const count = z.number().int()
const share = z.number().meta({ description: '0 to 1' })
const quantiles = z.object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() })
const outcomes = z.object({ success: count, error: count, rejected: count, unknown: count })

const lengthBasis = z.enum(['recorded', 'own', 'own_all', 'others', 'assumed']).meta({
  description:
    'recorded: nothing was estimated. own: what the model itself answered to prompts of that size in the range. own_all: to all prompts, as there were too few of that size. others: what other models answered, because it answered too few. assumed: the recorded length, a quarter to four times',
})

export const whatIfTarget = z
  .object({
    provider: z.string(),
    model: z.string(),
    requests: count.meta({ description: 'That would newly go there' }),
    observed: count.meta({ description: 'Answers of it in the range: what the estimates rest on' }),
    outputTokens: estimate.nullable().meta({ description: 'Of one request' }),
    lengthBasis,
    latencyMs: z.object({ p50: estimate.nullable(), p95: estimate.nullable() }),
    errorShare: estimate.nullable().meta({ description: 'Of its attempts in the range that failed' }),
    priced: z.boolean(),
  })
  .meta({ id: 'WhatIfTarget' })

export const whatIfChange = z
  .object({
    traceId: z.string(),
    timestamp: isoTime,
    organizationId: z.string(),
    before: z.string(),
    after: z.string(),
    by: z.enum(['rules', 'outage', 'budget', 'price']),
    costDeltaUsd: moneyEstimate.nullable().meta({ description: 'null: a price or the recorded tokens are not known' }),
    certain: z.boolean(),
  })
  .meta({ id: 'WhatIfChange' })
export type WhatIfChange = z.infer<typeof whatIfChange>

export const whatIfResult = z
  .object({
    requests: count,
    redecided: count.meta({ description: 'With a recorded input that the rules could be asked about' }),
    undecidable: z
      .array(z.object({ reason: z.string(), count }))
      .meta({ description: 'What could not be decided again, and why; counted as it was' }),
    changed: count,
    changedShare: share,
    matrix: z.object({
      roads: z.array(z.string()).meta({ description: 'provider/model, or rejected, error, unknown; most frequent first' }),
      cells: z.array(z.object({ before: z.string(), after: z.string(), count })),
    }),
    outcome: z.object({ before: outcomes, after: outcomes }),
    cost: z.object({
      beforeUsd: decimalText,
      afterUsd: moneyEstimate,
      deltaUsd: moneyEstimate,
      priced: count.meta({ description: 'Requests whose cost is known before and after; only these are in the sums' }),
      unpriced: count,
    }),
    latency: z.object({
      before: quantiles,
      after: z.object({ p50: estimate.nullable(), p95: estimate.nullable(), p99: estimate.nullable() }),
    }),
    budgets: z.array(
      z.object({
        organizationId: z.string(),
        limitUsd: z.number(),
        rejectedBefore: count,
        rejectedAfter: z.object({ low: count, mid: count, high: count }),
        firstNewRejection: isoTime.nullable(),
        firstFreed: isoTime.nullable(),
      }),
    ),
    targets: z.array(whatIfTarget),
    worst: z.array(whatIfChange).meta({ description: 'Requests that changed: newly failing first, then dearest first; at most 200' }),
    notes: z.array(z.string()).meta({ description: 'What the figures rest on, in words' }),
    decidedBy: z.enum(['engine', 'evaluator', 'record']).meta({
      description:
        'engine: conditions were tested where the records are. evaluator: each distinct input was evaluated. record: the rules were not asked',
    }),
    distinct: count.meta({ description: 'Different ways through the rules; where each input was evaluated, different inputs' }),
  })
  .meta({ id: 'WhatIfResult' })
export type WhatIfResult = z.infer<typeof whatIfResult>

export const whatIfRun = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    status: z.enum(['queued', 'running', 'done', 'cancelled', 'failed']),
    from: isoTime,
    to: isoTime,
    q: z.string().nullable(),
    policy: z
      .object({ id: z.string().nullable(), version: z.string(), number: count.nullable(), label: z.string().nullable() })
      .nullable()
      .meta({ description: 'The candidate; stored versions list their runs by it' }),
    prices: z.array(priceChange),
    unavailable: z.array(outage),
    author: z.string(),
    createdAt: isoTime,
    finishedAt: isoTime.nullable(),
    progress: z.object({ done: count, total: count, stage: z.enum(['waiting', 'reading', 'deciding', 'summing', 'over']) }),
    error: z.string().nullable(),
    tookMs: z.number().nullable(),
    summary: z.object({ requests: count, changed: count, changedShare: share, deltaUsd: moneyEstimate, newlyFailing: count }).nullable(),
  })
  .meta({ id: 'WhatIfRun' })
export type WhatIfRun = z.infer<typeof whatIfRun>

export const whatIfRunDetail = whatIfRun.extend({ result: whatIfResult.nullable() }).meta({ id: 'WhatIfRunDetail' })
export type WhatIfRunDetail = z.infer<typeof whatIfRunDetail>

const idParams = z.object({ id: z.string().min(1).max(64) })

export const startWhatIf = route({
  id: 'startWhatIf',
  method: 'POST',
  path: '/api/v1/decisions/what-if',
  tag,
  summary: 'Decide the requests of a range again',
  description:
    'Starts a run and answers it at once; ask for it by its id until it is done. Every recorded decision of the range is decided again with the candidate policy, other prices, or providers away. What a model would have answered is not known: lengths and times are estimated from what it did in the range, with intervals.',
  body: whatIfBody,
  answer: whatIfRun,
  scope: 'read',
  problems: [503],
})

export const listWhatIf = route({
  id: 'listWhatIf',
  method: 'GET',
  path: '/api/v1/decisions/what-if',
  tag,
  summary: 'List what-if runs, newest first',
  query: z.object({
    policyId: z.string().max(256).optional(),
    version: z.string().max(256).optional().meta({ description: 'Hash: runs of this very version' }),
    limit: z.coerce.number().int().min(1).max(1000).default(50),
  }),
  answer: z.object({ items: z.array(whatIfRun), nextCursor: z.null() }).meta({ id: 'WhatIfRunList' }),
  scope: 'read',
})

export const getWhatIf = route({
  id: 'getWhatIf',
  method: 'GET',
  path: '/api/v1/decisions/what-if/:id',
  tag,
  summary: 'Get a what-if run with its result',
  params: idParams,
  answer: whatIfRunDetail,
  scope: 'read',
})

export const cancelWhatIf = route({
  id: 'cancelWhatIf',
  method: 'POST',
  path: '/api/v1/decisions/what-if/:id/cancel',
  tag,
  summary: 'Stop a what-if run',
  description: 'One that is over stays as it is.',
  params: idParams,
  answer: whatIfRun,
  scope: 'read',
})

export const whatIfRoutes = [startWhatIf, listWhatIf, getWhatIf, cancelWhatIf] as const
