import { z } from 'zod'
import { decimalText, shortText, traceId } from '../records/common.ts'
import type { SteeringPolicyInput } from '../records/policy.ts'
import { route } from './route.ts'

const tag = 'Replay and what-if'

const roadPart = shortText.min(1)

/** Which policy decides. Absent: the version a decision names, else the one that was in force at its time. */
export const candidatePolicy = z
  .union([
    z.strictObject({
      id: z.string().min(1).max(256),
      version: z.string().min(1).max(256).default('latest').meta({ description: 'Hash, number, label, `active` or `latest`' }),
    }),
    z.strictObject({
      document: z
        .custom<SteeringPolicyInput | string | Record<string, unknown>>(() => true)
        .meta({ description: 'A SteeringPolicy, or YAML or JSON text of one; it is not stored' }),
    }),
  ])
  .meta({ id: 'CandidatePolicy' })
export type CandidatePolicy = z.infer<typeof candidatePolicy>

const usdPerMillion = z
  .union([z.string().regex(/^\d{1,12}(\.\d{1,12})?$/, 'must be a decimal such as 2.5'), z.number().min(0).max(1e12)])
  .meta({ description: 'USD for a million tokens, best as text: money is decimal' })

export const priceChange = z
  .strictObject({
    provider: roadPart.optional().meta({ description: 'Absent: whoever sells the model' }),
    model: roadPart,
    inputUsdPerMillion: usdPerMillion,
    outputUsdPerMillion: usdPerMillion,
    cachedInputUsdPerMillion: usdPerMillion.optional().meta({ description: 'Default: as other input' }),
  })
  .meta({ id: 'PriceChange' })
export type PriceChange = z.infer<typeof priceChange>

export const outage = z
  .strictObject({ provider: roadPart, model: roadPart.optional().meta({ description: 'Absent: every model of the provider' }) })
  .meta({ id: 'Outage' })
export type Outage = z.infer<typeof outage>

const inputEdit = z.strictObject({
  decisionId: z.string().max(256).optional().meta({ description: 'Absent: every rule evaluation' }),
  field: z
    .string()
    .min(1)
    .max(512)
    .meta({ description: 'A path, as in conditions', examples: ['request.model'] }),
  value: z.json().optional().meta({ description: 'Absent: the field is taken away' }),
})

export const replayBody = z.strictObject({
  requestId: shortText.optional().meta({ description: 'Where a trace holds several requests' }),
  policy: candidatePolicy.optional(),
  input: z.array(inputEdit).max(100).default([]),
  prices: z.array(priceChange).max(1000).default([]),
  unavailable: z.array(outage).max(1000).default([]),
})
export type ReplayBody = z.infer<typeof replayBody>

const shownValue = z.unknown()
const difference = z.object({ path: z.string(), recorded: shownValue.optional(), replayed: shownValue.optional() })

export const replayCause = z
  .object({
    field: z.string().meta({ description: 'The recorded field that explains it; empty where none does', examples: ['request.prompt'] }),
    why: z.enum(['not_recorded', 'cut', 'changed', 'policy', 'unknown']).meta({
      description:
        'not_recorded: the gateway saw a value that is not in the record. cut: only a part of it is. changed: the record has another value than the gateway saw. policy: another version decides, or the rule is not in it. unknown: the record does not say',
    }),
    sentence: z.string(),
  })
  .meta({ id: 'ReplayCause' })
export type ReplayCause = z.infer<typeof replayCause>

const decided = z.object({
  output: z.unknown().optional(),
  ruleId: z.string().optional(),
  ruleName: z.string().optional(),
  reasoning: z.string().optional(),
  rules: z.array(z.unknown()).optional().meta({ description: 'Every rule with its conditions, where it is known' }),
})

