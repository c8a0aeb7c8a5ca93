/**
 * The evaluator. Pure: the same policy and input give the same evaluation, here, in a gateway and in a browser. It never throws,
 * reads only what paths name, and takes time in proportion to the texts it looks at.
 */
import type { SteeringRule } from '@relayscope/contract'
import { apply, type Effects, type GatheredAction, type Rejection, type Route } from './actions.ts'
import type { CompiledPolicy, CompiledRule } from './compile-policy.ts'
import { explain, passes, type ConditionExplanation } from './condition.ts'

export interface RuleExplanation {
  readonly ruleId: string
  readonly ruleName: string
  readonly priority: number
  readonly outcome: 'matched' | 'not_matched' | 'disabled' | 'not_reached'
  readonly operator: SteeringRule['operator']
  readonly continue: boolean
  /** Every one of them, also those that no longer mattered. Empty where the rule was not looked at. */
  readonly conditions: readonly ConditionExplanation[]
}

export interface Stopped {
  /** `rule`: a matched rule ended it. `end`: there were no more rules. `defaults`: none matched, so the defaults were done. */
  readonly why: 'rule' | 'end' | 'defaults'
  readonly ruleId?: string
}

export interface Evaluation {
  readonly policyId?: string
  readonly policyVersion: string
  /** Ids of the rules that matched, in order. */
  readonly matched: readonly string[]
  readonly rules: readonly RuleExplanation[]
  readonly actions: readonly GatheredAction[]
  readonly route?: Route
  readonly rejection?: Rejection
  readonly stopped: Stopped
  /** The input after transforms and injections; the same object when there were none. */
  readonly input: unknown
}

function holds({ rule, conditions }: CompiledRule, input: unknown): boolean {
  return rule.operator === 'and' ? conditions.every((each) => passes(each, input)) : conditions.some((each) => passes(each, input))
}

function explained(
  { rule }: CompiledRule,
  outcome: RuleExplanation['outcome'],
  conditions: readonly ConditionExplanation[],
): RuleExplanation {
  const { id, name, priority, operator } = rule
  return { ruleId: id, ruleName: name, priority, outcome, operator, continue: rule.continue, conditions }
}

interface Walk {
  effects: Effects
  readonly matched: string[]
  readonly actions: GatheredAction[]
  readonly rules: RuleExplanation[]
}

function perform(walk: Walk, actions: SteeringRule['actions'], ruleId: string | undefined): void {
  for (const action of actions) {
    const after = apply(walk.effects, action, ruleId)
    const applied =
      action.type === 'log' ||
      after.route !== walk.effects.route ||
      after.rejection !== walk.effects.rejection ||
      after.input !== walk.effects.input
    walk.actions.push({ ...(ruleId === undefined ? {} : { ruleId }), action, applied })
    walk.effects = after
  }
}

/** Looks at one rule. `true`: it matched and nothing after it counts. */
function visit(walk: Walk, compiled: CompiledRule, withReasons: boolean): boolean {
  const { rule } = compiled
  if (!rule.enabled) {
    if (withReasons) walk.rules.push(explained(compiled, 'disabled', []))
    return false
  }
  let matched: boolean
  if (withReasons) {
    const conditions = compiled.conditions.map((each) => explain(each, walk.effects.input))
    matched = rule.operator === 'and' ? conditions.every((each) => each.passed) : conditions.some((each) => each.passed)
    walk.rules.push(explained(compiled, matched ? 'matched' : 'not_matched', conditions))
  } else matched = holds(compiled, walk.effects.input)
  if (!matched) return false
  walk.matched.push(rule.id)
  perform(walk, rule.actions, rule.id)
  return !rule.continue
}

/**
 * `reasons: false` leaves `rules` empty and stops reading a rule at the first condition that settles it: for deciding over
 * many recorded requests. Everything else is the same, which a property test holds it to.
 */
export function evaluate(policy: CompiledPolicy, input: unknown, { reasons = true }: { reasons?: boolean } = {}): Evaluation {
  const walk: Walk = { effects: { input }, matched: [], actions: [], rules: [] }
  let stopped: Stopped = { why: 'end' }
  for (const [at, compiled] of policy.rules.entries()) {
    if (!visit(walk, compiled, reasons)) continue
    stopped = { why: 'rule', ruleId: compiled.rule.id }
    if (reasons)
      for (const rest of policy.rules.slice(at + 1)) walk.rules.push(explained(rest, rest.rule.enabled ? 'not_reached' : 'disabled', []))
    break
  }
  if (walk.matched.length === 0 && policy.policy.defaultActions.length > 0) {
    perform(walk, policy.policy.defaultActions, undefined)
    stopped = { why: 'defaults' }
  }
  const { id } = policy.policy
  return {
    ...(id === undefined ? {} : { policyId: id }),
    policyVersion: policy.version,
    matched: walk.matched,
    rules: walk.rules,
    actions: walk.actions,
    ...(walk.effects.route ? { route: walk.effects.route } : {}),
    ...(walk.effects.rejection ? { rejection: walk.effects.rejection } : {}),
    stopped,
    input: walk.effects.input,
  }
}
