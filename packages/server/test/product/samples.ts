/** Records as clients send them. */
import { randomBytes } from 'node:crypto'
import { encodeTraces as encode, tracesAsJson as asJson, sendTraces } from '../../../../scripts/traffic/otlp-wire.mjs'

export const hex = (bytes: number): string => randomBytes(bytes).toString('hex')
export const iso = (offsetMs = 0): string => new Date(Date.now() + offsetMs).toISOString()

export interface WireSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind?: number
  startMs: number
  endMs: number
  attributes?: Record<string, string | number | boolean | string[]>
  events?: { name: string; timeMs: number; attributes?: Record<string, string | number | boolean | string[]> }[]
  error?: string | true
}
export interface WireGroup {
  resource?: Record<string, string>
  scope?: string
  spans: WireSpan[]
}
export const encodeTraces = encode as unknown as (groups: WireGroup[]) => Uint8Array<ArrayBuffer>
export const tracesAsJson = asJson as unknown as (groups: WireGroup[]) => { resourceSpans: unknown[] }
export const sendOtlp = sendTraces as unknown as (
  otlpHttp: string,
  body: Uint8Array | string,
  headers?: Record<string, string>,
) => Promise<{ status: number; headers: Headers; bytes: Uint8Array }>

/** A trace as the plan's REST endpoint takes it. */
export const submittedTrace = (traceId: string, extra: object = {}) => ({
  traceId,
  name: '/openai/completions',
  startTime: iso(-2500),
  endTime: iso(),
  duration: 2500,
  userId: 'user-123',
  organizationId: 'org-456',
  status: 'error',
  errorDetails: { message: 'Rate limit exceeded', code: '429' },
  spans: [
    {
      spanId: hex(8),
      name: 'OpenAI Provider',
      startTime: iso(-2000),
      endTime: iso(),
      duration: 2000,
      component: 'provider',
      operation: 'chat.completion',
      tags: { provider: 'openai', model: 'gpt-4' },
      events: [{ timestamp: iso(-1000), name: 'Request sent', attributes: {} }],
      status: 'error',
      errorDetails: { message: 'Rate limit exceeded' },
    },
  ],
  ...extra,
})

export const submittedInteraction = (id: string, extra: object = {}) => ({
  id,
  requestId: `req-${id}`,
  traceId: hex(16),
  timestamp: iso(),
  provider: 'openai',
  model: 'gpt-4o',
  promptTokens: 450,
  responseTokens: 800,
  totalTokens: 1250,
  startTime: iso(-2500),
  endTime: iso(),
  latencyMs: 2500,
  prompt: 'hello',
  response: 'ok',
  status: 'success',
  ...extra,
})

/** One request through a gateway: a root, a step, and an AI call below it. */
export function gatewaySpans(traceId: string, prompt = 'What is the capital of France?', answer = 'Paris.'): WireSpan[] {
  const rootId = hex(8)
  const nowMs = Date.now()
  const call = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.response.model': 'gpt-4o-2024-08-06',
    'gen_ai.usage.input_tokens': 250,
    'gen_ai.usage.output_tokens': 480,
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: prompt }] }]),
    'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: answer }], finish_reason: 'stop' }]),
  }
  return [
    {
      traceId,
      spanId: rootId,
      name: 'POST /v1/chat/completions',
      kind: 2,
      startMs: nowMs - 900,
      endMs: nowMs,
      attributes: { 'http.request.method': 'POST' },
    },
    { traceId, spanId: hex(8), parentSpanId: rootId, name: 'route', startMs: nowMs - 890, endMs: nowMs - 880 },
    {
      traceId,
      spanId: hex(8),
      parentSpanId: rootId,
      name: 'chat gpt-4o',
      kind: 3,
      startMs: nowMs - 870,
      endMs: nowMs - 10,
      attributes: call,
    },
  ]
}

export const gateway = { 'service.name': 'gateway', 'service.version': '1.0.0' }
