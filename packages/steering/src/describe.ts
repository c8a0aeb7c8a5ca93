/** One sentence for people: why the road is what it is. It becomes the `reasoning` of a recorded decision. */
import { OPERATOR_WORDS } from '@relayscope/contract'
import type { ConditionExplanation } from './condition.ts'
import type { Evaluation, RuleExplanation } from './evaluate.ts'

function conditionText({ field, operator, wanted }: ConditionExplanation): string {
  return [field, OPERATOR_WORDS[operator], ...(wanted === undefined || /exists/.test(operator) ? [] : [JSON.stringify(wanted)])].join(' ')
}

function ruleText(rule: RuleExplanation): string {
  const passed = rule.conditions.filter((condition) => condition.passed).map(conditionText)
  const because = passed.length === 0 ? 'it always does' : passed.join(rule.operator === 'and' ? ' and ' : ', ')
  return `Rule "${rule.ruleName}" matched because ${because}`
}

export function describeEvaluation(evaluation: Evaluation): string {
  const matched = evaluation.rules.filter((rule) => rule.outcome === 'matched')
  if (matched.length === 0) return evaluation.stopped.why === 'defaults' ? 'No rule matched; the defaults apply' : 'No rule matched'
  return matched.map(ruleText).join('. ')
}
