/**
 * Whether a decision trace is of the form that gateways send: a quick look that says yes only where the schema would. Reading
 * each with the schema is half of what taking one costs, so the schema sees only what this is not sure of.
 */
import { CONDITION_OPERATORS, decision, type SubmittedDecisionTrace } from '@relayscope/contract'

type Fields = Record<string, unknown>

const TYPES: ReadonlySet<unknown> = new Set(decision.shape.type.options)
const OPERATORS: ReadonlySet<unknown> = new Set(CONDITION_OPERATORS)
const OUTCOMES: ReadonlySet<unknown> = new Set(['success', 'error', 'rejected'])
const STATUSES: ReadonlySet<unknown> = new Set(['success', 'error', 'timeout'])
const FATES: ReadonlySet<unknown> = new Set(['matched', 'not_matched', 'disabled', 'not_reached'])
const NO_TRACE = '0'.repeat(32)
const SHORT = 4096
const REASONING = 65_536
const MOST = 1000
const MOST_CONDITIONS = 256
const MOST_ID = 256

export function isUsualDecision(value: unknown): value is SubmittedDecisionTrace {
  if (!isFields(value)) return false
  const { traceId, requestId, timestamp, decisions, finalOutcome, attempts, tags } = value
  return (
    typeof traceId === 'string' &&
    /^[0-9a-f]{32}$/.test(traceId) &&
    traceId !== NO_TRACE &&
    isText(requestId) &&
    isTime(timestamp) &&
    isOptionalText(value['userId']) &&
    isOptionalText(value['organizationId']) &&
    isOptionalText(value['requestPath']) &&
    isOutcome(finalOutcome) &&
    isList(decisions, MOST, isDecision) &&
    (attempts === undefined || isList(attempts, MOST, isAttempt)) &&
    (tags === undefined || isFields(tags))
  )
}

function isDecision(value: unknown): boolean {
  if (!isFields(value)) return false
  const { id, timestamp, reasoning, candidates, rules, attempt, cache, budget, tags } = value
  return (
    TYPES.has(value['type']) &&
    isText(value['component']) &&
    (id === undefined || (isText(id, MOST_ID) && id !== '')) &&
    (timestamp === undefined || isTime(timestamp)) &&
    isOptionalText(reasoning, REASONING) &&
    isOptionalText(value['ruleId']) &&
    isOptionalText(value['ruleName']) &&
    isOptionalText(value['policyId']) &&
    isOptionalText(value['policyVersion']) &&
    isOptionalAmount(value['evaluationTimeMs']) &&
    (attempt === undefined || isCount(attempt)) &&
    (candidates === undefined || isList(candidates, MOST, isCandidate)) &&
    (rules === undefined || isList(rules, MOST, isRule)) &&
    (cache === undefined || isCache(cache)) &&
    (budget === undefined || isBudget(budget)) &&
    (tags === undefined || isFields(tags))
  )
}

function isOutcome(value: unknown): boolean {
  return isFields(value) && isText(value['provider']) && isText(value['model']) && OUTCOMES.has(value['status'])
}

function isAttempt(value: unknown): boolean {
  if (!isFields(value)) return false
  const { index, provider, model, status, errorClass, latencyMs, costUsd } = value
  return (
    isCount(index) &&
    isText(provider) &&
    isText(model) &&
    STATUSES.has(status) &&
    isOptionalText(errorClass) &&
    isOptionalAmount(latencyMs) &&
    isOptionalAmount(costUsd)
  )
}

function isCandidate(value: unknown): boolean {
  if (!isFields(value)) return false
  const { provider, model, score, rejectedBecause } = value
  return isText(provider) && isText(model) && (score === undefined || Number.isFinite(score)) && isOptionalText(rejectedBecause)
}

function isRule(value: unknown): boolean {
  if (!isFields(value)) return false
  const { ruleId, ruleName, priority, outcome, operator, conditions } = value
  return (
    isText(ruleId) &&
    isOptionalText(ruleName) &&
    (priority === undefined || Number.isFinite(priority)) &&
    FATES.has(outcome) &&
    (operator === undefined || operator === 'and' || operator === 'or') &&
    isOptionalFlag(value['continue']) &&
    (conditions === undefined || isList(conditions, MOST_CONDITIONS, isCondition))
  )
}

function isCondition(value: unknown): boolean {
  if (!isFields(value)) return false
  const { field, operator, wanted, found, passed, note } = value
  return (
    isText(field) && OPERATORS.has(operator) && isShown(wanted) && isShown(found) && typeof passed === 'boolean' && isOptionalText(note)
  )
}

function isShown(value: unknown): boolean {
  return value === undefined || isScalar(value) || (Array.isArray(value) && value.every(isScalar))
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

function isCache(value: unknown): boolean {
  if (!isFields(value)) return false
  const { similarity, threshold, hit, savedUsd } = value
  return isOptionalAmount(similarity, 1) && isOptionalAmount(threshold, 1) && typeof hit === 'boolean' && isOptionalAmount(savedUsd)
}

function isBudget(value: unknown): boolean {
  return isFields(value) && isOptionalAmount(value['limitUsd']) && isOptionalAmount(value['spentUsd'])
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: unknown, most: number, isMember: (member: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= most && value.every(isMember)
}

function isText(value: unknown, most = SHORT): value is string {
  return typeof value === 'string' && value.length <= most
}

function isOptionalText(value: unknown, most = SHORT): boolean {
  return value === undefined || isText(value, most)
}

function isOptionalFlag(value: unknown): boolean {
  return value === undefined || typeof value === 'boolean'
}

function isOptionalAmount(value: unknown, most = Number.MAX_VALUE): boolean {
  return value === undefined || (typeof value === 'number' && value >= 0 && value <= most)
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && value.length === 24 && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value)
}
