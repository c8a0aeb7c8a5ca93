/** OTLP from outside: the protocol's own rules, and the exporters people use. */
import { gzipSync } from 'node:zlib'
import { logs, SeverityNumber } from '@opentelemetry/api-logs'
import { ROOT_CONTEXT, trace, type Tracer } from '@opentelemetry/api'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { NodeTracerProvider, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, startProduct, type Product } from './product.ts'
import { encodeTraces, gateway, gatewaySpans, hex, sendOtlp, tracesAsJson } from './samples.ts'

let product: Product
beforeAll(async () => void (product = await startProduct()))
afterAll(async () => {
  await product.stop()
  product.remove()
})

const readTrace = async (id: string) =>
  (await product.call('GET', `/api/v1/traces/${id}`)).json as { spans: { spanId: string; name: string }[] }
const interactionsOf = async (id: string) =>
  (
    (await product.call('GET', `/api/v1/ai-interactions?from=now-1h&limit=1000&q=${encodeURIComponent(`trace:${id}`)}`)).json as {
      items: { model: string }[]
    }
  ).items

describe('the protocol', () => {
  test('protobuf and JSON, plain and gzipped, on both ports: stored when it says so, answered in its own encoding', async () => {
    for (const base of [product.base, product.otlpHttp]) {
      for (const json of [false, true]) {
        for (const gzip of [false, true]) {
          const id = hex(16)
          const groups = [{ resource: gateway, spans: gatewaySpans(id) }]
          const plain = json ? Buffer.from(JSON.stringify(tracesAsJson(groups))) : encodeTraces(groups)
          const type = json ? 'application/json' : 'application/x-protobuf'
          const answer = await sendOtlp(base, gzip ? gzipSync(plain) : plain, {
            'content-type': type,
            ...(gzip ? { 'content-encoding': 'gzip' } : {}),
          })
          expect(answer.status).toBe(200)
          expect(answer.headers.get('content-type')).toContain(type)
          expect(Buffer.from(answer.bytes).toString()).toBe(json ? '{}' : '')
          expect((await readTrace(id)).spans).toHaveLength(3)
        }
      }
    }
  })

  test('an empty request is a success', async () => {
    expect((await sendOtlp(product.otlpHttp, '')).status).toBe(200)
    expect((await sendOtlp(product.otlpHttp, '{}', { 'content-type': 'application/json' })).status).toBe(200)
  })

  test('what cannot be decoded is 400, in the encoding of the request', async () => {
    const protobuf = await sendOtlp(product.otlpHttp, Buffer.from('ffffffffff', 'hex'))
    expect([protobuf.status, protobuf.headers.get('content-type')]).toEqual([400, 'application/x-protobuf'])
    expect(protobuf.bytes[0]).toBe(0x08) // google.rpc.Status begins with its code
    const json = await sendOtlp(product.otlpHttp, '{"resourceSpans":5', { 'content-type': 'application/json' })
    expect(json.status).toBe(400)
    expect(JSON.parse(Buffer.from(json.bytes).toString())).toMatchObject({ code: expect.any(Number), message: expect.any(String) })
  })

  test('a type it does not know is refused, with words', async () => {
    expect((await sendOtlp(product.otlpHttp, 'x', { 'content-type': 'text/plain' })).status).toBe(415)
  })

  test('spans without an id are counted as rejected, their neighbours are stored', async () => {
    const id = hex(16)
    const body = tracesAsJson([
      { resource: gateway, spans: [...gatewaySpans(id), { traceId: '', spanId: '', name: 'nobody', startMs: 1, endMs: 2 }] },
    ])
    const answer = await sendOtlp(product.otlpHttp, JSON.stringify(body), { 'content-type': 'application/json' })
    expect(answer.status).toBe(200)
    expect(JSON.parse(Buffer.from(answer.bytes).toString())).toMatchObject({
      partialSuccess: { rejectedSpans: expect.anything(), errorMessage: expect.any(String) },
    })
    expect((await readTrace(id)).spans).toHaveLength(3)
  })

  test('the same request again stores nothing twice; a span in another batch appears once', async () => {
    const id = hex(16)
    const spans = gatewaySpans(id)
    const body = encodeTraces([{ resource: gateway, spans }])
    for (let time = 0; time < 3; time++) expect((await sendOtlp(product.otlpHttp, body)).status).toBe(200)
    const another = {
      traceId: id,
      spanId: hex(8),
      parentSpanId: spans[0]?.spanId ?? '',
      name: 'respond',
      startMs: Date.now(),
      endMs: Date.now() + 1,
    }
    expect((await sendOtlp(product.otlpHttp, encodeTraces([{ resource: gateway, spans: [...spans.slice(1), another] }]))).status).toBe(200)
    const read = await readTrace(id)
    expect(read.spans.map(({ name }) => name).toSorted()).toEqual(['POST /v1/chat/completions', 'chat gpt-4o', 'respond', 'route'])
    expect(await interactionsOf(id)).toHaveLength(1)
    expect(
      ((await product.call('GET', '/api/v1/traces?from=now-1h&limit=1000')).json as { items: { traceId: string }[] }).items.filter(
        ({ traceId }) => traceId === id,
      ),
    ).toHaveLength(1)
  })

  test('the parts of one trace in any order make one trace and one interaction', async () => {
    const id = hex(16)
    for (const span of gatewaySpans(id).toReversed())
      expect((await sendOtlp(product.otlpHttp, encodeTraces([{ resource: gateway, spans: [span] }]))).status).toBe(200)
    expect((await readTrace(id)).spans).toHaveLength(3)
    expect(await interactionsOf(id)).toMatchObject([
      { provider: 'openai', requestedModel: 'gpt-4o', servedModel: 'gpt-4o-2024-08-06', promptTokens: 250, responseTokens: 480 },
    ])
  })
})

