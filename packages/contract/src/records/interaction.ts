import { z } from 'zod'
import {
  currencyCode,
  decimalText,
  errorDetails,
  isoTime,
  milliseconds,
  redaction,
  shortText,
  spanId,
  tags,
  tokenCount,
  traceId,
} from './common.ts'

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

/** What is counted beside tokens, or is among them and may have a price of its own. */
export const USAGE_COUNTS = [
  'audioInputTokens',
  'cachedAudioTokens',
  'audioOutputTokens',
  'imageInputTokens',
  'imageOutputTokens',
  'inputImages',
  'outputImages',
  'inputSeconds',
  'outputSeconds',
  'inputCharacters',
  'outputCharacters',
  'searches',
  'pages',
] as const
export type UsageCount = (typeof USAGE_COUNTS)[number]
/** Stored among the tags, under this prefix. */
export const USAGE_TAG = 'usage.'

const usageDetails = z.partialRecord(z.enum(USAGE_COUNTS), z.number().min(0).max(1e12)).meta({
  description:
    'audio and image tokens are among promptTokens and responseTokens, cachedAudioTokens among audioInputTokens and cachedTokens; images, seconds, characters, searches and pages are counted beside them',
})

export const aiInteraction = z
  .object({
    id: z
      .string()
      .min(1)
      .max(256)
      .meta({ description: 'As the sender named it; for calls read out of spans it follows from trace and span' }),
    requestId: shortText.meta({ description: 'Empty: unknown' }),
    traceId: traceId.or(z.literal('')).meta({ description: 'Empty: part of no trace' }),
    timestamp: isoTime,
    userId: shortText.optional(),
    organizationId: shortText.optional(),
    provider: shortText.meta({ description: 'Who answered', examples: ['openai'] }),
    model: shortText.meta({ description: 'The model that answered, else the one that was asked for' }),
    promptTokens: tokenCount.optional().meta({ description: 'Cached and cache-write tokens included. Absent: unknown' }),
    responseTokens: tokenCount.optional().meta({ description: 'Reasoning tokens included. Absent: unknown' }),
    totalTokens: tokenCount.optional().meta({ description: 'promptTokens and responseTokens together' }),
    startTime: isoTime,
    endTime: isoTime,
    latencyMs: milliseconds.meta({ description: 'milliseconds from the request to the end of the answer' }),
    prompt: z.string().optional(),
    response: z.string().optional(),
    cost: z.number().optional().meta({ description: 'The same amount as costDecimal, as a number for display' }),
    currency: currencyCode.optional(),
    timeToFirstToken: milliseconds.optional().meta({ description: 'milliseconds' }),
    tokensPerSecond: z.number().min(0).optional().meta({ description: 'Response tokens over the time after the first one' }),
    status: z.enum(['success', 'error', 'timeout']),
    errorDetails: errorDetails.optional(),
    operation: shortText.optional().meta({ examples: ['chat'] }),
    requestedModel: shortText.optional(),
    servedModel: shortText.optional(),
    cachedTokens: tokenCount.optional().meta({ description: 'Of promptTokens, read from a cache' }),
    cacheWriteTokens: tokenCount.optional().meta({ description: 'Of promptTokens, written to a cache, for however long' }),
    cacheWrite1hTokens: tokenCount.optional().meta({ description: 'Of cacheWriteTokens, those kept for an hour' }),
    reasoningTokens: tokenCount.optional().meta({ description: 'Of responseTokens' }),
    usageDetails: usageDetails.optional(),
    tokensEstimated: z.boolean().optional().meta({ description: "true when the counts are an estimate and not the provider's own" }),
    serviceTier: shortText.optional().meta({ description: 'batch, flex and priority have prices of their own', examples: ['default'] }),
    region: shortText.optional(),
    streaming: z.boolean().optional(),
    finishReason: shortText.optional().meta({ description: 'stop, tool_calls, length or content_filter; another word as it came' }),
    toolCalls: z.array(toolCall).optional(),
    sessionId: shortText.optional(),
    attempt: z.number().int().min(1).optional().meta({ description: 'Position among the attempts of one operation, from 1' }),
    httpAttempts: z.number().int().min(1).optional().meta({ description: 'HTTP requests seen below this call, retries included' }),
    costDecimal: decimalText.optional(),
    cacheSavedDecimal: decimalText.optional().meta({
      description: "What the provider's cache saved on this call, less what writing to it cost; negative where writing cost more",
    }),
    priceVersion: z
      .string()
      .max(256)
      .optional()
      .meta({ description: 'The price table the cost came from. Absent: the sender named the cost' }),
    redactions: z.array(redaction).optional(),
    spanId: spanId.optional(),
    parentSpanId: spanId.optional(),
    responseId: shortText.optional(),
    service: shortText.optional(),
    source: z
      .string()
      .optional()
      .meta({ description: 'The convention it was read from: submitted, otel, openinference, traceloop, ai-sdk, langfuse' }),
    tags: tags.optional(),
    promptPreview: z.string().optional(),
    responsePreview: z.string().optional(),
    promptLength: z.number().int().optional().meta({ description: 'characters of the whole prompt' }),
    responseLength: z.number().int().optional(),
    contentState: z.enum(['full', 'redacted', 'masked', 'fingerprint', 'none', 'expired', 'forbidden']).optional().meta({
      description:
        'full: prompt and response as they were sent. redacted: parts were taken out. masked: parts stand as tokens, which a permitted person can reveal. fingerprint: only keyed hashes were kept. none: never sent, or not kept by `contentPolicy`. expired: older than is kept. forbidden: there is some, which the key may not see',
    }),
    contentPolicy: z.string().optional().meta({ description: 'The rule by which the content was not kept' }),
    contentRole: z.string().optional().meta({ description: 'The right that shows what is forbidden' }),
    promptFingerprint: z.string().optional().meta({ description: 'Equal prompts of a project have equal ones' }),
    responseFingerprint: z.string().optional(),
    inputMessages: z.array(message).optional(),
    outputMessages: z.array(message).optional(),
  })
  .meta({ id: 'AIInteraction' })
export type AIInteraction = z.infer<typeof aiInteraction>
