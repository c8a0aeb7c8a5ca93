/**
 * The product's first specification names these types. More fields are allowed, fewer or other ones are not: programs
 * written against it must keep working.
 */
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import * as contract from '../index.ts'
import type { submitTraces } from '../api/telemetry.ts'

type Record_ = Record<string, string>
type ErrorDetails = { message: string; code?: string; stack?: string; type?: string }
type TelemetryPoint = {
  id: string
  timestamp: string
  source: string
  component: string
  requestId?: string
  userId?: string
  organizationId?: string
  name: string
  value: number | string | boolean
  unit?: string
  tags: Record_
}
type Metric = {
  name: string
  description?: string
  unit?: string
  aggregationType: 'count' | 'sum' | 'avg' | 'min' | 'max' | 'percentile'
  aggregationWindow?: string
  dimensions: string[]
  displayName?: string
  category?: string
  visualization?: 'line' | 'bar' | 'gauge' | 'table'
}
type SpanEvent = { timestamp: string; name: string; attributes: Record<string, unknown> }
type Span = {
  spanId: string
  parentSpanId?: string
  name: string
  startTime: string
  endTime: string
  duration: number
  component: string
  operation: string
  tags: Record_
  events: SpanEvent[]
  status: 'success' | 'error'
  errorDetails?: ErrorDetails
}
type Trace = {
  traceId: string
  name: string
  startTime: string
  endTime: string
  duration: number
  userId?: string
  organizationId?: string
  requestPath?: string
  requestMethod?: string
  spans: Span[]
  status: 'success' | 'error' | 'timeout'
  errorDetails?: ErrorDetails
}
type Decision = {
  id: string
  timestamp: string
  type: 'rule_evaluation' | 'model_selection' | 'cache_decision' | 'budget_check' | 'other'
  component: string
  input: unknown
  output: unknown
  reasoning?: string
  ruleId?: string
  ruleName?: string
  evaluationTimeMs: number
}
type DecisionTrace = {
  traceId: string
  requestId: string
  timestamp: string
  userId?: string
  organizationId?: string
  requestPath?: string
  decisions: Decision[]
  finalOutcome: { provider: string; model: string; status: 'success' | 'error' | 'rejected' }
}
/** Token counts that nobody reported are absent, where the specification has them always: an invented zero would be a lie. */
type AIInteraction = {
  id: string
  requestId: string
  traceId: string
  timestamp: string
  userId?: string
  organizationId?: string
  provider: string
  model: string
  promptTokens?: number
  responseTokens?: number
  totalTokens?: number
  startTime: string
  endTime: string
  latencyMs: number
  prompt?: string
  response?: string
  cost?: number
  currency?: string
  timeToFirstToken?: number
  tokensPerSecond?: number
  status: 'success' | 'error' | 'timeout'
  errorDetails?: ErrorDetails
}
type Severity = 'info' | 'warning' | 'error' | 'critical'
type AlertChannel = { type: 'email' | 'slack' | 'webhook' | 'pagerduty'; config: Record<string, unknown> }
type AlertDefinition = {
  id: string
  name: string
  description?: string
  metric: string
  condition: 'above' | 'below' | 'equal' | 'not_equal'
  threshold: number
  duration?: string
  filterTags?: Record_
  severity: Severity
  channels: AlertChannel[]
  enabled: boolean
  createdAt: string
  updatedAt: string
}
type AlertInstance = {
  id: string
  alertDefinitionId: string
  startTime: string
  endTime?: string
  status: 'firing' | 'resolved'
  value: number
  labels: Record_
  notificationsSent: { channel: string; timestamp: string; status: 'success' | 'failure' }[]
}
type System = 'relaycore' | 'auterity'
type TraceContextRequest = {
  traceId: string
  parentTraceId?: string
  system: System
  timestamp: string
  context: { [key: string]: unknown; requestId?: string; userId?: string; organizationId?: string }
}
type ErrorEnrichmentRequest = {
  errorId: string
  traceId?: string
  observabilityData: {
    metrics?: Record<string, number>
    spans?: { name: string; duration: number; status: string; tags: Record_ }[]
    decisions?: { type: string; input: unknown; output: unknown; reasoning?: string }[]
    aiInteractions?: { provider: string; model: string; promptTokens: number; responseTokens: number; latencyMs: number; status: string }[]
  }
}
type ErrorEnrichmentResponse = {
  success: boolean
  enrichedErrorId: string
  insights?: { type: string; description: string; confidence: number; recommendedActions?: string[] }[]
}
type SharedDashboardResponse = {
  dashboardId: string
  name: string
  description?: string
  layout: unknown
  widgets: {
    id: string
    type: string
    title: string
    dataSource: { system: System | 'combined'; endpoint: string; parameters: Record<string, unknown> }
    visualization: { type: string; options: Record<string, unknown> }
    position: { x: number; y: number; width: number; height: number }
  }[]
  refreshInterval?: number
}
type AlertCoordinationRequest = {
  alertId: string
  system: System
  severity: Severity
  name: string
  description: string
  relatedAlerts?: { id: string; system: System; name: string }[]
  suppressDuration?: string
}