describe('exporters of OpenTelemetry', () => {
  async function exportWith(exporter: SpanExporter, work: (tracer: Tracer) => string): Promise<string> {
    const provider = new NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'exporter-test' }),
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    })
    const id = work(provider.getTracer('test'))
    await provider.forceFlush()
    await provider.shutdown()
    return id
  }

  /** A server span with an AI call below, as an instrumented program makes them. */
  function oneCall(tracer: Tracer): string {
    const root = tracer.startSpan('GET /answer')
    const context = trace.setSpan(ROOT_CONTEXT, root)
    const call = tracer.startSpan(
      'chat gpt-4o',
      {
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.system': 'openai',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.usage.input_tokens': 3,
        },
      },
      context,
    )
    call.end()
    root.end()
    return root.spanContext().traceId
  }

  test.each([
    ['protobuf over HTTP', () => new ProtobufExporter({ url: `${product.otlpHttp}/v1/traces` })],
    ['JSON over HTTP', () => new JsonExporter({ url: `${product.base}/v1/traces` })],
    ['gRPC', () => new GrpcExporter({ url: `http://${product.otlpGrpc}` })],
  ])('%s: the trace and its AI call are there within two seconds', async (_, exporter) => {
    const id = await exportWith(exporter(), oneCall)
    const read = await eventually(
      () => readTrace(id),
      (found) => found.spans?.length === 2,
    )
    expect(read.spans?.map(({ name }) => name).toSorted()).toEqual(['GET /answer', 'chat gpt-4o'])
    expect(
      await eventually(
        () => interactionsOf(id),
        (found) => found.length === 1,
      ),
    ).toMatchObject([{ provider: 'openai', requestedModel: 'gpt-4o', promptTokens: 3 }])
  })

  test('logs over HTTP are accepted', async () => {
    const provider = new LoggerProvider({
      processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${product.otlpHttp}/v1/logs` }) })],
    })
    logs.setGlobalLoggerProvider(provider)
    provider.getLogger('test').emit({ severityNumber: SeverityNumber.INFO, body: 'hello' })
    await provider.forceFlush()
    await provider.shutdown()
    expect(product.running()).toBe(true)
  })
})
