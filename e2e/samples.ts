/** Telemetry as an OpenTelemetry SDK sends it, as JSON. */
import { randomBytes } from 'node:crypto'

type Attributes = Readonly<Record<string, string | number | boolean>>

export interface SampleSpan {
  name: string
  startMs: number
  durationMs: number
  parent?: SampleSpan
  kind?: 1 | 2 | 3
  attributes?: Attributes
  events?: readonly { name: string; atMs: number; attributes?: Attributes }[]
  error?: string
}

export const hex = (bytes: number): string => randomBytes(bytes).toString('hex')

const nanos = (ms: number): string => `${BigInt(Math.round(ms * 1000)) * 1000n}`

function pairs(attributes: Attributes = {}) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : Number.isInteger(value)
            ? { intValue: String(value) }
            : { doubleValue: value },
  }))
}

/** The body of an OTLP/HTTP trace export with one trace. */
export function otlpTrace(traceId: string, service: string, spans: readonly SampleSpan[]) {
  const ids = new Map(spans.map((span) => [span, hex(8)]))
  return {
    resourceSpans: [
      {
        resource: { attributes: pairs({ 'service.name': service }) },
        scopeSpans: [
          {
            scope: { name: 'e2e' },
            spans: spans.map((span) => ({
              traceId,
              spanId: ids.get(span),
              parentSpanId: span.parent ? ids.get(span.parent) : '',
              name: span.name,
              kind: span.kind ?? 1,
              startTimeUnixNano: nanos(span.startMs),
              endTimeUnixNano: nanos(span.startMs + span.durationMs),
              attributes: pairs(span.attributes),
              events: (span.events ?? []).map(({ name, atMs, attributes }) => ({
                name,
                timeUnixNano: nanos(atMs),
                attributes: pairs(attributes),
              })),
              status: span.error === undefined ? {} : { code: 2, message: span.error },
            })),
          },
        ],
      },
    ],
  }
}

export interface ChatOptions {
  name?: string
  provider?: string
  model?: string
  prompt?: string
  answer?: string
  failed?: boolean
  startMs?: number
  durationMs?: number
  tags?: Attributes
}

const message = (role: string, content: string): string => JSON.stringify([{ role, parts: [{ type: 'text', content }] }])

/** A request through a gateway: routing, a cache miss, and one call of a model. */
export function gatewayTrace(options: ChatOptions = {}): SampleSpan[] {
  const {
    name = 'POST /v1/chat/completions',
    provider = 'openai',
    model = 'gpt-4o',
    prompt = 'What is a trace?',
    answer = 'The path of one request.',
    failed = false,
    durationMs = 1200,
    tags = {},
  } = options
  const startMs = options.startMs ?? Date.now() - durationMs
  const error = failed ? 'Rate limit exceeded' : undefined
  const root: SampleSpan = {
    name,
    startMs,
    durationMs,
    kind: 2,
    error,
    attributes: { 'http.request.method': 'POST', 'http.response.status_code': failed ? 429 : 200, 'user.id': 'user-123', ...tags },
  }
  const router: SampleSpan = {
    name: 'Request Router',
    parent: root,
    startMs: startMs + durationMs * 0.05,
    durationMs: durationMs * 0.08,
    attributes: { component: 'router' },
  }
  const cache: SampleSpan = {
    name: 'Cache Check',
    parent: root,
    startMs: startMs + durationMs * 0.14,
    durationMs: durationMs * 0.03,
    attributes: { component: 'cache', 'cache.hit': false },
  }
  const call: SampleSpan = {
    name: `chat ${model}`,
    parent: root,
    startMs: startMs + durationMs * 0.2,
    durationMs: durationMs * 0.75,
    kind: 3,
    error,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': provider,
      'gen_ai.request.model': model,
      'gen_ai.response.model': model,
      'gen_ai.input.messages': message('user', prompt),
      ...(failed
        ? { 'error.type': 'RateLimitError' }
        : { 'gen_ai.output.messages': message('assistant', answer), 'gen_ai.usage.input_tokens': 1200, 'gen_ai.usage.output_tokens': 50 }),
    },
    events: failed
      ? [{ name: 'exception', atMs: startMs + durationMs * 0.9, attributes: { 'exception.message': 'Rate limit exceeded' } }]
      : [],
  }
  return [root, router, cache, call]
}
