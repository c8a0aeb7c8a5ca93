import type { Decision, DecisionTrace } from '@relayscope/contract'
import { compilePolicy, describeEvaluation, evaluate } from '@relayscope/steering'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replay } from './replay.ts'

const value = fc.oneof(fc.constantFrom('auto', 'small', ''), fc.integer({ min: -2, max: 5 }), fc.boolean(), fc.constant(null))
const input = fc.record({ model: value, size: value, tags: fc.array(value, { maxLength: 3 }) }, { requiredKeys: [] })
const condition = fc.oneof(
  fc.record({ field: fc.constantFrom('model', 'size'), operator: fc.constantFrom('equals', 'not_equals'), value }),
  fc.record({ field: fc.constantFrom('model', 'size', 'tags'), operator: fc.constantFrom('exists', 'not_exists') }),
  fc.record({ field: fc.constant('size'), operator: fc.constantFrom('gt', 'lte'), value: fc.integer({ min: -2, max: 5 }) }),
)
const action = fc.oneof(
  fc.record({ type: fc.constant('route'), params: fc.record({ provider: fc.constantFrom('a', 'b'), model: fc.constantFrom('m', 'n') }) }),
  fc.record({ type: fc.constant('reject'), params: fc.constant({}) }),
  fc.record({ type: fc.constant('inject'), params: fc.constant({ context: { field: 'size', value: 3 } }) }),
)
const policies = fc
  .array(
    fc.record({
      conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
      actions: fc.array(action, { minLength: 1, maxLength: 2 }),
      continue: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((rules) => compilePolicy({ rules: rules.map((rule, at) => ({ ...rule, id: `r${at}`, name: `r${at}` })) }))

const head = { timestamp: '2026-01-01T00:00:00.000Z', evaluationTimeMs: 0, component: 'Steering Rule Engine' }
const traceOf = (decision: Partial<Decision>, more: Partial<DecisionTrace> = {}): DecisionTrace =>
  ({
    traceId: 'a'.repeat(32),
    requestId: 'r',
    timestamp: head.timestamp,
    decisions: [{ id: 'd', type: 'rule_evaluation', ...head, input: null, output: null, ...decision }],
    finalOutcome: { provider: 'a', model: 'm', status: 'success' },
    ...more,
  }) as DecisionTrace
const nothing = { input: [], unavailable: [] }

/** As our SDK records an evaluation. */
function recordedBy(policy: ReturnType<typeof compilePolicy>, given: unknown): Partial<Decision> {
  const { matched, actions, route, rejection, stopped, rules, ...rest } = evaluate(policy, given)
  const ruleId = rejection?.ruleId ?? route?.ruleId ?? matched.at(-1)
  return {
    input: given,
    output: { matched: matched.length > 0, matchedRules: matched, actions: actions.map((each) => each.action), route, rejection, stopped },
    rules: JSON.parse(JSON.stringify(rules)) as Decision['rules'],
    policyVersion: policy.version,
    reasoning: describeEvaluation({ matched, actions, rules, stopped, ...rest }),
    ...(ruleId === undefined ? {} : { ruleId }),
  }
}

describe('a rule evaluation done again', () => {
  it('equals its record, whatever the policy and the input', () => {
    fc.assert(
      fc.property(policies, input, (policy, given) => {
        const decision = JSON.parse(JSON.stringify(recordedBy(policy, given))) as Partial<Decision>
        const { outcome, decisions } = replay(traceOf(decision), () => ({ compiled: policy, how: 'recorded' }), nothing)
        expect({ outcome, differences: decisions[0]?.differences }).toEqual({ outcome: 'same', differences: [] })
      }),
    )
  })

  it('names a lost field whenever losing it makes a difference', () => {
    fc.assert(
      fc.property(policies, input, fc.constantFrom('model', 'size'), (policy, given, lost) => {
        const decision = JSON.parse(JSON.stringify(recordedBy(policy, given))) as Partial<Decision> & { input: Record<string, unknown> }
        if (decision.input[lost] === undefined || decision.input[lost] === null) return
        delete decision.input[lost]
        const { outcome, decisions } = replay(traceOf(decision), () => ({ compiled: policy, how: 'recorded' }), nothing)
        if (outcome !== 'differs') return
        expect(decisions[0]?.causes.map(({ field }) => field)).toContain(lost)
      }),
    )
  })

  it('compares one rule where a gateway records one rule', () => {
    const policy = compilePolicy({
      rules: [
        {
          id: 'rule-123',
          name: 'High Quality',
          conditions: [{ field: 'context.tags', operator: 'contains', value: 'high-priority' }],
          actions: [{ type: 'route', params: { provider: 'openai', model: 'gpt-4' } }],
          continue: true,
        },
      ],
    })
    const decision = {
      input: { request: { model: 'auto' }, context: { tags: ['high-priority'] } },
      output: { matched: true, actions: [{ type: 'route', params: { provider: 'openai', model: 'gpt-4' } }], continue: true },
      ruleId: 'rule-123',
    }
    const deciding = () => ({ compiled: policy, how: 'in_force' as const })
    expect(replay(traceOf(decision), deciding, nothing).outcome).toBe('same')
    const gone = replay(traceOf({ ...decision, ruleId: 'rule-9' }), deciding, nothing)
    expect(gone.decisions[0]?.causes).toMatchObject([{ why: 'policy' }])
    const untold = replay(traceOf({ ...decision, input: { request: {} } }), deciding, nothing)
    expect(untold.decisions[0]?.causes).toMatchObject([{ field: 'context.tags', why: 'not_recorded' }])
    expect(replay(traceOf(decision), () => undefined, nothing)).toMatchObject({ outcome: 'unknown' })
  })

  it('decides the other kinds again, or says why it cannot', () => {
    const cache = { type: 'cache_decision' as const, output: { hit: true }, cache: { hit: true, similarity: 0.95, threshold: 0.9 } }
    const budget = {
      type: 'budget_check' as const,
      input: { estimatedUsd: '0.1' },
      output: { allowed: true },
      budget: { limitUsd: 0.3, spentUsd: 0.2 },
    }
    const outcomeOf = (decision: Partial<Decision>) => replay(traceOf(decision), () => undefined, nothing).decisions[0]
    expect(outcomeOf(cache)?.outcome).toBe('same')
    expect(outcomeOf({ ...cache, cache: { hit: true } })?.outcome).toBe('not_replayed')
    // 0.1 + 0.2 is 0.3 in money.
    expect(outcomeOf(budget)?.outcome).toBe('same')
    expect(outcomeOf({ ...budget, budget: { limitUsd: 0.3 } })?.outcome).toBe('not_replayed')
    expect(outcomeOf({ type: 'other' })?.outcome).toBe('not_replayed')
    const candidates = [
      { provider: 'a', model: 'm', score: 1 },
      { provider: 'b', model: 'n', score: 0.5 },
    ]
    expect(outcomeOf({ type: 'model_selection', output: { provider: 'a', model: 'm' }, candidates })?.outcome).toBe('same')
    expect(outcomeOf({ type: 'model_selection', output: { provider: 'b', model: 'n' }, candidates })).toMatchObject({
      outcome: 'differs',
      causes: [{ why: 'unknown' }],
    })
  })
})
