/** Interactions into rows: a light row with previews, and a row of content when there is any. */
import { BlockWriter } from '../../planes/telemetry/native-block.ts'
import type { Arrival, Batch, InteractionRow } from './batch.ts'
import { preview } from './heavy-values.ts'
import type { InteractionRecord } from './interaction-record.ts'
import { textHash } from './log-hash.ts'
import { STATUS } from './records.ts'

const VERSIONS_PER_MS = 4096

export class InteractionRows {
  readonly rows = new BlockWriter('interactions')
  readonly content = new BlockWriter('content')
  private version = 0

  /** Withdrawn rows come first: a row that only moved to another key keeps the higher version. */
  add(arrival: Arrival, batch: Batch): void {
    for (const row of batch.withdrawn) this.addRow(arrival, withdrawal(row), 1)
    for (const record of batch.interactions) {
      const version = this.addRow(arrival, record, 0)
      if (record.prompt !== undefined || record.response !== undefined) this.addContent(arrival, record, version)
    }
  }

  /** Higher than any before it, also after a restart: milliseconds, and room for many within one. */
  private nextVersion(): number {
    this.version = Math.max(this.version + 1, Date.now() * VERSIONS_PER_MS)
    return this.version
  }

  private addRow(arrival: Arrival, record: InteractionRecord, deleted: 0 | 1): number {
    const { columns } = this.rows
    const version = this.nextVersion()
    columns.project.add(arrival.project)
    columns.received_at.add(arrival.receivedAt)
    columns.version.add(version)
    columns.deleted.add(deleted)
    this.addIdentity(record)
    this.addOutcome(record)
    this.addUsage(record)
    this.addPreviews(record)
    columns.redactions.add('')
    columns.tags.add({ keys: Object.keys(record.tags), values: Object.values(record.tags) })
    this.rows.endRow()
    return version
  }

  private addIdentity(record: InteractionRecord): void {
    const { columns } = this.rows
    columns.id.add(record.id)
    columns.trace_id.add(record.traceId)
    columns.span_id.add(record.spanId)
    columns.parent_span_id.add(record.parentSpanId)
    columns.request_id.add(record.requestId)
    columns.start_time.add(record.startNs)
    columns.duration_ns.add(record.endNs - record.startNs)
    columns.user_id.add(record.userId)
    columns.organization_id.add(record.organizationId)
    columns.session_id.add(record.sessionId)
    columns.service.add(record.service)
    columns.source.add(record.source)
    columns.operation.add(record.operation)
    columns.provider.add(record.provider)
    columns.model.add(record.servedModel || record.requestedModel)
    columns.requested_model.add(record.requestedModel)
    columns.served_model.add(record.servedModel)
  }

  private addOutcome(record: InteractionRecord): void {
    const { columns } = this.rows
    columns.status.add(record.status)
    columns.error_type.add(record.errorType)
    columns.error_code.add(record.errorCode)
    columns.error_message.add(record.errorMessage)
    columns.ttft_ms.add(record.timeToFirstTokenMs)
    columns.tokens_per_second.add(record.tokensPerSecond)
    columns.streaming.add(record.streaming === undefined ? undefined : Number(record.streaming))
    columns.finish_reason.add(record.finishReason)
    columns.tool_calls.add(record.toolCalls.length === 0 ? '' : JSON.stringify(record.toolCalls))
    columns.response_id.add(record.responseId)
    columns.service_tier.add(record.serviceTier)
    columns.region.add(record.region)
    columns.attempt.add(record.attempt)
    columns.http_attempts.add(record.httpAttempts)
  }

  private addUsage(record: InteractionRecord): void {
    const { columns } = this.rows
    columns.prompt_tokens.add(record.promptTokens)
    columns.response_tokens.add(record.responseTokens)
    columns.total_tokens.add(record.totalTokens)
    columns.cached_tokens.add(record.cachedTokens)
    columns.cache_write_tokens.add(record.cacheWriteTokens)
    columns.cache_write_1h_tokens.add(record.cacheWrite1hTokens)
    columns.reasoning_tokens.add(record.reasoningTokens)
    columns.tokens_estimated.add(Number(record.tokensEstimated))
    columns.cost.add(record.cost)
    columns.currency.add(record.currency)
    columns.price_version.add(record.priceVersion)
  }

  private addPreviews({ prompt = '', response = '' }: InteractionRecord): void {
    const { columns } = this.rows
    columns.prompt_preview.add(preview(prompt))
    columns.response_preview.add(preview(response))
    columns.prompt_length.add(prompt.length)
    columns.response_length.add(response.length)
    columns.prompt_hash.add(prompt === '' ? 0n : textHash(prompt))
  }

  private addContent(arrival: Arrival, record: InteractionRecord, version: number): void {
    const { columns } = this.content
    columns.project.add(arrival.project)
    columns.received_at.add(arrival.receivedAt)
    columns.version.add(version)
    columns.start_time.add(record.startNs)
    columns.interaction_id.add(record.id)
    columns.trace_id.add(record.traceId)
    columns.prompt.add(record.prompt ?? '')
    columns.response.add(record.response ?? '')
    columns.input_messages.add(record.inputMessages ? JSON.stringify(record.inputMessages) : '')
    columns.output_messages.add(record.outputMessages ? JSON.stringify(record.outputMessages) : '')
    this.content.endRow()
  }
}

/** The row that takes back an earlier one: only its key counts. */
function withdrawal({ id, traceId, startNs }: InteractionRow): InteractionRecord {
  return {
    ...NOTHING,
    id,
    traceId,
    startNs,
    endNs: startNs,
  }
}

const NOTHING: Omit<InteractionRecord, 'id' | 'traceId' | 'startNs' | 'endNs'> = {
  spanId: '',
  parentSpanId: '',
  requestId: '',
  userId: '',
  organizationId: '',
  sessionId: '',
  service: '',
  source: '',
  operation: '',
  provider: '',
  requestedModel: '',
  servedModel: '',
  status: STATUS.unset,
  errorType: '',
  errorCode: '',
  errorMessage: '',
  tokensEstimated: false,
  finishReason: '',
  toolCalls: [],
  responseId: '',
  serviceTier: '',
  region: '',
  attempt: 0,
  httpAttempts: 0,
  currency: '',
  priceVersion: '',
  tags: {},
}
