/** In a program that has an OpenTelemetry SDK, the spans of both are one trace, and go where that SDK sends them. */
import { context, SpanKind, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProduct } from '../../../scripts/lib/product.mjs'
import { init } from '../src/index.ts'
import { type FakeProvider, startFakeProvider } from './fake-provider.ts'

let product: Awaited<ReturnType<typeof startProduct>>
let provider: FakeProvider
let host: TracerProvider

beforeAll(async () => {
  ;[product, provider] = await Promise.all([startProduct(), startFakeProvider()])
  const exporter = new OTLPTraceExporter({ url: `${product.otlpHttp}/v1/traces` })
  host = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'host' }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  trace.setGlobalTracerProvider(host)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})

afterAll(async () => {
  await host?.shutdown()
  await provider?.close()
  await product?.stop()
  product?.remove()
})

it('adds to it without taking its place', async () => {
  const warnings: string[] = []
  const relayscope = init({ serviceName: 'ignored', endpoint: 'http://127.0.0.1:9', onWarning: (message) => warnings.push(message) })
  expect(relayscope.ownsSdk).toBe(false)
  expect(warnings).toEqual([expect.stringContaining('of its own')])
  const openai = relayscope.openai(new OpenAI({ apiKey: 'k', baseURL: `${provider.url}/v1` }))
  const tracer = trace.getTracer('host')
  let traceId = ''
  // As the instrumentation of another library would: a server span, and a call of its own around ours.
  await tracer.startActiveSpan('GET /', { kind: SpanKind.SERVER }, async (server) => {
    traceId = server.spanContext().traceId
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'both' }
    await tracer.startActiveSpan('chat both', { kind: SpanKind.CLIENT, attributes }, async (call) => {
      await openai.chat.completions.create({ model: 'both', messages: [{ role: 'user', content: 'Hi' }] })
      call.end()
    })
    server.end()
  })
  await relayscope.shutdown()
  await host.forceFlush()
  const { json: read } = await product.call('GET', `/api/v1/traces/${traceId}`)
  const { spans } = read as { spans: { name: string }[] }
  expect(spans.map(({ name }) => name).sort()).toEqual(['GET /', 'chat both', 'chat both'])
  const { json } = await product.call('GET', '/api/v1/ai-interactions?from=now-1h')
  expect((json as { items: unknown[] }).items).toMatchObject([{ requestedModel: 'both', servedModel: 'both-2026-01-01', promptTokens: 20 }])
  expect(relayscope.stats().ended).toBe(0)
})