/** Fields by name, those that may be absent with a question mark. */
const FIELDS: [z.ZodType, string][] = [
  [contract.errorDetails, 'message code? stack? type?'],
  [contract.telemetryPoint, 'id timestamp source component requestId? userId? organizationId? name value unit? tags'],
  [contract.metric, 'name description? unit? aggregationType aggregationWindow? dimensions displayName? category? visualization?'],
  [contract.spanEvent, 'timestamp name attributes'],
  [contract.span, 'spanId parentSpanId? name startTime endTime duration component operation tags events status errorDetails?'],
  [
    contract.trace,
    'traceId name startTime endTime duration userId? organizationId? requestPath? requestMethod? spans status errorDetails?',
  ],
  [
    contract.traceDetail,
    'traceId name startTime endTime duration userId? organizationId? requestPath? requestMethod? spans status errorDetails?',
  ],
  [contract.decision, 'id timestamp type component input output reasoning? ruleId? ruleName? evaluationTimeMs'],
  [contract.decisionTrace, 'traceId requestId timestamp userId? organizationId? requestPath? decisions finalOutcome'],
  [
    contract.aiInteraction,
    'id requestId traceId timestamp userId? organizationId? provider model promptTokens? responseTokens? totalTokens? startTime endTime latencyMs prompt? response? cost? currency? timeToFirstToken? tokensPerSecond? status errorDetails?',
  ],
  [
    contract.alertDefinition,
    'id name description? metric condition threshold duration? filterTags? severity channels enabled createdAt updatedAt',
  ],
  [contract.alertChannel, 'type config'],
  [contract.alertInstance, 'id alertDefinitionId startTime endTime? status value labels notificationsSent'],
  [contract.traceContextRequest, 'traceId parentTraceId? system timestamp context'],
  [contract.traceContextResponse, 'success correlationId message?'],
  [contract.errorEnrichmentRequest, 'errorId traceId? observabilityData'],
  [contract.errorEnrichmentResponse, 'success enrichedErrorId insights?'],
  [contract.sharedDashboardResponse, 'dashboardId name description? layout widgets refreshInterval?'],
  [contract.alertCoordinationRequest, 'alertId system severity name description relatedAlerts? suppressDuration?'],
  [contract.alertCoordinationResponse, 'success coordinatedAlertId suppressedAlerts? message?'],
]

/** Additions that were promised, by the schema that has them. */
const ADDITIONS: [z.ZodType, string][] = [
  [contract.decision, 'candidates policyId policyVersion attempt cache budget'],
  [contract.decisionTrace, 'attempts hash previousHash'],
  [
    contract.aiInteraction,
    'operation requestedModel servedModel cachedTokens cacheWriteTokens cacheWrite1hTokens reasoningTokens serviceTier region streaming finishReason toolCalls sessionId attempt costDecimal priceVersion redactions parentSpanId spanId tags',
  ],
]