export const replayedDecision = z
  .object({
    id: z.string(),
    type: z.string(),
    component: z.string(),
    outcome: z.enum(['same', 'differs', 'not_replayed']),
    why: z.string().optional().meta({ description: 'Why it was not decided again' }),
    recorded: decided,
    replayed: decided.optional(),
    differences: z.array(difference),
    causes: z.array(replayCause).meta({ description: 'What explains the differences, where nothing was changed on purpose' }),
  })
  .meta({ id: 'ReplayedDecision' })
export type ReplayedDecision = z.infer<typeof replayedDecision>

/** A figure that is not known exactly: nine in ten of the values that fit what was observed lie between low and high. */
export const estimate = z
  .object({ low: z.number(), mid: z.number(), high: z.number() })
  .meta({ id: 'Estimate', description: 'mid is the likeliest; 90 % lie between low and high. All three equal: it is known' })
export type Estimate = z.infer<typeof estimate>

export const moneyEstimate = z
  .object({ low: decimalText, mid: decimalText, high: decimalText })
  .meta({ id: 'MoneyEstimate', description: 'USD as exact decimals; all three equal where nothing had to be estimated' })
export type MoneyEstimate = z.infer<typeof moneyEstimate>

const ending = z.object({ provider: z.string(), model: z.string(), status: z.enum(['success', 'error', 'rejected', 'unknown']) })

export const replayAnswer = z
  .object({
    traceId,
    requestId: z.string(),
    outcome: z.enum(['same', 'differs', 'unknown']).meta({ description: 'unknown: nothing of it can be decided again' }),
    changed: z.boolean().meta({ description: 'Whether something was changed on purpose' }),
    policy: z
      .object({
        id: z.string().nullable(),
        version: z.string(),
        number: z.number().int().nullable(),
        label: z.string().nullable(),
        how: z.enum(['recorded', 'in_force', 'asked', 'given']),
      })
      .nullable(),
    missing: z.string().nullable().meta({ description: 'Why there is no policy to decide with' }),
    decisions: z.array(replayedDecision),
    finalOutcome: z.object({
      recorded: ending,
      replayed: ending,
      certain: z.boolean().meta({ description: 'false: that the new road would have answered is taken for granted' }),
    }),
    cost: z.object({
      recordedUsd: decimalText.nullable(),
      replayedUsd: moneyEstimate.nullable(),
      basis: z.string().meta({ description: 'Where the figure comes from, in words' }),
    }),
    latency: z.object({
      recordedMs: z.number().nullable(),
      replayedMs: estimate.nullable().meta({ description: 'What the target did lately; an estimate' }),
      basis: z.string(),
    }),
    dryRun: z.literal(true).meta({ description: 'No provider is ever called' }),
  })
  .meta({ id: 'Replay' })
export type ReplayAnswer = z.infer<typeof replayAnswer>

const params = z.object({ traceId })

export const replayDecision = route({
  id: 'replayDecision',
  method: 'GET',
  path: '/api/v1/decisions/:traceId/replay',
  tag,
  summary: 'Decide a recorded request again',
  description:
    'Each recorded decision is evaluated again with the version it names, else the one in force at its time, else the one asked for. The answer must equal the record; where it does not, `causes` names the recorded field that explains it. No provider is called.',
  params,
  query: z.object({
    requestId: shortText.optional(),
    policyId: z.string().min(1).max(256).optional(),
    version: z.string().min(1).max(256).optional().meta({ description: 'With policyId: another version' }),
  }),
  answer: replayAnswer,
  scope: 'read',
})

export const replayDecisionWith = route({
  id: 'replayDecisionWith',
  method: 'POST',
  path: '/api/v1/decisions/:traceId/replay',
  tag,
  summary: 'Decide a recorded request again, with something changed',
  description: 'Another policy, an edited input, other prices, or a provider that is away. Nothing is stored and no provider is called.',
  params,
  body: replayBody,
  answer: replayAnswer,
  scope: 'read',
})

export const replayRoutes = [replayDecision, replayDecisionWith] as const
