/** What gateways decided: lists, one with everything, figures over many, and the proof that nothing was changed since. */
import { z } from 'zod'
import { shortText, traceId } from '../records/common.ts'
import { DECISION_SOURCES, decision, decisionTrace } from '../records/decision.ts'
import { page, range } from './common.ts'
import { countAnswer, explore, facetsAnswer, facetsQuery } from './explore.ts'
import { route } from './route.ts'

/** Filters for callers that have no use for the search language; they and `q` must all hold. */
const decisionFilters = {
  status: z.enum(['success', 'error', 'rejected']).optional().meta({ description: 'Of the final outcome' }),
  provider: shortText.optional(),
  model: shortText.optional(),
  ruleId: shortText.optional().meta({ description: 'Of a rule that matched' }),
  type: decision.shape.type.optional(),
  component: shortText.optional(),
  policyId: shortText.optional(),
  policyVersion: shortText.optional(),
  userId: shortText.optional(),
  organizationId: shortText.optional(),
  requestPath: shortText.optional(),
  requestId: shortText.optional(),
  traceId: traceId.optional(),
  source: z.enum(DECISION_SOURCES).optional(),
}

export const decisionListQuery = page.extend({ q: explore.shape.q, ...decisionFilters })
export type DecisionListQuery = z.infer<typeof decisionListQuery>
export const decisionExploreQuery = explore.extend(decisionFilters)
export type DecisionExploreQuery = z.infer<typeof decisionExploreQuery>

/** A decision trace of a list: its decisions come without input and output. */
export const decisionListItem = decisionTrace
  .extend({
    decisionCount: z.number().int(),
    evaluationTimeMs: z.number().meta({ description: 'milliseconds of all decisions together' }),
    fallback: z.boolean().meta({ description: 'Another road than the first was taken after a failure' }),
    decisions: z.array(decision.partial({ input: true, output: true })),
  })
  .meta({ id: 'DecisionListItem' })
export type DecisionListItem = z.infer<typeof decisionListItem>

export const decisionListAnswer = z
  .object({ items: z.array(decisionListItem), nextCursor: z.string().nullable() })
  .meta({ id: 'DecisionList' })
export type DecisionListAnswer = z.infer<typeof decisionListAnswer>

export const decisionDetail = decisionTrace
  .extend({
    otherRequests: z
      .array(z.object({ requestId: z.string(), timestamp: z.string() }))
      .meta({ description: 'Other requests of the same trace that have decisions; ask for one with `requestId`' }),
  })
  .meta({ id: 'DecisionDetail' })
export type DecisionDetail = z.infer<typeof decisionDetail>

const share = z.number().meta({ description: 'Of the decision traces of the range, 0 to 1' })
const shareBefore = z
  .number()
  .nullable()
  .meta({ description: 'The same share in the range of equal length before. null: there was nothing to compare with' })
const milliseconds = z.number().nullable()

export const ruleStats = z
  .object({
    ruleId: z.string(),
    ruleName: z.string(),
    evaluated: z.number().int().meta({ description: 'Decision traces in which it was looked at' }),
    matched: z.number().int().meta({ description: 'Decision traces in which it matched' }),
    notReached: z.number().int().meta({ description: 'Decision traces in which an earlier rule ended the evaluation' }),
    failed: z.number().int().meta({ description: 'Of matched: requests that failed or were rejected' }),
    share,
    shareBefore,
    drifted: z
      .boolean()
      .meta({ description: 'The share changed by more than chance explains (three standard errors and one percentage point)' }),
    lastMatched: z.string().nullable(),
  })
  .meta({ id: 'RuleStats' })
export type RuleStats = z.infer<typeof ruleStats>

