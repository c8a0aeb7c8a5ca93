import { z } from 'zod'
import { errorDetails, isoTime, milliseconds, redaction, shortText, spanId, tags, traceId } from './common.ts'

export const spanEvent = z
  .object({
    timestamp: isoTime,
    name: shortText,
    attributes: z.record(z.string(), z.unknown()).default({}),
  })
  .meta({ id: 'SpanEvent' })
export type SpanEvent = z.infer<typeof spanEvent>

export const spanLink = z
  .object({ traceId: shortText, spanId, attributes: z.record(z.string(), z.unknown()).default({}) })
  .meta({ id: 'SpanLink' })
export type SpanLink = z.infer<typeof spanLink>

export const spanKind = z.enum(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'])
export type SpanKind = z.infer<typeof spanKind>

export const span = z
  .object({
    spanId,
    parentSpanId: spanId.optional().meta({ description: 'Absent: a root' }),
    name: shortText,
    startTime: isoTime,
    endTime: isoTime,
    duration: milliseconds,
    component: shortText.meta({ description: 'The part of the system that did it', examples: ['provider'] }),
    operation: shortText.meta({ description: 'What it did', examples: ['chat.completion'] }),
    tags: tags.default({}),
    events: z.array(spanEvent).default([]),
    status: z.enum(['success', 'error']),
    errorDetails: errorDetails.optional(),
    kind: spanKind.optional(),
    service: shortText.optional().meta({ description: 'service.name of OpenTelemetry' }),
    scope: shortText.optional().meta({ description: 'The library that made the span' }),
    resource: tags.optional().meta({ description: 'What is known of the process that sent it' }),
    links: z.array(spanLink).optional(),
    provider: shortText.optional(),
    model: shortText.optional(),
    interactionId: z.string().optional().meta({ description: 'The AI interaction this span stands for, when it is one' }),
    redactions: z.array(redaction).optional(),
  })
  .meta({ id: 'Span' })
export type Span = z.infer<typeof span>

/** What a trace is, without its spans: the row of a list. */
export const traceSummary = z
  .object({
    traceId,
    name: shortText.meta({ description: 'Of the root span, or as the sender named the trace' }),
    startTime: isoTime,
    endTime: isoTime,
    duration: milliseconds,
    userId: shortText.optional(),
    organizationId: shortText.optional(),
    requestId: shortText.optional(),
    requestPath: shortText.optional(),
    requestMethod: shortText.optional(),
    status: z.enum(['success', 'error', 'timeout']),
    errorDetails: errorDetails.optional(),
    services: z.array(z.string()).optional(),
    providers: z.array(z.string()).optional(),
    models: z.array(z.string()).optional(),
    spanCount: z.number().int().optional(),
    errorCount: z.number().int().optional(),
    totalTokens: z.number().int().optional().meta({ description: 'Sum over the AI interactions of the trace; absent when none is known' }),
    cost: z.number().optional(),
    currency: z.string().optional(),
    interactionCount: z.number().int().optional(),
    complete: z.boolean().optional().meta({ description: 'false while the root span has not arrived' }),
  })
  .meta({ id: 'TraceSummary' })
export type TraceSummary = z.infer<typeof traceSummary>

export const trace = traceSummary
  .extend({
    spans: z.array(span),
    tags: tags.optional(),
    redactions: z.array(redaction).optional().meta({ description: 'Of the trace and of the spans answered with it, together' }),
  })
  .meta({ id: 'Trace' })
export type Trace = z.infer<typeof trace>

/** A node of the service map and the calls between nodes, over a range. */
export const serviceMap = z
  .object({
    services: z.array(z.object({ name: z.string(), spans: z.number(), errors: z.number(), p95Ms: z.number() })),
    calls: z.array(z.object({ from: z.string(), to: z.string(), count: z.number(), errors: z.number(), p95Ms: z.number() })),
    truncated: z.boolean(),
  })
  .meta({ id: 'ServiceMap' })
export type ServiceMap = z.infer<typeof serviceMap>
