import type { Decision } from '@relayscope/contract'
import { describe, expect, it } from 'vitest'
import { answerOf, fieldsRead, otherRoads } from './decision-roads.ts'

const decisionOf = (over: Partial<Decision>): Decision => ({
  id: '1',
  timestamp: '2026-03-11T12:00:00.000Z',
  type: 'other',
  component: 'c',
  input: null,
  output: null,
  evaluationTimeMs: 0,
  ...over,
})

describe('a decision in words', () => {
  it.each<[string, Partial<Decision>]>([
    ['High Quality', { type: 'rule_evaluation', ruleName: 'High Quality', output: { matched: true } }],
    ['No rule matched', { type: 'rule_evaluation', ruleName: 'High Quality', output: { matched: false } }],
    ['Miss, 91% of 95% wanted', { type: 'cache_decision', cache: { hit: false, similarity: 0.91, threshold: 0.95 } }],
    ['No, $12.50 of $10.00', { type: 'budget_check', output: { allowed: false }, budget: { spentUsd: 12.5, limitUsd: 10 } }],
    ['openai / gpt-4o', { type: 'model_selection', output: { provider: 'openai', model: 'gpt-4o' } }],
    ['status: success', { output: { status: 'success' } }],
    ['{"a":{"b":1}}', { output: { a: { b: 1 } } }],
    ['nothing', {}],
  ])('answers "%s"', (answer, over) => {
    expect(answerOf(decisionOf(over))).toBe(answer)
  })

  it('says why the other roads were not taken', () => {
    const decision = decisionOf({
      output: { provider: 'openai', model: 'gpt-4o' },
      rules: [
        { ruleId: 'a', ruleName: 'Taken', outcome: 'matched' },
        {
          ruleId: 'b',
          ruleName: 'Cost Saver',
          outcome: 'not_matched',
          conditions: [{ field: 'context.tag', operator: 'exists', passed: false }],
        },
        { ruleId: 'c', ruleName: 'Night', outcome: 'not_reached' },
      ],
      candidates: [
        { provider: 'openai', model: 'gpt-4o', score: 0.9 },
        { provider: 'anthropic', model: 'claude', rejectedBecause: 'over budget by $0.02' },
        { provider: 'mistral', model: 'large', score: 0.5 },
      ],
    })
    expect(otherRoads(decision)).toEqual([
      { name: 'Cost Saver', why: 'context.tag is missing' },
      { name: 'Night', why: 'not reached' },
      { name: 'anthropic / claude', why: 'over budget by $0.02' },
      { name: 'mistral / large', why: 'came after, score 0.5' },
    ])
    expect([...fieldsRead(decision)]).toEqual(['context.tag'])
  })
})
