import { z } from 'zod'
import { isoTime, milliseconds, shortText, traceId } from './common.ts'

/** One of the choices a decision had, and why it was not taken. */
export const decisionCandidate = z
  .object({
    provider: shortText,
    model: shortText,
    score: z.number().optional().meta({ description: 'Higher is better; comparable within one decision only' }),
    rejectedBecause: z.string().max(4096).optional().meta({ description: 'Absent: it was chosen, or only came second' }),
  })
  .meta({ id: 'DecisionCandidate' })
export type DecisionCandidate = z.infer<typeof decisionCandidate>

const usd = z.number().min(0).meta({ description: 'USD' })
const share = z.number().min(0).max(1)

export const decision = z
  .object({
    id: z.string().min(1).max(256),
    timestamp: isoTime,
    type: z.enum(['rule_evaluation', 'model_selection', 'cache_decision', 'budget_check', 'other']),
    component: shortText,
    input: z.unknown().meta({ description: 'What it was decided from, as the gateway saw it' }),
    output: z.unknown().meta({ description: 'What was decided' }),
    reasoning: z.string().max(65_536).optional(),
    ruleId: shortText.optional(),
    ruleName: shortText.optional(),
    evaluationTimeMs: milliseconds,
    candidates: z.array(decisionCandidate).max(1000).optional(),
    policyId: shortText.optional(),
    policyVersion: shortText.optional(),
    attempt: z.number().int().min(1).optional().meta({ description: 'The attempt of the request this was decided for, from 1' }),
    cache: z
      .object({
        similarity: share.optional().meta({ description: 'Of the nearest entry, 0 to 1' }),
        threshold: share.optional().meta({ description: 'From which an entry counts as a hit' }),
        hit: z.boolean(),
        savedUsd: usd.optional(),
      })
      .optional(),
    budget: z.object({ limitUsd: usd.optional(), spentUsd: usd.optional() }).optional(),
  })
  .meta({ id: 'Decision' })
export type Decision = z.infer<typeof decision>

/** One try at a provider, in order. */
export const decisionAttempt = z
  .object({
    index: z.number().int().min(1).meta({ description: 'From 1' }),
    provider: shortText,
    model: shortText,
    status: z.enum(['success', 'error', 'timeout']),
    errorClass: shortText.optional().meta({ examples: ['rate_limit'] }),
    latencyMs: milliseconds.optional(),
    costUsd: usd.optional(),
  })
  .meta({ id: 'DecisionAttempt' })
export type DecisionAttempt = z.infer<typeof decisionAttempt>

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits')

/** Everything that was decided about one request, and how it ended. */
export const decisionTrace = z
  .object({
    traceId,
    requestId: shortText,
    timestamp: isoTime,
    userId: shortText.optional(),
    organizationId: shortText.optional(),
    requestPath: shortText.optional(),
    decisions: z.array(decision).max(1000),
    finalOutcome: z.object({ provider: shortText, model: shortText, status: z.enum(['success', 'error', 'rejected']) }),
    attempts: z.array(decisionAttempt).max(1000).optional(),
    hash: hash.optional().meta({ description: 'SHA-256 over this record and previousHash: a changed record no longer fits its chain' }),
    previousHash: hash.optional(),
  })
  .meta({ id: 'DecisionTrace' })
export type DecisionTrace = z.infer<typeof decisionTrace>
