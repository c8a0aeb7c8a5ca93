/** What was decided about a request: inputs and outputs are whatever a gateway saw. */
import type { Decision } from '@relayscope/contract'
import { type Counts, NAME_SAYS, nameSays } from '@relayscope/privacy'
import type { DecisionTraceRecord } from '../../flows/ingest/decision-record.ts'
import { redactTags } from './redact-interaction.ts'
import { redactionsOf } from './redactions.ts'
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
  if (counts.size > 0) record.redactions = redactionsOf(counts, redactor.policy.rule)
}

function redactDecision(redactor: ValueRedactor, decision: Decision, counts: Counts): Decision {
  if (redactor.policy.content === 'store') return redactJson(redactor, decision, '', counts)
  const { input: _, output: __, ...rest } = decision
  const kept = redactJson(redactor, rest, '', counts)
  add(counts, 'CONTENT')
  // What was found in a condition is a piece of the input.
  const rules = kept.rules?.map((rule) => ({
    ...rule,
    conditions: rule.conditions?.map((condition) => ({ ...condition, found: undefined })),
  }))
  return { ...kept, ...(rules && { rules }), reasoning: undefined, input: null, output: null }
}

/** A copy; the value itself where it holds nothing. */
function redactJson<Value>(redactor: ValueRedactor, value: Value, key: string, counts: Counts): Value {
  return redactedJson(redactor, value, key, counts, 0) as Value
}

function redactedJson(redactor: ValueRedactor, value: unknown, key: string, counts: Counts, depth: number): unknown {
  if (typeof value === 'string') return redactor.word(value, key, counts)
  if (typeof value === 'number') return nameSays(key) === NAME_SAYS.nothing ? value : redactor.number(value, key, counts)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEEPEST) {
    add(counts, 'DROPPED')
    return null
  }
  return Array.isArray(value)
    ? redactedList(redactor, value, key, counts, depth)
    : redactedFields(redactor, value as Record<string, unknown>, counts, depth)
}

function redactedList(redactor: ValueRedactor, list: readonly unknown[], key: string, counts: Counts, depth: number): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let at = 0; at < list.length; at++) {
    const kept = redactedJson(redactor, list[at], key, counts, depth + 1)
    if (kept !== list[at]) (copy ??= [...list])[at] = kept
  }
  return copy ?? list
}

/** Nearly every record holds nothing, and to copy it all the same costs as much as to look through it. */
function redactedFields(redactor: ValueRedactor, fields: Record<string, unknown>, counts: Counts, depth: number): Record<string, unknown> {
  let changed = false
  const kept: [string, unknown][] = []
  for (const name in fields) {
    const value = redactedJson(redactor, fields[name], name, counts, depth + 1)
    const keptName = redactor.name(name, counts)
    kept.push([keptName, value])
    changed ||= value !== fields[name] || keptName !== name
  }
  return changed ? Object.fromEntries(kept) : fields
}
