/** Decision traces as the seed's model has them, sent to POST /api/v1/telemetry/decisions, into the records of the write flow. */
import {
  type Decision,
  type DecisionCandidate,
  DERIVED_DECISION_FIELDS,
  decision,
  type SubmittedDecision,
  type SubmittedDecisionTrace,
  submittedDecisionTrace,
} from '@relayscope/contract'
import type { DecisionTraceRecord } from '../../flows/ingest/decision-record.ts'
import { isoTime } from '../../flows/query/time-range.ts'
import { PART_UNITS, RECORD_UNITS } from './otlp/limits.ts'
import { type Submitted, submittedDecoder } from './submitted-decoder.ts'
import { isUsualDecision } from './usual-decision.ts'
import { extraFields, textOf, timeNs, withoutNulls } from './submitted-values.ts'

const KNOWN_TRACE_FIELDS: ReadonlySet<string> = new Set([...Object.keys(submittedDecisionTrace.shape), ...DERIVED_DECISION_FIELDS])
const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(decision.shape))

export const decodeSubmittedDecisions = submittedDecoder(
  submittedDecisionTrace,
  () => (batch, record) => batch.decisionTraces.push(recordOf(record)),
  { clear: clearNulls, isUsual: isUsualDecision },
)

/** Members that are not known here stay where they are: the schema has looked at `raw`, and `raw` is what is kept. */
function recordOf({ sent, raw, budget }: Submitted<SubmittedDecisionTrace>): DecisionTraceRecord {
  const whole = raw as SubmittedDecisionTrace
  const startNs = timeNs(sent.timestamp, 'timestamp')
  const timestamp = textOfTime(sent.timestamp, startNs)
  budget.spend(RECORD_UNITS * sent.decisions.length)
  return {
    traceId: sent.traceId,
    requestId: sent.requestId,
    startNs,
    timestamp,
    userId: sent.userId ?? '',
    organizationId: sent.organizationId ?? '',
    requestPath: sent.requestPath ?? '',
    decisions: whole.decisions.map((each, at) => {
      budget.spend(PART_UNITS * ((each.candidates?.length ?? 0) + (each.rules?.length ?? 0)))
      return decisionOf(each, at, timestamp)
    }),
    outcome: { ...whole.finalOutcome, provider: sent.finalOutcome.provider, model: sent.finalOutcome.model },
    attempts: whole.attempts ?? [],
    tags: { ...textsOf(sent.tags), ...textsOf(Object.fromEntries(extraFields(sent, KNOWN_TRACE_FIELDS))) },
    source: 'submitted',
  }
}

/** One walk over what was sent: known fields are kept as they are, the rest becomes tags. */
function decisionOf(sent: SubmittedDecision, at: number, timestamp: string): Decision {
  const made: Record<string, unknown> = {
    id: String(at + 1),
    timestamp,
    type: sent.type,
    component: sent.component,
    input: null,
    output: null,
    evaluationTimeMs: 0,
  }
  let tags: Record<string, string> | undefined
  for (const name in sent) {
    const value = sent[name]
    if (value === undefined) continue
    if (name === 'tags') tags = { ...textsOf(sent.tags), ...tags }
    else if (KNOWN_FIELDS.has(name)) made[name] = value
    else (tags ??= {})[name] = textOf(value)
  }
  if (sent.timestamp !== undefined) made['timestamp'] = textOfTime(sent.timestamp, timeNs(sent.timestamp, `decisions[${at}].timestamp`))
  if (sent.candidates) made['candidates'] = sent.candidates.map(candidateOf)
  if (tags) made['tags'] = tags
  return made as unknown as Decision
}

function candidateOf(sent: DecisionCandidate): DecisionCandidate {
  return sent.provider === undefined || sent.model === undefined
    ? { ...(sent as object), provider: sent.provider ?? '', model: sent.model ?? '' }
    : sent
}

function textsOf(values: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, textOf(value)]))
}

function textOfTime(sent: string, ns: bigint): string {
  return sent.length === 24 && sent[10] === 'T' && sent[19] === '.' && sent[23] === 'Z' ? sent : isoTime(ns)
}

function clearNulls(value: unknown): void {
  withoutNulls(value)
  const { decisions, finalOutcome, attempts } = (value ?? {}) as { decisions?: unknown; finalOutcome?: unknown; attempts?: unknown }
  withoutNulls(finalOutcome)
  for (const list of [decisions, attempts]) if (Array.isArray(list)) for (const one of list) withoutNulls(one)
}