export const decisionStats = z
  .object({
    from: z.string(),
    to: z.string(),
    total: z.object({
      traces: z.number().int(),
      decisions: z.number().int(),
      succeeded: z.number().int(),
      failed: z.number().int(),
      rejected: z.number().int(),
      fallbacks: z.number().int(),
      derived: z.number().int(),
      evaluationMs: z.object({ p50: milliseconds, p95: milliseconds, p99: milliseconds }),
    }),
    byRule: z.array(ruleStats).meta({ description: 'Most matched first; last the rules in force of which nothing is recorded' }),
    byProvider: z.array(
      z.object({
        provider: z.string(),
        model: z.string(),
        traces: z.number().int(),
        failed: z.number().int(),
        rejected: z.number().int(),
        share,
        shareBefore,
      }),
    ),
    byOutcome: z.array(z.object({ status: z.enum(['success', 'error', 'rejected']), traces: z.number().int(), share, shareBefore })),
    byReason: z.array(z.object({ reason: z.string(), traces: z.number().int(), share })).meta({
      description: 'Why: the reasoning of decisions, why candidates were not taken, and error classes of attempts, most frequent first',
    }),
    byComponent: z.array(
      z.object({
        type: decision.shape.type,
        component: z.string(),
        decisions: z.number().int(),
        evaluationMs: z.object({ p50: milliseconds, p95: milliseconds }),
      }),
    ),
    neverMatched: z
      .array(z.object({ ruleId: z.string(), ruleName: z.string(), evaluated: z.number().int(), notReached: z.number().int() }))
      .meta({
        description:
          'Rules that matched nothing in the range: recorded ones, and those of the policies in force at its end of which nothing is recorded',
      }),
    shadowing: z
      .array(
        z.object({
          ruleId: z.string(),
          ruleName: z.string(),
          shadows: z.string().meta({ description: 'Id of the rule that was not reached' }),
          shadowsName: z.string(),
          traces: z.number().int(),
          share: z.number().meta({ description: 'Of the decision traces that had the hidden rule, 0 to 1' }),
        }),
      )
      .meta({ description: 'Rules that ended the evaluation before another was looked at, most hiding first' }),
  })
  .meta({ id: 'DecisionStats' })
export type DecisionStats = z.infer<typeof decisionStats>

export const decisionFlow = z
  .object({
    from: z.string(),
    to: z.string(),
    traces: z.number().int(),
    links: z.array(
      z.object({
        layer: z.number().int().meta({ description: '0: request to rule, 1: rule to model, 2: model to provider' }),
        from: z.string(),
        to: z.string(),
        traces: z.number().int(),
        failed: z.number().int().meta({ description: 'Failed or rejected' }),
      }),
    ),
    more: z.boolean().meta({ description: 'Rare values were put together as "other"' }),
  })
  .meta({ id: 'DecisionFlow' })
export type DecisionFlow = z.infer<typeof decisionFlow>

export const chainBreak = z
  .object({
    day: z.string(),
    sequence: z.number().int(),
    traceId: z.string(),
    requestId: z.string(),
    reason: z.enum(['changed', 'missing', 'unlinked', 'doubled']).meta({
      description:
        'changed: the record is not what its hash was made of. missing: a place in the chain is empty. unlinked: it does not follow the record before it. doubled: two records have one place',
    }),
    message: z.string(),
  })
  .meta({ id: 'ChainBreak' })
export type ChainBreak = z.infer<typeof chainBreak>

export const decisionProof = z
  .object({
    intact: z.boolean(),
    checked: z.number().int().meta({ description: 'Decision traces whose hashes were computed anew' }),
    erased: z.number().int().meta({
      description: 'Of them: records that were emptied; their digest still holds the chain. Compare with the erasures of the project',
    }),
    days: z.array(
      z.object({
        day: z.string().meta({ examples: ['2026-03-11'] }),
        checked: z.number().int(),
        erased: z.number().int(),
        intact: z.boolean(),
        lastHash: z
          .string()
          .meta({ description: 'Of the last record: written down elsewhere, it proves that nothing after it was rewritten' }),
        firstBreak: chainBreak.nullable(),
      }),
    ),
    firstBreak: chainBreak.nullable().meta({ description: 'The first one; null when the chain is whole' }),
  })
  .meta({ id: 'DecisionProof' })
