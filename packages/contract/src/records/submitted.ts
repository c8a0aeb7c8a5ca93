/**
 * Records as they are sent to the submit endpoints. They are the same records that reading answers, with less that has
 * to be there: what follows from the rest may be left out, `null` counts as left out, and fields that are not known here
 * are kept among the tags.
 */
import { z } from 'zod'
import { errorDetails, shortText, spanId } from './common.ts'
import { decision, decisionCandidate, decisionTrace, finalOutcome } from './decision.ts'
import { aiInteraction } from './interaction.ts'
import { span, spanEvent, spanLink, trace } from './trace.ts'

/** Nanoseconds are kept where they are written. */
export const submittedTime = z
  .string()
  .max(40)
  .regex(
    /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,12})?)?([Zz]|[-+]\d{2}(:?\d{2})?)?$/,
    'must be an ISO 8601 time, for example 2026-03-11T12:05:32.100Z',
  )
  .meta({ description: 'ISO 8601 time; UTC where no zone is written', examples: ['2026-03-11T12:05:32.100Z'] })

const freeTags = z.record(z.string(), z.unknown()).meta({ description: 'Free attributes. A value that is not text is stored as JSON' })
const anyErrorDetails = errorDetails.extend({ message: z.string().default('') })

export const submittedSpan = span
  .partial()
  .required({ spanId: true, name: true })
  .extend({
    parentSpanId: spanId.or(z.literal('')).optional().meta({ description: 'Absent or empty: a root' }),
    startTime: submittedTime,
    endTime: submittedTime.optional().meta({ description: 'May be left out where duration is given' }),
    duration: z.number().min(0).optional().meta({ description: 'milliseconds. The times win where they say something else' }),
    status: z.enum(['success', 'error', 'timeout']).optional().meta({ description: 'Default: error where there are errorDetails' }),
    errorDetails: anyErrorDetails.optional(),
    tags: freeTags.optional().meta({
      description:
        '`provider`, `model`, `operation`, `component`, `user`, `organization`, `requestId` and `session` are also what people filter by',
    }),
    events: z.array(spanEvent.partial().required({ name: true }).extend({ timestamp: submittedTime })).optional(),
    links: z.array(spanLink.partial({ attributes: true })).optional(),
    resource: freeTags.optional(),
  })
  .omit({ interactionId: true, redactions: true })
  .loose()
  .meta({ id: 'SubmittedSpan' })
export type SubmittedSpan = z.infer<typeof submittedSpan>

export const submittedTrace = trace
  .pick({
    traceId: true,
    name: true,
    userId: true,
    organizationId: true,
    requestId: true,
    requestPath: true,
    requestMethod: true,
    status: true,
  })
  .partial()
  .required({ traceId: true, name: true })
  .extend({
    startTime: submittedTime,
    endTime: submittedSpan.shape.endTime,
    duration: submittedSpan.shape.duration,
    sessionId: shortText.optional(),
    errorDetails: anyErrorDetails.optional(),
    spans: z.array(submittedSpan).optional(),
    tags: freeTags.optional(),
  })
  .loose()
  .meta({ id: 'SubmittedTrace' })
export type SubmittedTrace = z.infer<typeof submittedTrace>

/** Made by the server for every record that is read; sent back to it, they say nothing. */
export const DERIVED_TRACE_FIELDS = [
  'services',
  'providers',
  'models',
  'spanCount',
  'errorCount',
  'interactionCount',
  'complete',
  'slow',
  'baselineMs',
  'truncated',
  'rootService',
  'redactions',
] as const
export const DERIVED_SPAN_FIELDS = ['interactionId', 'redactions'] as const
export const DERIVED_INTERACTION_FIELDS = [
  'source',
  'promptPreview',
  'responsePreview',
  'promptLength',
  'responseLength',
  'contentState',
  'contentPolicy',
  'contentRole',
  'promptFingerprint',
  'responseFingerprint',
  'cacheSavedDecimal',
  'redactions',
] as const

export const submittedInteraction = aiInteraction
  .omit({
    source: true,
    promptPreview: true,
    responsePreview: true,
    promptLength: true,
    responseLength: true,
    contentState: true,
    contentPolicy: true,
    contentRole: true,
    promptFingerprint: true,
    responseFingerprint: true,
    cacheSavedDecimal: true,
    redactions: true,
  })
  .partial()
  .required({ id: true, provider: true, model: true })
  .extend({
    timestamp: submittedTime.optional().meta({ description: 'Stands for startTime where that is left out' }),
    startTime: submittedTime.optional().meta({ description: 'One of startTime and timestamp must be there' }),
    endTime: submittedTime.optional().meta({ description: 'Default: the start plus latencyMs' }),
    latencyMs: z.number().min(0).optional().meta({ description: 'milliseconds. The times win where they say something else' }),
    cost: z
      .number()
      .min(-1e18)
      .max(1e18)
      .optional()
      .meta({ description: 'What the call cost, if the sender knows. It is kept and not priced again' }),
    errorDetails: anyErrorDetails.optional(),
    spanId: spanId.or(z.literal('')).optional(),
    parentSpanId: spanId.or(z.literal('')).optional(),
    tags: freeTags.optional(),
  })
  .loose()
  .meta({ id: 'SubmittedAIInteraction' })
export type SubmittedInteraction = z.infer<typeof submittedInteraction>

export const DERIVED_DECISION_FIELDS = ['redactions', 'source', 'storedAt', 'sequence', 'hash', 'previousHash'] as const

export const submittedDecision = decision
  .partial()
  .required({ type: true, component: true })
  .extend({
    id: decision.shape.id.optional().meta({ description: 'Default: its place in the list' }),
    timestamp: submittedTime.optional().meta({ description: 'Default: that of the decision trace' }),
    evaluationTimeMs: decision.shape.evaluationTimeMs.optional().meta({ description: 'milliseconds. Default: 0' }),
    candidates: z
      .array(decisionCandidate.extend({ provider: shortText.default(''), model: shortText.default('') }))
      .max(1000)
      .optional(),
    tags: freeTags.optional(),
  })
  .loose()
  .meta({ id: 'SubmittedDecision' })
export type SubmittedDecision = z.infer<typeof submittedDecision>

export const submittedDecisionTrace = decisionTrace
  .pick({ traceId: true, requestId: true, userId: true, organizationId: true, requestPath: true, attempts: true })
  .extend({
    timestamp: submittedTime,
    decisions: z.array(submittedDecision).max(1000),
    finalOutcome: finalOutcome.extend({ provider: shortText.default(''), model: shortText.default('') }),
    tags: freeTags.optional(),
  })
  .loose()
  .meta({ id: 'SubmittedDecisionTrace' })
export type SubmittedDecisionTrace = z.infer<typeof submittedDecisionTrace>
