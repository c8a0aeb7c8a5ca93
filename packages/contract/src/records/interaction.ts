import { z } from 'zod'
import { currencyCode, decimalText, errorDetails, isoTime, milliseconds, shortText, spanId, tags, tokenCount, traceId } from './common.ts'

/** The four words every provider's finish reason becomes; a word we do not know is kept as it came. */
export const FINISH_REASONS = ['stop', 'tool_calls', 'length', 'content_filter'] as const

export const toolCall = z
  .object({ id: z.string().optional(), name: z.string(), arguments: z.string().meta({ description: 'JSON text as the model wrote it' }) })
  .meta({ id: 'ToolCall' })
export type ToolCall = z.infer<typeof toolCall>

export const messagePart = z
  .object({ type: z.string(), text: z.string().optional(), toolCall: toolCall.optional(), toolCallId: z.string().optional() })
  .meta({ id: 'MessagePart' })

export const message = z.object({ role: z.string(), parts: z.array(messagePart) }).meta({ id: 'Message' })
export type Message = z.infer<typeof message>
export type MessagePart = z.infer<typeof messagePart>

/** What privacy rules took out of a record, by class and count. */
export const redaction = z.object({ class: z.string(), count: z.number().int().min(1), policy: z.string().optional() }).meta({ id: 'Redaction' })

export const aiInteraction = z
  .object({
    id: z.string().min(1).max(256),
    requestId: shortText,
    traceId: traceId.or(z.literal('')),
    timestamp: isoTime,
    userId: shortText.optional(),
    organizationId: shortText.optional(),
    provider: shortText,
    model: shortText.meta({ description: 'The model that answered, else the one that was asked for' }),
    promptTokens: tokenCount.optional().meta({ description: 'Cached and cache-write tokens included. Absent: unknown' }),
    responseTokens: tokenCount.optional().meta({ description: 'Reasoning tokens included. Absent: unknown' }),
    totalTokens: tokenCount.optional(),
    startTime: isoTime,
    endTime: isoTime,
    latencyMs: milliseconds,
    prompt: z.string().optional(),
    response: z.string().optional(),
    cost: z.number().optional().meta({ description: 'The same amount as costDecimal, as a number for display' }),
    currency: currencyCode.optional(),
    timeToFirstToken: milliseconds.optional(),
    tokensPerSecond: z.number().min(0).optional(),
    status: z.enum(['success', 'error', 'timeout']),
    errorDetails: errorDetails.optional(),
    operation: shortText.optional(),
    requestedModel: shortText.optional(),
    servedModel: shortText.optional(),
    cachedTokens: tokenCount.optional(),
    cacheWriteTokens: tokenCount.optional(),
    cacheWrite1hTokens: tokenCount.optional(),
    reasoningTokens: tokenCount.optional(),
    tokensEstimated: z.boolean().optional().meta({ description: 'true when the counts are an estimate and not the provider\'s own' }),
    serviceTier: shortText.optional(),
    region: shortText.optional(),
    streaming: z.boolean().optional(),
    finishReason: shortText.optional(),
    toolCalls: z.array(toolCall).optional(),
    sessionId: shortText.optional(),
    attempt: z.number().int().min(1).optional().meta({ description: 'Position among the attempts of one operation, from 1' }),
    httpAttempts: z.number().int().min(1).optional().meta({ description: 'HTTP requests seen below this call, retries included' }),
    costDecimal: decimalText.optional(),
    priceVersion: z.string().optional(),
    redactions: z.array(redaction).optional(),
    spanId: spanId.optional(),
    parentSpanId: spanId.optional(),
    responseId: shortText.optional(),
    service: shortText.optional(),
    source: z.string().optional().meta({ description: 'The convention it was read from: submitted, otel, openinference, traceloop, ai-sdk, langfuse' }),
    tags: tags.optional(),
    promptPreview: z.string().optional(),
    responsePreview: z.string().optional(),
    promptLength: z.number().int().optional().meta({ description: 'characters of the whole prompt' }),
    responseLength: z.number().int().optional(),
    contentState: z.enum(['full', 'none', 'expired']).optional(),
    inputMessages: z.array(message).optional(),
    outputMessages: z.array(message).optional(),
  })
  .meta({ id: 'AIInteraction' })
export type AIInteraction = z.infer<typeof aiInteraction>
