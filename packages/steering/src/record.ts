/** An evaluation as a decision records it. */
import type { RulesOutput } from '@relayscope/contract'
import { describeEvaluation } from './describe.ts'
import type { Evaluation, RuleExplanation } from './evaluate.ts'

export interface RecordedRules {
  readonly output: RulesOutput
  /** The rule that had the last word. Absent: none matched. */
  readonly ruleId?: string
  readonly ruleName?: string
  readonly reasoning: string
  readonly rules: RuleExplanation[]
}

export function recordOf(evaluation: Evaluation): RecordedRules {
  const { matched, actions, route, rejection, stopped, rules } = evaluation
  const ruleId = rejection?.ruleId ?? route?.ruleId ?? matched.at(-1)
  const ruleName = rules.find((rule) => rule.ruleId === ruleId)?.ruleName
  return {
    output: {
      matched: matched.length > 0,
      matchedRules: matched,
      actions: actions.map(({ action }) => action),
      route,
      rejection,
      stopped,
    },
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(ruleName === undefined ? {} : { ruleName }),
    reasoning: describeEvaluation(evaluation),
    rules: [...rules],
  }
}
