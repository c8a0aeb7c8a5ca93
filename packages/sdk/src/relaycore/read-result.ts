/**
 * What a stage answered, as the decision that is recorded of it and the attributes its span gets. JSON leaves out what is
 * `undefined`, so nothing is copied to leave it out here: this runs for every stage of every request.
 */
import type { Attributes } from '@opentelemetry/api'
import type { RulesOutput } from '@relayscope/contract'
import type { DecisionRecord } from './decision-record.ts'
import type { BudgetResult, CacheResult, RecordedDecision, RelayCoreOptions, RouterResult, RulesResult, SelectionResult } from './types.ts'

export type Read = Partial<RecordedDecision> & Pick<RecordedDecision, 'output'>

export function readRouter({ route, reasoning }: RouterResult): Read {
  return { output: { route }, reasoning }
}

export function readRules(result: RulesResult, options: RelayCoreOptions): Read {
  const { matched, rules, actions = [], route, rejection, stopped, reasoning } = result
  const ruleId = rejection?.ruleId ?? route?.ruleId ?? matched.at(-1)
  const output: RulesOutput = {
    matched: matched.length > 0,
    matchedRules: matched,
    actions: actions.map(({ action }) => action),
    route,
    rejection,
    stopped,
  }
  return {
    output,
    reasoning,
    rules,
    ruleId,
    ruleName: rules?.find((rule) => rule.ruleId === ruleId)?.ruleName,
    policyId: result.policyId ?? options.policyId,
    policyVersion: result.policyVersion ?? options.policyVersion,
  }
}

export function readCache({ hit, similarity, threshold, savedUsd, reasoning }: CacheResult): Read {
  return { output: { hit }, cache: { hit, similarity: unit(similarity), threshold: unit(threshold), savedUsd }, reasoning }
}

/** Rounding carries a cosine past 1. */
const unit = (value: number | undefined) => (value === undefined ? undefined : Math.min(Math.max(value, 0), 1))

export function readBudget({ allowed, limitUsd, spentUsd, reasoning }: BudgetResult): Read {
  return { output: { allowed }, budget: { limitUsd, spentUsd }, reasoning }
}

export function readSelection({ provider, model, candidates, reasoning }: SelectionResult): Read {
  return { output: { provider, model }, candidates: candidates as RecordedDecision['candidates'], reasoning }
}

/** What else a result means for the request. */
export const CONSEQUENCES = {
  rules: (record: DecisionRecord, { rejection }: RulesResult) => {
    if (rejection) record.reject()
  },
  budget: (record: DecisionRecord, { allowed }: BudgetResult) => {
    if (!allowed) record.reject()
  },
  selection: (record: DecisionRecord, { provider, model }: SelectionResult) => record.choose(provider, model),
}

/** For people who read the trace, and for metrics of caches and budgets. OpenTelemetry leaves out what is `undefined`. */
export const ATTRIBUTES = {
  router: ({ route }: RouterResult): Attributes => ({ 'relaycore.route': route }),
  rules: ({ matched, policyId, policyVersion }: RulesResult): Attributes => ({
    'relaycore.rules.matched': [...matched],
    'relaycore.policy.id': policyId,
    'relaycore.policy.version': policyVersion,
  }),
  cache: ({ hit, similarity, threshold }: CacheResult): Attributes => ({
    'cache.hit': hit,
    'cache.similarity': similarity,
    'cache.threshold': threshold,
  }),
  budget: ({ allowed, limitUsd, spentUsd }: BudgetResult): Attributes => ({
    'budget.allowed': allowed,
    'budget.limit_usd': limitUsd,
    'budget.spent_usd': spentUsd,
  }),
  selection: ({ provider, model }: SelectionResult): Attributes => ({
    'relaycore.selected.provider': provider,
    'relaycore.selected.model': model,
  }),
}
