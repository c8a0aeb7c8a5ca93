import { describe, expect, it } from 'vitest'
import { compilePolicy } from './compile-policy.ts'
import { evaluate } from './evaluate.ts'
import { recordOf } from './record.ts'

const policy = compilePolicy({
  id: 'p',
  rules: [
    {
      id: 'tagged',
      name: 'Tagged',
      priority: 1,
      continue: true,
      conditions: [{ field: 'plan', operator: 'exists' }],
      actions: [{ type: 'log', params: { message: 'seen' } }],
    },
    {
      id: 'free',
      name: 'Free',
      priority: 2,
      conditions: [{ field: 'plan', operator: 'equals', value: 'free' }],
      actions: [{ type: 'route', params: { provider: 'openai', model: 'small' } }],
    },
  ],
})

describe('an evaluation as it is recorded', () => {
  it('names the rule that had the last word, and every rule that was there', () => {
    const record = recordOf(evaluate(policy, { plan: 'free' }))
    expect(record).toMatchObject({ ruleId: 'free', ruleName: 'Free', output: { matched: true, matchedRules: ['tagged', 'free'] } })
    expect(record.output.route).toMatchObject({ provider: 'openai', model: 'small', ruleId: 'free' })
    expect(record.output.actions).toHaveLength(2)
    expect(record.rules.map(({ ruleId, outcome }) => [ruleId, outcome])).toEqual([
      ['tagged', 'matched'],
      ['free', 'matched'],
    ])
  })

  it('has no rule where none matched', () => {
    const record = recordOf(evaluate(policy, {}))
    expect(record).not.toHaveProperty('ruleId')
    expect(record.output).toMatchObject({ matched: false, matchedRules: [], actions: [] })
    expect(record.reasoning).not.toBe('')
  })
})
