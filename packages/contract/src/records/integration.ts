/** What RelayCore and Auterity say to each other. Fields that are not named here pass through. */
import { z } from 'zod'
import { severity } from './alert.ts'
import { isoTime, milliseconds, shortText, tags, tokenCount, traceId, windowText } from './common.ts'
import { dashboardWidget } from './dashboard.ts'

export const system = z.enum(['relaycore', 'auterity'])

export const traceContextRequest = z
  .object({
    traceId,
    parentTraceId: traceId.optional(),
    system,
    timestamp: isoTime,
    context: z.looseObject({ requestId: shortText.optional(), userId: shortText.optional(), organizationId: shortText.optional() }),
  })
  .meta({ id: 'TraceContextRequest' })
export type TraceContextRequest = z.infer<typeof traceContextRequest>

export const traceContextResponse = z
  .object({ success: z.boolean(), correlationId: z.string(), message: z.string().optional() })
  .meta({ id: 'TraceContextResponse' })
export type TraceContextResponse = z.infer<typeof traceContextResponse>

const MOST_PARTS = 1000

export const errorEnrichmentRequest = z
  .object({
    errorId: z.string().min(1).max(256),
    traceId: traceId.optional(),
    observabilityData: z.object({
      metrics: z.record(z.string(), z.number()).optional(),
      spans: z
        .array(z.object({ name: shortText, duration: milliseconds, status: shortText, tags }))
        .max(MOST_PARTS)
        .optional(),
      decisions: z
        .array(z.object({ type: shortText, input: z.unknown(), output: z.unknown(), reasoning: z.string().optional() }))
        .max(MOST_PARTS)
        .optional(),
      aiInteractions: z
        .array(
          z.object({
            provider: shortText,
            model: shortText,
            promptTokens: tokenCount,
            responseTokens: tokenCount,
            latencyMs: milliseconds,
            status: shortText,
          }),
        )
        .max(MOST_PARTS)
        .optional(),
    }),
  })
  .meta({ id: 'ErrorEnrichmentRequest' })
export type ErrorEnrichmentRequest = z.infer<typeof errorEnrichmentRequest>

export const errorEnrichmentResponse = z
  .object({
    success: z.boolean(),
    enrichedErrorId: z.string(),
    insights: z
      .array(
        z.object({
          type: z.string(),
          description: z.string(),
          confidence: z.number().min(0).max(1),
          recommendedActions: z.array(z.string()).optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'ErrorEnrichmentResponse' })
export type ErrorEnrichmentResponse = z.infer<typeof errorEnrichmentResponse>

export const sharedDashboardResponse = z
  .object({
    dashboardId: z.string(),
    name: z.string(),
    description: z.string().optional(),
    layout: z.unknown(),
    widgets: z.array(dashboardWidget),
    refreshInterval: z.number().optional().meta({ description: 'seconds' }),
  })
  .meta({ id: 'SharedDashboardResponse' })
export type SharedDashboardResponse = z.infer<typeof sharedDashboardResponse>

export const alertCoordinationRequest = z
  .object({
    alertId: z.string().min(1).max(256),
    system,
    severity,
    name: z.string().min(1).max(256),
    description: z.string().max(4096),
    relatedAlerts: z
      .array(z.object({ id: z.string().max(256), system, name: z.string().max(256) }))
      .max(MOST_PARTS)
      .optional(),
    suppressDuration: windowText.optional(),
  })
  .meta({ id: 'AlertCoordinationRequest' })
export type AlertCoordinationRequest = z.infer<typeof alertCoordinationRequest>

export const alertCoordinationResponse = z
  .object({
    success: z.boolean(),
    coordinatedAlertId: z.string(),
    suppressedAlerts: z.array(z.string()).optional(),
    message: z.string().optional(),
  })
  .meta({ id: 'AlertCoordinationResponse' })
export type AlertCoordinationResponse = z.infer<typeof alertCoordinationResponse>
