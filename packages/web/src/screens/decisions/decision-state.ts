import type { DecisionListItem, FinalOutcome } from '@relayscope/contract'
import type { Status } from '../../ui/status-shape.tsx'

export interface DecisionState {
  readonly status: Status
  readonly word: string
  readonly tone?: 'critical' | 'warning'
}

export function decisionState({ status }: FinalOutcome): DecisionState {
  if (status === 'error') return { status: 'error', word: 'Error', tone: 'critical' }
  return status === 'rejected' ? { status: 'warning', word: 'Rejected', tone: 'warning' } : { status: 'quiet', word: 'OK' }
}

/** Names of the rules that had a say, each once. */
export function rulesOf({ decisions }: Pick<DecisionListItem, 'decisions'>): string[] {
  const names = decisions.flatMap(({ rules = [], ruleName, ruleId }) => [
    ...rules.filter(({ outcome }) => outcome === 'matched').map((rule) => rule.ruleName ?? rule.ruleId),
    ...(rules.length === 0 && (ruleName ?? ruleId) !== undefined ? [ruleName ?? ruleId ?? ''] : []),
  ])
  return [...new Set(names)]
}

/** Why it ended as it did, in the last words that were said. */
export function reasonOf({ decisions }: Pick<DecisionListItem, 'decisions'>): string {
  return decisions.find(({ reasoning }) => reasoning)?.reasoning ?? ''
}
