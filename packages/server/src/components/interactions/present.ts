/** Rows as the contract's AI interactions. */
import { type AIInteraction, type Message, USAGE_COUNTS, USAGE_TAG } from '@relayscope/contract'
import { statusWord } from '../../flows/query/columns.ts'
import { isoTime } from '../../flows/query/time-range.ts'
import { tokensOf } from '../../flows/query/token-counts.ts'
import { isFingerprint, presentPrivacy } from './present-privacy.ts'
import type { ContentRow, InteractionLightRow } from './store-rows.ts'

/** A row of a list: previews of prompt and answer. */
export function presentLight(row: InteractionLightRow): AIInteraction {
  const startNs = BigInt(row.start_ns)
  const endNs = startNs + BigInt(row.duration_ns)
  const error = errorOf(row)
  return {
    id: row.id,
    requestId: row.request_id,
    traceId: row.trace_id,
    timestamp: isoTime(startNs),
    provider: row.provider,
    model: row.model,
    startTime: isoTime(startNs),
    endTime: isoTime(endNs),
    latencyMs: Number(row.duration_ns) / 1e6,
    status: statusWord(row.status),
    ...(error && { errorDetails: error }),
    ...texts(row),
    ...usage(row),
    ...money(row),
    ...timing(row),
    ...lists(row),
    ...(row.prompt_length > 0 &&
      !isFingerprint(row.prompt_preview) && { promptPreview: row.prompt_preview, promptLength: row.prompt_length }),
    ...(row.response_length > 0 &&
      !isFingerprint(row.response_preview) && { responsePreview: row.response_preview, responseLength: row.response_length }),
  }
}

/** With its content. A text that fits into its preview is whole even when the content is no longer kept. */
export function presentWhole(row: InteractionLightRow, content: ContentRow | undefined): AIInteraction {
  const prompt = content?.prompt ?? wholePreview(row.prompt_preview, row.prompt_length)
  const response = content?.response ?? wholePreview(row.response_preview, row.response_length)
  const light = presentLight(row)
  const isCut = prompt === undefined || response === undefined
  return {
    ...light,
    ...(isCut ? { contentState: 'expired' as const } : presentPrivacy(light.redactions ?? [], prompt, response)),
    ...(prompt && !isFingerprint(prompt) && { prompt }),
    ...(response && !isFingerprint(response) && { response }),
    ...(content &&
      known({
        inputMessages: messagesOf(content.input_messages, 'user', content.prompt),
        outputMessages: messagesOf(content.output_messages, 'assistant', content.response),
      })),
  }
}

/** Messages that say no more than their text are not stored beside it. */
function messagesOf(json: string, role: string, text: string): Message[] | undefined {
  if (isFingerprint(text)) return undefined
  return json === '' && text !== '' ? [{ role, parts: [{ type: 'text', text }] }] : parse<Message[]>(json)
}

/** Undefined: the preview is only the beginning. */
function wholePreview(preview: string, length: number): string | undefined {
  return preview.length >= length ? preview : undefined
}

function texts(row: InteractionLightRow): Partial<AIInteraction> {
  return known({
    userId: row.user_id,
    organizationId: row.organization_id,
    sessionId: row.session_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    service: row.service,
    source: row.source,
    operation: row.operation,
    requestedModel: row.requested_model,
    servedModel: row.served_model,
    finishReason: row.finish_reason,
    responseId: row.response_id,
    serviceTier: row.service_tier,
    region: row.region,
    priceVersion: row.price_version,
  })
}

function usage(row: InteractionLightRow): Partial<AIInteraction> {
  return known({
    ...tokensOf(row),
    usageDetails: usageDetails(row.tags),
    tokensEstimated: row.tokens_estimated === 1 ? true : undefined,
  })
}

function money(row: InteractionLightRow): Partial<AIInteraction> {
  if (row.cost === null) return {}
  return {
    cost: Number(row.cost),
    costDecimal: row.cost_exact || row.cost,
    ...known({ currency: row.currency, cacheSavedDecimal: row.cache_saved ?? undefined }),
  }
}

function timing(row: InteractionLightRow): Partial<AIInteraction> {
  return known({
    timeToFirstToken: row.ttft_ms ?? undefined,
    tokensPerSecond: row.tokens_per_second ?? undefined,
    streaming: row.streaming === null ? undefined : row.streaming === 1,
    attempt: row.attempt || undefined,
    httpAttempts: row.http_attempts || undefined,
  })
}

function lists(row: InteractionLightRow): Partial<AIInteraction> {
  return known({
    toolCalls: parse<AIInteraction['toolCalls']>(row.tool_calls),
    redactions: parse<AIInteraction['redactions']>(row.redactions),
    tags: freeTags(row.tags),
  })
}

/** Counts beside tokens travel among the tags. */
function usageDetails(tags: Record<string, string>): AIInteraction['usageDetails'] {
  const counts = USAGE_COUNTS.flatMap((name) => {
    const used = Number(tags[`${USAGE_TAG}${name}`])
    return used >= 0 ? [[name, used] as const] : []
  })
  return counts.length === 0 ? undefined : Object.fromEntries(counts)
}

function freeTags(tags: Record<string, string>): Record<string, string> | undefined {
  const own = USAGE_COUNTS.map((name) => `${USAGE_TAG}${name}`)
  const free = Object.entries(tags).filter(([key]) => !own.includes(key))
  return free.length === 0 ? undefined : Object.fromEntries(free)
}

function errorOf({ status, error_message, error_type, error_code }: InteractionLightRow): AIInteraction['errorDetails'] {
  const message = error_message || error_type || error_code
  if (message === '') return status >= 2 ? { message: 'failed' } : undefined
  return { message, ...known({ type: error_type, code: error_code }) }
}

/** Leaves out what says nothing: undefined and empty text. */
function known<Fields extends Record<string, unknown>>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')) as Partial<Fields>
}

/** Our own JSON; what cannot be read is left out rather than hiding the record. */
function parse<Value>(json: string): Value | undefined {
  if (json === '') return undefined
  try {
    return JSON.parse(json) as Value
  } catch {
    return undefined
  }
}
