/**
 * Decision traces into rows: the record itself, for the log, and what it is found and counted by.
 *
 * The record is text: the trace without the inputs and outputs of its decisions, then every input, then every output, each
 * on a line of its own (JSON has no line breaks). `digest` is its SHA-256. Place and links are filled in when the group is
 * stored, because only then is it known which record comes before: see decision-chain.ts.
 */
import { hash } from 'node:crypto'
import { BlockWriter, columnsOf } from '../../planes/telemetry/native-block.ts'
import type { TableName } from '../../planes/telemetry/tables.ts'
import type { Arrival, Batch } from './batch.ts'
import { type DecisionFacts, factsOf } from './decision-facts.ts'
import { type DecisionTraceRecord, OUTCOME } from './decision-record.ts'
import type { ChainRun } from './messages.ts'
import { Rising } from './rising.ts'
import { providerIdOr } from './provider-id.ts'

const CHAIN_COLUMNS = ['digest', 'sequence', 'previous_hash', 'hash'] as const
const SECONDS_PER_DAY = 86_400
const NOT_YET = new Uint8Array(32)
/** A better source wins over a later reading: `version` begins with this. `Rising` stays far below it. */
const RANK = 2n ** 58n
const RANKS = { derived: 0n, otlp: RANK, submitted: 2n * RANK } as const

export class DecisionRows {
  readonly log = new BlockWriter('decision_log')
  readonly traces = new BlockWriter('decision_traces')
  private readonly logColumns = columnsOf(this.log)
  private readonly traceColumns = columnsOf(this.traces)
  private readonly versions = new Rising()
  private runs: ChainRun[] = []

  add(arrival: Arrival, batch: Batch): void {
    for (const record of batch.decisionTraces) {
      this.goOn(arrival)
      this.addToLog(arrival, record)
      this.addTrace(arrival, record)
    }
  }

  /** The runs of the rows so far; begins anew. */
  takeRuns(): ChainRun[] {
    const taken = this.runs
    this.runs = []
    return taken
  }

  /** Columns of a table that are filled in when the group is stored, with their distance from the end of the block. */
  toFill(table: TableName): Record<string, number> | undefined {
    const { log, traces } = this
    if (table === 'decision_traces') return { sequence: traces.beforeEnd('sequence') }
    if (table !== 'decision_log') return undefined
    return Object.fromEntries(CHAIN_COLUMNS.map((name) => [name, log.beforeEnd(name)]))
  }

  private goOn({ project, receivedAt }: Arrival): void {
    const day = Math.floor(receivedAt / SECONDS_PER_DAY)
    const last = this.runs.at(-1)
    if (last?.project === project && last.day === day) last.rows++
    else this.runs.push({ project, day, rows: 1 })
  }

  private addToLog(arrival: Arrival, record: DecisionTraceRecord): void {
    const columns = this.logColumns
    const head = headText(record)
    const inputs = record.decisions.map(({ input }) => jsonText(input))
    const outputs = record.decisions.map(({ output }) => jsonText(output))
    columns.project.text(arrival.project)
    columns.received_at.dateTime(arrival.receivedAt)
    columns.start_time.dateTime64(record.startNs)
    columns.trace_id.text(record.traceId)
    columns.request_id.text(record.requestId)
    columns.provider.text(record.outcome.provider)
    columns.model.text(record.outcome.model)
    columns.outcome.u8(OUTCOME[record.outcome.status])
    columns.source.text(record.source)
    columns.types.texts(record.decisions.map(({ type }) => type))
    columns.head.text(head)
    columns.inputs.texts(inputs)
    columns.outputs.texts(outputs)
    columns.digest.bytes32(hash('sha256', `${head}\n${inputs.join('\n')}\n${outputs.join('\n')}`, 'buffer'))
    columns.sequence.u64(0)
    columns.previous_hash.bytes32(NOT_YET)
    columns.hash.bytes32(NOT_YET)
  }

  private addTrace(arrival: Arrival, record: DecisionTraceRecord): void {
    const columns = this.traceColumns
    const facts = factsOf(record)
    columns.project.text(arrival.project)
    columns.received_at.dateTime(arrival.receivedAt)
    columns.version.u64(RANKS[record.source] + BigInt(this.versions.next()))
    columns.start_time.dateTime64(record.startNs)
    columns.trace_id.text(record.traceId)
    columns.request_id.text(record.requestId)
    columns.user_id.text(record.userId)
    columns.organization_id.text(record.organizationId)
    columns.request_path.text(record.requestPath)
    columns.provider.text(providerIdOr(record.outcome.provider))
    columns.model.text(record.outcome.model)
    columns.outcome.u8(OUTCOME[record.outcome.status])
    columns.source.text(record.source)
    columns.decision_ids.texts(record.decisions.map(({ id }) => id))
    columns.types.texts(record.decisions.map(({ type }) => type))
    columns.components.texts(record.decisions.map(({ component }) => component))
    columns.evaluation_times.f64s(record.decisions.map(({ evaluationTimeMs }) => evaluationTimeMs))
    columns.tags.map(Object.entries(record.tags))
    columns.sequence.u64(0)
    this.addFacts(facts)
  }

  private addFacts(facts: DecisionFacts): void {
    const columns = this.traceColumns
    columns.evaluation_ms.f64(facts.evaluationMs)
    columns.attempts.u16(facts.attempts)
    columns.fallback.u8(Number(facts.fallback))
    columns.cache_hit.u8(facts.cacheHit === undefined ? undefined : Number(facts.cacheHit))
    columns.cost_usd.f64(facts.costUsd)
    columns.reasons.texts(facts.reasons)
    columns.policy_ids.texts(facts.policyIds)
    columns.policy_versions.texts(facts.policyVersions)
    columns.matched_ids.texts(facts.matched.ids)
    columns.matched_names.texts(facts.matched.names)
    columns.other_ids.texts(facts.others.ids)
    columns.other_names.texts(facts.others.names)
    columns.other_outcomes.texts(facts.others.outcomes)
    columns.candidates.texts(facts.candidates)
    columns.rejections.texts(facts.rejections)
    columns.scores.f64s(facts.scores)
    columns.attempted.texts(facts.attempted)
    columns.error_classes.texts(facts.errorClasses)
    columns.similarities.f64s(facts.similarities)
    columns.thresholds.f64s(facts.thresholds)
    columns.savings.f64s(facts.savings)
    columns.spents.f64s(facts.spents)
    columns.limits.f64s(facts.limits)
  }
}

function headText(record: DecisionTraceRecord): string {
  const { attempts, tags } = record
  return JSON.stringify({
    traceId: record.traceId,
    requestId: record.requestId,
    timestamp: record.timestamp,
    userId: record.userId || undefined,
    organizationId: record.organizationId || undefined,
    requestPath: record.requestPath || undefined,
    // What is undefined is left out of the text, and a spread is faster than taking members away.
    decisions: record.decisions.map((decision) => ({ ...decision, input: undefined, output: undefined })),
    finalOutcome: record.outcome,
    attempts: attempts.length > 0 ? attempts : undefined,
    tags: Object.keys(tags).length > 0 ? tags : undefined,
    redactions: record.redactions,
    source: record.source,
  })
}

function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? 'null'
}
