/** What a decision trace is found and counted by, read off its decisions and attempts. */
import type { Decision, DecisionAttempt } from '@relayscope/contract'
import type { DecisionTraceRecord } from './decision-record.ts'
import { preview } from './heavy-values.ts'
import { providerIdOr } from './provider-id.ts'

export interface DecisionFacts {
  evaluationMs: number
  attempts: number
  fallback: boolean
  cacheHit?: boolean
  costUsd?: number
  /** One per decision; empty where it gave none. */
  reasons: string[]
  policyIds: Iterable<string>
  policyVersions: Iterable<string>
  matched: { ids: string[]; names: string[] }
  /** Rules that were there and did not match. */
  others: { ids: string[]; names: string[]; outcomes: string[] }
  /** provider/model */
  candidates: Iterable<string>
  rejections: Iterable<string>
  scores: number[]
  attempted: Iterable<string>
  errorClasses: Iterable<string>
  similarities: number[]
  thresholds: number[]
  savings: number[]
  spents: number[]
  limits: number[]
}

const MOST_ATTEMPTS = 65_535

export function factsOf({ decisions, attempts }: DecisionTraceRecord): DecisionFacts {
  const facts: DecisionFacts & Record<'policyIds' | 'policyVersions' | 'candidates' | 'rejections', Set<string>> = {
    evaluationMs: 0,
    attempts: Math.min(attempts.length, MOST_ATTEMPTS),
    fallback: fellBack(attempts),
    reasons: [],
    policyIds: new Set(),
    policyVersions: new Set(),
    matched: { ids: [], names: [] },
    others: { ids: [], names: [], outcomes: [] },
    candidates: new Set(),
    rejections: new Set(),
    scores: [],
    attempted: new Set(attempts.map(roadOf)),
    errorClasses: new Set(attempts.flatMap(({ errorClass }) => errorClass || [])),
    similarities: [],
    thresholds: [],
    savings: [],
    spents: [],
    limits: [],
  }
  for (const decision of decisions) {
    facts.evaluationMs += decision.evaluationTimeMs
    facts.reasons.push(preview(decision.reasoning ?? ''))
    if (decision.policyId) facts.policyIds.add(decision.policyId)
    if (decision.policyVersion) facts.policyVersions.add(decision.policyVersion)
    addRules(facts, decision)
    for (const candidate of decision.candidates ?? []) {
      facts.candidates.add(roadOf(candidate))
      if (candidate.rejectedBecause) facts.rejections.add(preview(candidate.rejectedBecause))
      if (candidate.score !== undefined) facts.scores.push(candidate.score)
    }
    addCacheAndBudget(facts, decision)
  }
  const costs = attempts.flatMap(({ costUsd }) => costUsd ?? [])
  if (costs.length > 0) facts.costUsd = costs.reduce((sum, cost) => sum + cost, 0)
  return facts
}

function addCacheAndBudget(facts: DecisionFacts, { cache, budget }: Decision): void {
  if (cache) {
    facts.cacheHit = (facts.cacheHit ?? false) || cache.hit
    put(facts.similarities, cache.similarity)
    put(facts.thresholds, cache.threshold)
    put(facts.savings, cache.savedUsd)
  }
  put(facts.spents, budget?.spentUsd)
  put(facts.limits, budget?.limitUsd)
}

function put(numbers: number[], value: number | undefined): void {
  if (value !== undefined) numbers.push(value)
}

/** The list of rules says how each fared; without one, the decision's own rule matched unless its output says that it did not. */
function addRules(facts: DecisionFacts, { rules, ruleId, ruleName, output, type }: Decision): void {
  const { matched, others } = facts
  for (const rule of rules ?? []) {
    if (rule.outcome === 'matched') addMatched(matched, rule.ruleId, rule.ruleName)
    else {
      others.ids.push(rule.ruleId)
      others.names.push(rule.ruleName ?? '')
      others.outcomes.push(rule.outcome)
    }
  }
  if (!ruleId && !ruleName) return
  const id = ruleId || ruleName || ''
  if (matched.ids.includes(id) || others.ids.includes(id)) return
  if (type === 'rule_evaluation' && saysNotMatched(output)) {
    others.ids.push(id)
    others.names.push(ruleName ?? '')
    others.outcomes.push('not_matched')
  } else addMatched(matched, id, ruleName)
}

function addMatched(matched: DecisionFacts['matched'], id: string, name = ''): void {
  if (matched.ids.includes(id)) return
  matched.ids.push(id)
  matched.names.push(name)
}

function saysNotMatched(output: unknown): boolean {
  return typeof output === 'object' && output !== null && (output as { matched?: unknown }).matched === false
}

/** A later attempt that went elsewhere, after one that failed. */
function fellBack(attempts: readonly DecisionAttempt[]): boolean {
  return attempts.some((attempt, at) => {
    const before = attempts[at - 1]
    return before !== undefined && before.status !== 'success' && roadOf(before) !== roadOf(attempt)
  })
}

function roadOf({ provider, model }: { provider: string; model: string }): string {
  if (provider === '' || model === '') return providerIdOr(provider) || model
  return `${providerIdOr(provider)}/${model}`
}
