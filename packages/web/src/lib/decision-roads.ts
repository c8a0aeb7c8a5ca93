/** What a decision was about, in words: its question, its answer, and the roads that were not taken. */
import { type Decision, type DecisionCondition, type DecisionRule, type DecisionTrace, OPERATOR_WORDS } from '@relayscope/contract'
import { formatCount, formatShare } from './format.ts'
import { formatMoney } from './money.ts'

export interface Road {
  readonly name: string
  readonly why: string
}

export const TYPE_WORDS: Readonly<Record<Decision['type'], string>> = {
  rule_evaluation: 'Rule evaluation',
  model_selection: 'Model selection',
  cache_decision: 'Cache decision',
  budget_check: 'Budget check',
  other: 'Decision',
}

const QUESTIONS: Readonly<Record<Decision['type'], string>> = {
  rule_evaluation: 'Which rule applies?',
  model_selection: 'Which model?',
  cache_decision: 'Is it known already?',
  budget_check: 'Is it within budget?',
  other: 'What to do?',
}

export function questionOf({ type }: Decision): string {
  return QUESTIONS[type]
}

export function answerOf(decision: Decision): string {
  const { type, cache, budget } = decision
  if (type === 'rule_evaluation') return ruleAnswer(decision)
  if (type === 'cache_decision' && cache) return cache.hit ? `Hit${similarityText(cache)}` : `Miss${similarityText(cache)}`
  if (type === 'budget_check') return budgetAnswer(decision)
  const chosen = chosenRoad(decision)
  if (chosen !== '') return chosen
  if (budget) return budgetAnswer(decision)
  return decision.ruleName ?? decision.ruleId ?? shortText(decision.output)
}

function ruleAnswer({ rules, ruleName, ruleId, output }: Decision): string {
  const name = ruleName ?? ruleId
  if (name !== undefined && member(output, 'matched') !== false) return name
  const matched = (rules ?? []).filter(({ outcome }) => outcome === 'matched').map((rule) => rule.ruleName ?? rule.ruleId)
  return matched.length > 0 ? matched.join(', ') : 'No rule matched'
}

function similarityText({ similarity, threshold }: NonNullable<Decision['cache']>): string {
  if (similarity === undefined) return ''
  return threshold === undefined ? `, ${formatShare(similarity)} alike` : `, ${formatShare(similarity)} of ${formatShare(threshold)} wanted`
}

function budgetAnswer({ budget, output }: Decision): string {
  const allowed = member(output, 'allowed')
  const word = allowed === false ? 'No' : allowed === true ? 'Yes' : ''
  if (budget?.spentUsd === undefined) return word || shortText(output)
  const spent = formatMoney(budget.spentUsd, 'USD')
  const of = budget.limitUsd === undefined ? `${spent} spent` : `${spent} of ${formatMoney(budget.limitUsd, 'USD')}`
  return word === '' ? of : `${word}, ${of}`
}

/** What an output names as the road: `provider` and `model`, there or in `route`. */
export function chosenRoad({ output }: Decision): string {
  const route = member(output, 'route') ?? output
  return roadName({ provider: textMember(route, 'provider'), model: textMember(route, 'model') })
}

export function roadName({ provider, model }: { provider: string; model: string }): string {
  return [provider, model].filter((part) => part !== '').join(' / ')
}

/** Roads not taken: rules that did not match, candidates that were not chosen. */
export function otherRoads(decision: Decision): Road[] {
  const chosen = chosenRoad(decision)
  const rules = (decision.rules ?? []).filter(({ outcome }) => outcome !== 'matched')
  const candidates = (decision.candidates ?? []).filter((one) => one.rejectedBecause !== undefined || roadName(one) !== chosen)
  return [
    ...rules.map((rule) => ({ name: rule.ruleName ?? rule.ruleId, why: ruleReason(rule) })),
    ...candidates.map((one) => ({
      name: roadName(one) || 'a candidate',
      why: one.rejectedBecause ?? (one.score === undefined ? 'not chosen' : `came after, score ${trimmed(one.score)}`),
    })),
  ]
}

const FATES: Readonly<Record<DecisionRule['outcome'], string>> = {
  matched: 'matched',
  not_matched: 'did not match',
  disabled: 'switched off',
  not_reached: 'not reached',
}

export function fateOf({ outcome }: DecisionRule): string {
  return FATES[outcome]
}

function ruleReason(rule: DecisionRule): string {
  const failed = (rule.conditions ?? []).find(({ passed }) => !passed)
  return rule.outcome === 'not_matched' && failed ? failedText(failed) : fateOf(rule)
}

/** `context.tags contains "vip"`. */
export function conditionText({ field, operator, wanted }: DecisionCondition): string {
  return [field, OPERATOR_WORDS[operator], ...(wanted === undefined ? [] : [shownText(wanted)])].join(' ')
}

function failedText(condition: DecisionCondition): string {
  const { field, found } = condition
  return found === undefined ? `${field} is missing` : `${field} is ${shownText(found)}`
}

export function shownText(value: unknown): string {
  return typeof value === 'string' ? `“${value}”` : Array.isArray(value) ? `[${value.map(shownText).join(', ')}]` : JSON.stringify(value)
}

/** Attempts that failed, as roads that led nowhere. */
export function failedAttempts({ attempts = [] }: Pick<DecisionTrace, 'attempts'>): Road[] {
  return attempts
    .filter(({ status }) => status !== 'success')
    .map((attempt) => ({ name: `${formatCount(attempt.index)}. ${roadName(attempt)}`, why: attempt.errorClass ?? attempt.status }))
}

/** `status: success, retried: false` reads better than JSON; what is nested stays JSON. */
function shortText(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  const members = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : []
  const isFlat = members.length > 0 && members.every(([, each]) => ['string', 'number', 'boolean'].includes(typeof each))
  const plain = isFlat ? members.map(([name, each]) => `${name}: ${String(each)}`).join(', ') : value
  const text = typeof plain === 'string' ? plain : JSON.stringify(plain)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

function textMember(value: unknown, name: string): string {
  const found = member(value, name)
  return typeof found === 'string' ? found : ''
}

function trimmed(score: number): string {
  return String(Number(score.toPrecision(3)))
}

/** The fields of the input that the rules asked for. */
export function fieldsRead({ rules = [] }: Decision): ReadonlySet<string> {
  return new Set(rules.flatMap(({ conditions = [] }) => conditions.map(({ field }) => field.replace(/\.length$/, ''))))
}
