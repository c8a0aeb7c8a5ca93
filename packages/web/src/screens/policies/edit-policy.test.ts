import { describe, expect, it } from 'vitest'
import { ACTION_TYPES, EMPTY_POLICY, inOrder, newAction, policyText, withNewRule } from './edit-policy.ts'

describe('a policy in the form', () => {
  it('gets new rules behind all others, under ids nobody has', () => {
    const once = withNewRule(EMPTY_POLICY)
    const renamed = { ...once, rules: once.rules.map((rule) => ({ ...rule, id: 'rule-2', priority: 500 })) }
    const twice = withNewRule(renamed)
    expect(twice.rules.map(({ id, priority }) => [id, priority])).toEqual([
      ['rule-2', 500],
      ['rule-3', 510],
    ])
    expect(EMPTY_POLICY.rules).toEqual([])
  })

  it('shows rules in the order they are looked at, with their place in the document', () => {
    const [late, early] = [withNewRule(EMPTY_POLICY).rules[0]!, { ...withNewRule(EMPTY_POLICY).rules[0]!, priority: 1 }]
    expect(inOrder([late, early, late]).map(({ at }) => at)).toEqual([1, 0, 2])
  })

  it('is written as text that reads as the same policy', () => {
    const policy = withNewRule(EMPTY_POLICY)
    const all = { ...policy, rules: [{ ...policy.rules[0]!, actions: ACTION_TYPES.map(newAction) }] }
    expect(JSON.parse(policyText(all))).toEqual(all)
  })
})
