/** Changes of the form, each a new policy. Pure. */
import type { SteeringAction, SteeringPolicy, SteeringRule } from '@relayscope/contract'

export const EMPTY_POLICY: SteeringPolicy = { name: 'New policy', rules: [], defaultActions: [] }

export function replaceAt<Item>(list: readonly Item[], at: number, item: Item): Item[] {
  return list.map((each, place) => (place === at ? item : each))
}

export function withoutAt<Item>(list: readonly Item[], at: number): Item[] {
  return list.filter((_, place) => place !== at)
}

/** Rules in the order they are looked at, each with its place in the document. */
export function inOrder(rules: readonly SteeringRule[]): { rule: SteeringRule; at: number }[] {
  return rules.map((rule, at) => ({ rule, at })).toSorted((left, right) => left.rule.priority - right.rule.priority)
}

/** After all others, under an id nobody has. */
export function withNewRule(policy: SteeringPolicy): SteeringPolicy {
  const taken = new Set(policy.rules.map(({ id }) => id))
  let number = policy.rules.length + 1
  while (taken.has(`rule-${number}`)) number++
  const priority = policy.rules.reduce((last, rule) => Math.max(last, rule.priority), 0) + 10
  const rule: SteeringRule = {
    id: `rule-${number}`,
    name: `Rule ${number}`,
    priority,
    enabled: true,
    operator: 'and',
    conditions: [{ field: 'request.model', operator: 'equals', value: 'auto' }],
    actions: [newAction('route')],
    continue: false,
    tags: [],
  }
  return { ...policy, rules: [...policy.rules, rule] }
}

export const ACTION_TYPES = ['route', 'reject', 'transform', 'inject', 'log'] as const satisfies readonly SteeringAction['type'][]

export function newAction(type: SteeringAction['type']): SteeringAction {
  switch (type) {
    case 'route':
      return { type, params: { provider: 'openai', model: 'gpt-4o' } }
    case 'reject':
      return { type, params: { status: 400, message: 'Rejected by a steering rule' } }
    case 'transform':
      return { type, params: { transformation: { field: 'request.model', operation: 'replace', value: 'auto' } } }
    case 'inject':
      return { type, params: { context: { field: 'context.note', value: '' } } }
    case 'log':
      return { type, params: { level: 'info' } }
  }
}

/** The text the form writes. */
export const policyText = (policy: SteeringPolicy): string => JSON.stringify(policy, null, 2)
