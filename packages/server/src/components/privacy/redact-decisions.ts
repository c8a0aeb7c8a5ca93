/** What was decided about a request: inputs and outputs are whatever a gateway saw. */
import type { Decision } from '@relayscope/contract'
import { type Counts, NAME_SAYS, nameSays } from '@relayscope/privacy'
import type { DecisionTraceRecord } from '../../flows/ingest/decision-record.ts'
import { redactTags } from './redact-interaction.ts'
import { add, type ValueRedactor } from './redact-values.ts'

const DEEPEST = 40

export function redactDecisionTrace(redactor: ValueRedactor, record: DecisionTraceRecord): void {
  const counts: Counts = new Map()
  record.requestId = redactor.identity(record.requestId, counts)
  record.userId = redactor.identity(record.userId, counts)
  record.organizationId = redactor.identity(record.organizationId, counts)
  record.requestPath = redactor.text(record.requestPath, counts)
  record.decisions = record.decisions.map((decision) => redactDecision(redactor, decision, counts))
  record.outcome = redactJson(redactor, record.outcome, '', counts)
  record.attempts = redactJson(redactor, record.attempts, '', counts)
  record.tags = redactTags(redactor, record.tags, counts)
}

function redactDecision(redactor: ValueRedactor, decision: Decision, counts: Counts): Decision {
  const { input, output, ...rest } = decision
  const kept = redactJson(redactor, rest, '', counts)
  if (redactor.policy.content === 'store')
    return { ...kept, input: redactJson(redactor, input, '', counts), output: redactJson(redactor, output, '', counts) }
  add(counts, 'CONTENT')
  // What was found in a condition is a piece of the input.
  const rules = kept.rules?.map((rule) => ({
    ...rule,
    conditions: rule.conditions?.map((condition) => ({ ...condition, found: undefined })),
  }))
  return { ...kept, ...(rules && { rules }), reasoning: undefined, input: null, output: null }
}

/** A copy; the value itself where it holds nothing. */
function redactJson<Value>(redactor: ValueRedactor, value: Value, key: string, counts: Counts, depth = 0): Value {
  return redactedJson(redactor, value, key, counts, depth) as Value
}

function redactedJson(redactor: ValueRedactor, value: unknown, key: string, counts: Counts, depth: number): unknown {
  if (typeof value === 'string') return redactor.named(value, key, counts)
  if (typeof value === 'number') return nameSays(key) === NAME_SAYS.nothing ? value : redactor.number(value, key, counts)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEEPEST) {
    add(counts, 'DROPPED')
    return null
  }
  if (Array.isArray(value)) return value.map((inner) => redactedJson(redactor, inner, key, counts, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [redactor.name(name), redactedJson(redactor, inner, name, counts, depth + 1)]),
  )
}