function formOf(schema: z.ZodType): { properties: Record<string, unknown>; required: string[] } {
  const made = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as { $ref?: string; $defs?: Record<string, object> }
  const own = made.$ref ? made.$defs?.[made.$ref.slice('#/$defs/'.length)] : made
  return { properties: {}, required: [], ...own }
}

describe('the specified types', () => {
  it.each(FIELDS.map(([schema, fields]) => [z.globalRegistry.get(schema)?.id ?? '', schema, fields] as const))(
    '%s has its fields',
    (_, schema, fields) => {
      const { properties, required } = formOf(schema)
      for (const field of fields.split(' ')) {
        const name = field.replace('?', '')
        expect(Object.keys(properties)).toContain(name)
        // Every value may stand in these, undefined too, so no schema says that they are required.
        if (['input', 'output', 'layout'].includes(name)) continue
        expect([name, required.includes(name)]).toEqual([name, !field.endsWith('?')])
      }
    },
  )

  it.each(ADDITIONS.map(([schema, fields]) => [z.globalRegistry.get(schema)?.id ?? '', schema, fields] as const))(
    '%s has what was added, and demands none of it',
    (_, schema, fields) => {
      const { properties, required } = formOf(schema)
      for (const field of fields.split(' ')) {
        expect(Object.keys(properties)).toContain(field)
        expect(required).not.toContain(field)
      }
    },
  )

  it('have their types', () => {
    expectTypeOf<contract.ErrorDetails>().toExtend<ErrorDetails>()
    expectTypeOf<contract.TelemetryPoint>().toExtend<TelemetryPoint>()
    expectTypeOf<contract.Metric>().toExtend<Metric>()
    expectTypeOf<contract.Trace>().toExtend<Trace>()
    expectTypeOf<contract.TraceDetail>().toExtend<Trace>()
    expectTypeOf<contract.DecisionTrace>().toExtend<DecisionTrace>()
    expectTypeOf<contract.AIInteraction>().toExtend<AIInteraction>()
    expectTypeOf<contract.AlertDefinition>().toExtend<AlertDefinition>()
    expectTypeOf<contract.AlertInstance>().toExtend<AlertInstance>()
    expectTypeOf<contract.SharedDashboardResponse>().toExtend<SharedDashboardResponse>()
    expectTypeOf<contract.ErrorEnrichmentResponse>().toExtend<ErrorEnrichmentResponse>()
  })

  it('can be sent as specified', () => {
    expectTypeOf<Trace>().toExtend<z.input<NonNullable<typeof submitTraces.body>>>()
    expectTypeOf<AIInteraction>().toExtend<z.input<typeof contract.submittedInteraction>>()
    expectTypeOf<TelemetryPoint>().toExtend<z.input<typeof contract.telemetryPoint>>()
    expectTypeOf<DecisionTrace>().toExtend<z.input<typeof contract.decisionTrace>>()
    expectTypeOf<TraceContextRequest>().toExtend<z.input<typeof contract.traceContextRequest>>()
    expectTypeOf<ErrorEnrichmentRequest>().toExtend<z.input<typeof contract.errorEnrichmentRequest>>()
    expectTypeOf<AlertCoordinationRequest>().toExtend<z.input<typeof contract.alertCoordinationRequest>>()
  })

  it('take a trace id as UUID and answer it as hex', () => {
    const traceId = '4BF92F35-77B3-4DA6-A3CE-929D0E0E4736'
    expect(contract.decisionTrace.shape.traceId.parse(traceId)).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
  })

  it.each(['5m', '1h', '30s', '7d', '2w'])('take %s as a length of time', (text) =>
    expect(contract.windowText.safeParse(text).success).toBe(true),
  )
  it.each(['5', 'm', '0m', '1.5h', '-1h', '5 m', '5M'])('do not take %s', (text) =>
    expect(contract.windowText.safeParse(text).success).toBe(false),
  )
})