export type DecisionProof = z.infer<typeof decisionProof>

const tag = 'Decisions'

export const listDecisions = route({
  id: 'listDecisions',
  method: 'GET',
  path: '/api/v1/decisions',
  tag,
  summary: 'List decision traces, newest first',
  description: 'Inputs and outputs of decisions come with the single decision trace.',
  query: decisionListQuery,
  answer: decisionListAnswer,
  scope: 'read',
})

export const searchDecisions = route({
  id: 'searchDecisions',
  method: 'GET',
  path: '/api/v1/decisions/search',
  tag,
  summary: 'Search decision traces by any field of a decision',
  description:
    'The same as the list. A mistake in `q` is answered with 422 and its position. `input.a.b:value` asks for a member of an input.',
  query: decisionListQuery,
  answer: decisionListAnswer,
  scope: 'read',
})

export const countDecisions = route({
  id: 'countDecisions',
  method: 'GET',
  path: '/api/v1/decisions/count',
  tag,
  summary: 'Count the decision traces a search finds, up to 10,000',
  query: decisionExploreQuery,
  answer: countAnswer,
  scope: 'read',
})

export const decisionFacets = route({
  id: 'decisionFacets',
  method: 'GET',
  path: '/api/v1/decisions/facets',
  tag,
  summary: 'The values fields have among the decision traces a search finds',
  query: facetsQuery,
  answer: facetsAnswer,
  scope: 'read',
})

export const getDecisionStats = route({
  id: 'getDecisionStats',
  method: 'GET',
  path: '/api/v1/decisions/stats',
  tag,
  summary: 'Decisions by rule, provider, outcome and reason; rules that never match, that hide others, whose share drifts',
  query: decisionExploreQuery,
  answer: decisionStats,
  scope: 'read',
})

export const getDecisionFlow = route({
  id: 'getDecisionFlow',
  method: 'GET',
  path: '/api/v1/decisions/flow',
  tag,
  summary: 'How requests flowed: class of request, rule, model, provider',
  query: decisionExploreQuery,
  answer: decisionFlow,
  scope: 'read',
})

export const lookUpDecisions = route({
  id: 'lookUpDecisions',
  method: 'GET',
  path: '/api/v1/decisions/lookup',
  tag,
  summary: 'Decision traces by the id of a request, a trace or an AI interaction, whenever they are from',
  query: z.object({ id: z.string().min(1).max(4096) }),
  answer: z.object({ items: z.array(decisionListItem) }).meta({ id: 'DecisionLookup' }),
  scope: 'read',
})

export const verifyDecisions = route({
  id: 'verifyDecisions',
  method: 'GET',
  path: '/api/v1/decisions/verify',
  tag,
  summary: 'Prove that no stored decision was changed, removed or added, or name the first break',
  description:
    'Computes every hash anew, day by day (UTC, by the time of storing). Days that are past the retention are left out. Default: from the oldest day kept.',
  query: range,
  answer: decisionProof,
  scope: 'read',
})

export const getDecision = route({
  id: 'getDecision',
  method: 'GET',
  path: '/api/v1/decisions/:traceId',
  tag,
  summary: 'A decision trace with everything that was recorded',
  params: z.object({ traceId }),
  query: z.object({
    requestId: shortText.optional().meta({ description: 'Where a trace holds several requests. Default: the first one' }),
  }),
  answer: decisionDetail,
  scope: 'read',
})

export const decisionRoutes = [
  listDecisions,
  searchDecisions,
  countDecisions,
  decisionFacets,
  getDecisionStats,
  getDecisionFlow,
  lookUpDecisions,
  verifyDecisions,
  getDecision,
] as const
