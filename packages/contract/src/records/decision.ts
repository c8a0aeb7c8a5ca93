import { z } from 'zod'
import { isoTime, milliseconds, redaction, shortText, tags, traceId } from './common.ts'
import { CONDITION_OPERATORS } from './operators.ts'

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

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
/** A value as an explanation repeats it: always small. */
const shownValue = z.union([scalar, z.array(scalar)])

/** One condition of a rule: what it wanted, what there was, and whether that was enough. */
export const decisionCondition = z
  .object({
    field: shortText,
    operator: z.enum(CONDITION_OPERATORS),
    wanted: shownValue.optional(),
    found: shownValue.optional().meta({ description: 'Absent: there was nothing' }),
    passed: z.boolean(),
    note: z.string().max(4096).optional(),
  })
  .meta({ id: 'DecisionCondition' })
export type DecisionCondition = z.infer<typeof decisionCondition>

/** A rule as it fared: the explanation that packages/steering gives of every rule. */
export const decisionRule = z
  .object({
    ruleId: shortText,
    ruleName: shortText.optional(),
    priority: z.number().optional(),
    outcome: z.enum(['matched', 'not_matched', 'disabled', 'not_reached']),
    operator: z.enum(['and', 'or']).optional(),
    continue: z.boolean().optional(),
    conditions: z.array(decisionCondition).max(256).optional().meta({ description: 'Empty where the rule was not looked at' }),
  })
  .meta({ id: 'DecisionRule' })
export type DecisionRule = z.infer<typeof decisionRule>

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
    rules: z.array(decisionRule).max(1000).optional().meta({
      description: 'Of a rule evaluation: every rule in the order of the policy, with its conditions. What replay and statistics go by',
    }),
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
    budget: z
      .object({ limitUsd: usd.optional(), spentUsd: usd.optional() })
      .optional()
      .meta({ description: 'As it stood at that instant' }),
    tags: tags.optional().meta({ description: 'What else the sender said' }),
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

export const finalOutcome = z
  .object({
    provider: shortText.meta({ description: 'Empty: nobody was asked' }),
    model: shortText,
    status: z.enum(['success', 'error', 'rejected']),
  })
  .meta({ id: 'FinalOutcome' })
export type FinalOutcome = z.infer<typeof finalOutcome>

/** Who says so: the gateway in a record of its own, its spans, or nobody, and it was read off the attempts its spans show. */
export const DECISION_SOURCES = ['submitted', 'otlp', 'derived'] as const
export type DecisionSource = (typeof DECISION_SOURCES)[number]

/** Everything that was decided about one request, and how it ended. */
export const decisionTrace = z
  .object({
    traceId,
    requestId: shortText.meta({ description: 'Empty: the sender did not say' }),
    timestamp: isoTime,
    userId: shortText.optional(),
    organizationId: shortText.optional(),
    requestPath: shortText.optional(),
    decisions: z.array(decision).max(1000),
    finalOutcome,
    attempts: z.array(decisionAttempt).max(1000).optional(),
    tags: tags.optional().meta({ description: 'What else the sender said' }),
    redactions: z.array(redaction).optional().meta({ description: 'A part of the record, so that the chain proves it too' }),
    source: z.enum(DECISION_SOURCES).optional().meta({
      description: 'submitted: sent as a decision trace. otlp: told by spans. derived: read off the retries and fallbacks that spans show',
    }),
    storedAt: isoTime.optional().meta({ description: 'The day of this time (UTC) is the day of its chain' }),
    sequence: z.number().int().min(1).optional().meta({ description: 'Place in the chain of its project and day, from 1' }),
    hash: hash.optional().meta({
      description:
        'SHA-256 over previousHash and the SHA-256 of this record: a changed record no longer fits its chain. docs/guides/decision-explorer.md says how to compute it',
    }),
    previousHash: hash
      .optional()
      .meta({ description: 'hash of the decision trace that was stored before this one in its project and day' }),
  })
  .meta({ id: 'DecisionTrace' })
export type DecisionTrace = z.infer<typeof decisionTrace>
