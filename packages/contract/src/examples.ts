/** Records as an application would send them, for the documents. They are checked against the schemas in a test. */
import type { SubmittedDecisionTrace, SubmittedInteraction } from './records/submitted.ts'
import type { TelemetryPoint } from './records/telemetry-point.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'

export const exampleTrace = {
  traceId,
  name: '/openai/completions',
  startTime: '2026-03-11T12:05:32.000Z',
  endTime: '2026-03-11T12:05:34.500Z',
  duration: 2500,
  userId: 'user-123',
  organizationId: 'org-456',
  requestPath: '/openai/completions',
  requestMethod: 'POST',
  status: 'error',
  errorDetails: { message: 'Rate limit exceeded', code: '429' },
  spans: [
    {
      spanId: '00f067aa0ba902b7',
      name: 'API Gateway',
      startTime: '2026-03-11T12:05:32.000Z',
      endTime: '2026-03-11T12:05:34.500Z',
      duration: 2500,
      component: 'gateway',
      operation: 'http.request',
      status: 'error',
    },
    {
      spanId: '5fb397be34d26b51',
      parentSpanId: '00f067aa0ba902b7',
      name: 'OpenAI Provider',
      startTime: '2026-03-11T12:05:32.100Z',
      endTime: '2026-03-11T12:05:34.100Z',
      duration: 2000,
      component: 'provider',
      operation: 'chat.completion',
      tags: { provider: 'openai', model: 'gpt-4o' },
      events: [{ timestamp: '2026-03-11T12:05:32.100Z', name: 'Request sent', attributes: {} }],
      status: 'error',
      errorDetails: { message: 'Rate limit exceeded', type: 'rate_limit_exceeded' },
    },
  ],
} as const

export const exampleInteraction = {
  id: 'call-0001',
  requestId: 'req-0001',
  traceId,
  timestamp: '2026-03-11T12:05:32.100Z',
  userId: 'user-123',
  organizationId: 'org-456',
  provider: 'openai',
  model: 'gpt-4o',
  operation: 'chat.completion',
  promptTokens: 450,
  responseTokens: 800,
  totalTokens: 1250,
  startTime: '2026-03-11T12:05:32.100Z',
  endTime: '2026-03-11T12:05:34.600Z',
  latencyMs: 2500,
  timeToFirstToken: 800,
  prompt: 'Write a haiku about rain.',
  response: 'Soft rain on the roof...',
  status: 'success',
} satisfies SubmittedInteraction

export const examplePoint = {
  id: 'point-0001',
  timestamp: '2026-03-11T12:05:32.100Z',
  source: 'gateway-1',
  component: 'gateway',
  name: 'gateway.queue.wait',
  value: 12.5,
  unit: 'ms',
  tags: { provider: 'openai' },
} satisfies TelemetryPoint

export const exampleDecisionTrace = {
  traceId,
  requestId: 'req-0001',
  timestamp: '2026-03-11T12:05:32.050Z',
  userId: 'user-123',
  organizationId: 'org-456',
  requestPath: '/v1/chat/completions',
  decisions: [
    {
      id: 'd1',
      timestamp: '2026-03-11T12:05:32.052Z',
      type: 'rule_evaluation',
      component: 'Steering Rule Engine',
      input: { request: { model: 'auto', max_tokens: 1000 }, context: { tags: ['high-priority'] } },
      output: { matched: true, actions: [{ type: 'route', params: { provider: 'openai', model: 'gpt-4o' } }], continue: false },
      reasoning: 'High Quality matched because context.tags contains "high-priority"',
      ruleId: 'rule-123',
      ruleName: 'High Quality',
      policyId: 'default',
      policyVersion: '7',
      evaluationTimeMs: 0.4,
      rules: [
        {
          ruleId: 'rule-123',
          ruleName: 'High Quality',
          outcome: 'matched',
          conditions: [{ field: 'context.tags', operator: 'contains', wanted: 'high-priority', found: ['high-priority'], passed: true }],
        },
      ],
      candidates: [{ provider: 'anthropic', model: 'claude-3-haiku', score: 0.4, rejectedBecause: 'over budget' }],
    },
  ],
  attempts: [{ index: 1, provider: 'openai', model: 'gpt-4o', status: 'success', latencyMs: 2500 }],
  finalOutcome: { provider: 'openai', model: 'gpt-4o', status: 'success' },
} satisfies SubmittedDecisionTrace

/** By the id of the route. */
export const SUBMISSION_EXAMPLES: Readonly<Record<string, readonly object[]>> = {
  submitTraces: [exampleTrace],
  submitInteractions: [exampleInteraction],
  submitDecisions: [exampleDecisionTrace],
  submitMetrics: [examplePoint],
}
