/** Interactions into rows: a light row with previews, and a row of content when there is any. */
import type { Message } from '@relayscope/contract'
import { BlockWriter, columnsOf } from '../../planes/telemetry/native-block.ts'
import type { Arrival, Batch, InteractionRow } from './batch.ts'
import { preview } from './heavy-values.ts'
import type { InteractionRecord } from './interaction-record.ts'
import { textHash } from './log-hash.ts'
import { STATUS } from './records.ts'
import { Rising } from './rising.ts'

export class InteractionRows {
  readonly rows = new BlockWriter('interactions')
  readonly content = new BlockWriter('content')
  private readonly rowsColumns = columnsOf(this.rows)
  private readonly contentColumns = columnsOf(this.content)
  private readonly versions = new Rising()

  /** Withdrawn rows come first: a row that only moved to another key keeps the higher version. */
  add(arrival: Arrival, batch: Batch): void {
    for (const row of batch.withdrawn) this.addRow(arrival, withdrawal(row), 1)
    for (const record of batch.interactions) {
      const version = this.addRow(arrival, record, 0)
      if (record.prompt !== undefined || record.response !== undefined) this.addContent(arrival, record, version)
    }
  }

  private addRow(arrival: Arrival, record: InteractionRecord, deleted: 0 | 1): number {
    const columns = this.rowsColumns
    const version = this.versions.next()
    columns.project.text(arrival.project)
    columns.received_at.dateTime(arrival.receivedAt)
    columns.version.u64(version)
    columns.deleted.u8(deleted)
    this.addIdentity(record)
    this.addOutcome(record)
    this.addUsage(record)
    this.addPreviews(record)
    columns.redactions.text(record.redactions ?? '')
    columns.amended_from.u64(0)
    columns.tags.map(Object.entries(record.tags))
    return version
  }

  private addIdentity(record: InteractionRecord): void {
    const columns = this.rowsColumns
    columns.id.text(record.id)
    columns.trace_id.text(record.traceId)
    columns.span_id.text(record.spanId)
    columns.parent_span_id.text(record.parentSpanId)
    columns.request_id.text(record.requestId)
    columns.start_time.dateTime64(record.startNs)
    columns.duration_ns.u64(record.endNs - record.startNs)
    columns.user_id.text(record.userId)
    columns.organization_id.text(record.organizationId)
    columns.session_id.text(record.sessionId)
    columns.service.text(record.service)
    columns.source.text(record.source)
    columns.operation.text(record.operation)
    columns.provider.text(record.provider)
    columns.model.text(record.servedModel || record.requestedModel)
    columns.requested_model.text(record.requestedModel)
    columns.served_model.text(record.servedModel)
  }

  private addOutcome(record: InteractionRecord): void {
    const columns = this.rowsColumns
    columns.status.u8(record.status)
    columns.error_type.text(record.errorType)
    columns.error_code.text(record.errorCode)
    columns.error_message.text(record.errorMessage)
    columns.ttft_ms.f64(record.timeToFirstTokenMs)
    columns.tokens_per_second.f64(record.tokensPerSecond)
    columns.streaming.u8(record.streaming === undefined ? undefined : Number(record.streaming))
    columns.finish_reason.text(record.finishReason)
    columns.tool_calls.text(record.toolCalls.length === 0 ? '' : JSON.stringify(record.toolCalls))
    columns.response_id.text(record.responseId)
    columns.service_tier.text(record.serviceTier)
    columns.region.text(record.region)
    columns.attempt.u16(record.attempt)
    columns.http_attempts.u16(record.httpAttempts)
  }

  private addUsage(record: InteractionRecord): void {
    const columns = this.rowsColumns
    columns.prompt_tokens.u64(record.promptTokens)
    columns.response_tokens.u64(record.responseTokens)
    columns.total_tokens.u64(record.totalTokens)
    columns.cached_tokens.u64(record.cachedTokens)
    columns.cache_write_tokens.u64(record.cacheWriteTokens)
    columns.cache_write_1h_tokens.u64(record.cacheWrite1hTokens)
    columns.reasoning_tokens.u64(record.reasoningTokens)
    columns.tokens_estimated.u8(Number(record.tokensEstimated))
    columns.cost.decimal(record.cost)
    columns.currency.text(record.currency)
    columns.price_version.text(record.priceVersion)
    columns.cost_exact.text(record.cost !== undefined && isFiner(record.cost) ? record.cost : '')
    columns.cache_saved.decimal(record.cacheSaved)
  }

  private addPreviews({ prompt = '', response = '' }: InteractionRecord): void {
    const columns = this.rowsColumns
    columns.prompt_preview.text(preview(prompt))
    columns.response_preview.text(preview(response))
    columns.prompt_length.u32(prompt.length)
    columns.response_length.u32(response.length)
    columns.prompt_hash.u64(prompt === '' ? 0n : textHash(prompt))
  }

  private addContent(arrival: Arrival, record: InteractionRecord, version: number): void {
    const columns = this.contentColumns
    columns.project.text(arrival.project)
    columns.received_at.dateTime(arrival.receivedAt)
    columns.version.u64(version)
    columns.start_time.dateTime64(record.startNs)
    columns.interaction_id.text(record.id)
    columns.trace_id.text(record.traceId)
    columns.prompt.text(record.prompt ?? '')
    columns.response.text(record.response ?? '')
    columns.input_messages.text(messagesText(record.inputMessages, 'user', record.prompt))
    columns.output_messages.text(messagesText(record.outputMessages, 'assistant', record.response))
  }
}

/** Of the decimal column. Prices as fine as 23 places are in use; what does not fit stands beside it as text. */
const COST_PLACES = 18

function isFiner(decimal: string): boolean {
  const point = decimal.indexOf('.')
  return point >= 0 && decimal.length - point - 1 > COST_PLACES
}

/** Messages as JSON. Empty where they say no more than the text beside them: most calls have one question and one answer. */
function messagesText(messages: readonly Message[] | undefined, role: string, text: string | undefined): string {
  if (!messages) return ''
  const [only] = messages
  const [part] = only.parts
  const plain = messages.length === 1 && only.role === role && only.parts.length === 1 && part.type === 'text' && part.text === text
  return plain ? '' : JSON.stringify(messages)
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
