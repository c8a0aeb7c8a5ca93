import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePolicy } from './compile-policy.ts'
import { diffPolicies } from './diff.ts'

const rule = (id: string, more: object = {}) => ({
  id,
  name: `Rule ${id}`,
  priority: 10,
  conditions: [{ field: 'request.model', operator: 'equals', value: 'auto' }],
  actions: [{ type: 'route', params: { provider: 'openai', model: 'gpt-4o' } }],
  ...more,
})
const policy = (...rules: object[]) => compilePolicy({ rules })

describe('the difference of two policies', () => {
  it('names what was added, removed and changed, down to the value', () => {
    const before = policy(rule('a'), rule('b'))
    const after = policy(rule('a', { conditions: [{ field: 'request.model', operator: 'equals', value: 'small' }] }), rule('c'))
    const difference = diffPolicies(before, after)
    expect(difference.same).toBe(false)
    expect(difference.rules.map(({ ruleId, change }) => [ruleId, change])).toEqual([
      ['a', 'changed'],
      ['c', 'added'],
      ['b', 'removed'],
    ])
    expect(difference.rules[0]?.fields).toEqual([{ path: 'conditions[0].value', before: 'auto', after: 'small' }])
  })

  it('sees a move by what stands before a rule, not by its number', () => {
    const difference = diffPolicies(policy(rule('a'), rule('b')), policy(rule('x'), rule('b'), rule('a')))
    expect(difference.rules.map(({ ruleId, change }) => [ruleId, change])).toEqual([
      ['x', 'added'],
      ['b', 'moved'],
      ['a', 'moved'],
    ])
  })

  it('tells settings apart from rules', () => {
    const before = compilePolicy({ name: 'one', rules: [] })
    const after = compilePolicy({ name: 'two', rules: [], defaultActions: [{ type: 'log', params: {} }] })
    expect(diffPolicies(before, after).settings.map(({ path }) => path)).toEqual(['name', 'defaultActions[0]'])
  })

  it('is empty exactly when the versions are the same', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 })
    const rules = ids.chain((list) => fc.tuple(fc.constant(list), fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 })))
    const made = rules.map(([list, priorities]) => policy(...list.map((id, at) => rule(id, { priority: priorities[at] }))))
    fc.assert(
      fc.property(made, made, (before, after) => {
        const difference = diffPolicies(before, after)
        expect(difference.rules.length + difference.settings.length === 0).toBe(before.version === after.version)
        expect(difference.same).toBe(before.version === after.version)
      }),
    )
  })
})
