/** Real exporters of OpenTelemetry against the receivers, over real sockets, with an intake that decodes. */
import { request as httpRequest } from 'node:http'
import { connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { SeverityNumber } from '@opentelemetry/api-logs'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto'
import { OTLPTraceExporter as GrpcTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc'
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtoTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { BasicTracerProvider, type ReadableSpan, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-node'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GOOD, traces } from '../../../test/otlp-decoding.ts'
import { encodeMetrics, encodeTraces } from '../../../test/otlp-encoder.ts'
import { partialFrom, statusFrom } from '../../../test/wire-fields.ts'
import type { Batch } from '../../flows/ingest/batch.ts'
import type { Intake, Receipt } from '../../flows/ingest/intake.ts'
import { ending, receiptOf, runPipeline } from '../../flows/ingest/pipeline.ts'
import { HttpError } from '../../kit/errors.ts'
import type { Principal } from '../../kit/principal.ts'
import { type OtlpGrpc, startOtlpGrpc } from './otlp-grpc.ts'
import { otlpHttpRoutes } from './otlp-http.ts'
import { decodeOtlpLogs } from './otlp-logs.ts'
import { decodeOtlpMetrics } from './otlp-metrics.ts'
import { decodeOtlpTraces } from './otlp-traces.ts'

const MAX_BODY_BYTES = 1024 * 1024
const TRACES_METHOD = '/opentelemetry.proto.collector.trace.v1.TraceService/Export'
const METRICS_METHOD = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'

const batches: Batch[] = []
let next: Receipt | undefined
const unused = (): never => {
  throw new Error('not an OTLP submission')
}
const pipeline = {
  decoders: {
    'otlp-traces': decodeOtlpTraces,
    'otlp-logs': decodeOtlpLogs,
    'otlp-metrics': decodeOtlpMetrics,
    traces: unused,
    'ai-interactions': unused,
    decisions: unused,
    metrics: unused,
    'remote-write': unused,
    scrape: unused,
  },
  stages: [],
  maxBodyBytes: MAX_BODY_BYTES,
}
const intake: Intake = {
  async submit(submission) {
    if (next) return next
    const done = await runPipeline(pipeline, submission, Date.now())
    if ('receipt' in done) return done.receipt
    batches.push(done.batch)
    return receiptOf(done.batch)
  },
}

const callers: string[] = []
function authorise({ headers, ip }: { headers: Record<string, unknown>; ip: string }): Principal {
  callers.push(ip)
  const key = headers['x-api-key'] ?? headers.authorization
  if (key === 'wrong') throw new HttpError(401, 'unauthorized', 'this key is not known')
  return { project: String(key ?? 'open'), name: 'test', scopes: new Set(['ingest']) }
}

let app: FastifyInstance
let grpc: OtlpGrpc
let base: string
let target: string

beforeAll(async () => {
  app = fastify()
  await otlpHttpRoutes(app, { intake, authorise, maxBodyBytes: MAX_BODY_BYTES })
  await app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  grpc = await startOtlpGrpc({ host: '127.0.0.1', port: 0, intake, authorise, maxMessageBytes: MAX_BODY_BYTES })
  target = `127.0.0.1:${grpc.port}`
})
beforeEach(() => {
  batches.length = 0
  next = undefined
})
afterAll(async () => {
  await grpc.close()
  await app.close()
})

/** One trace of two spans, sent by the exporter. */
async function sendTrace(exporter: SpanExporter): Promise<void> {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  })
  const tracer = provider.getTracer('lib', '1.2.3')
  const root = tracer.startSpan('POST /chat', {
    kind: SpanKind.SERVER,
    attributes: { 'http.route': '/chat', 'http.response.status_code': 500, list: ['a', 'b'], half: 0.5, yes: true },
  })
  const child = tracer.startSpan('chat gpt', { kind: SpanKind.CLIENT }, trace.setSpan(ROOT_CONTEXT, root))
  child.addEvent('first token', { at: 1 })
  child.addLink({ context: root.spanContext() })
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'no' })
  child.end()
  root.end()
  await provider.forceFlush()
  await provider.shutdown()
}

function expectTrace(project: string): void {
  const spans = batches.flatMap((batch) => batch.spans)
  const child = spans.find((span) => span.name === 'chat gpt')
  const root = spans.find((span) => span.name === 'POST /chat')
  expect(batches.map((batch) => batch.project)).toEqual(batches.map(() => project))
  expect(batches.flatMap((batch) => batch.rejections)).toEqual([])
  expect(spans).toHaveLength(2)
  expect(root).toMatchObject({
    kind: 2,
    parentSpanId: '',
    origin: { service: 'shop', scope: 'lib', scopeVersion: '1.2.3' },
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
  })
  expect(['http.route', 'http.response.status_code', 'list', 'half', 'yes'].map((key) => root?.attributes.get(key))).toEqual([
    '/chat',
    500,
    ['a', 'b'],
    0.5,
    true,
  ])
  expect(child).toMatchObject({ kind: 3, parentSpanId: root?.spanId, traceId: root?.traceId, status: 2, statusMessage: 'no' })
  expect(child?.events.map((event) => [event.name, event.attributes.get('at')])).toEqual([['first token', 1]])
  expect(child?.links.map((link) => [link.traceId, link.spanId])).toEqual([[root?.traceId, root?.spanId]])
  expect(Number((root?.startNs ?? 0n) / 1_000_000n)).toBeGreaterThan(Date.now() - 60_000)
}

const exportNow = (exporter: SpanExporter, spans: ReadableSpan[]) =>
  new Promise<{ code: number; error?: Error }>((resolve) => {
    exporter.export(spans, resolve)
  })

describe('exporters', () => {
  const headers = { 'x-api-key': 'shop-key' }
  it.each([
    ['protobuf', () => new ProtoTraceExporter({ url: `${base}/v1/traces`, headers })],
    ['protobuf, gzip', () => new ProtoTraceExporter({ url: `${base}/v1/traces`, headers, compression: 'gzip' as never })],
    ['JSON', () => new JsonTraceExporter({ url: `${base}/v1/traces`, headers })],
    [
      'JSON to the path of Langfuse, gzip',
      () => new JsonTraceExporter({ url: `${base}/api/public/otel/v1/traces`, headers, compression: 'gzip' as never }),
    ],
    ['gRPC', () => new GrpcTraceExporter({ url: `http://${target}`, metadata: metadataOf(headers) })],
    ['gRPC, gzip', () => new GrpcTraceExporter({ url: `http://${target}`, metadata: metadataOf(headers), compression: 'gzip' as never })],
  ])('O1: %s', async (_name, exporter) => {
    await sendTrace(exporter())
    expectTrace('shop-key')
    expect(callers.at(-1)).toBe('127.0.0.1')
  })

  it('log records', async () => {
    const exporter = new OTLPLogExporter({ url: `${base}/v1/logs` })
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop' }),
      processors: [new SimpleLogRecordProcessor({ exporter })],
    })
    provider.getLogger('lib').emit({
      severityNumber: SeverityNumber.WARN,
      severityText: 'WARN',
      body: { message: 'hot', nested: [1, 'x'] },
      attributes: { 'gen_ai.system': 'openai' },
      eventName: 'gen_ai.choice',
    })
    await provider.forceFlush()
    await provider.shutdown()
    const [log] = batches.flatMap((batch) => batch.logs)
    expect(log).toMatchObject({
      severity: 13,
      eventName: 'gen_ai.choice',
      origin: { service: 'shop', scope: 'lib' },
      body: { keys: ['message', 'nested'], values: ['hot', [1, 'x']] },
    })
    expect(log.attributes.get('gen_ai.system')).toBe('openai')
  })

  it('O9: an exporter tries again after overload, and only then', async () => {
    let refusals = 1
    const restore = intake.submit
    intake.submit = (submission) =>
      refusals-- > 0 ? Promise.resolve({ ...ending('overloaded', 'full'), retryAfterSeconds: 1 }) : restore(submission)
    try {
      await sendTrace(new ProtoTraceExporter({ url: `${base}/v1/traces` }))
      expectTrace('open')
    } finally {
      intake.submit = restore
    }
  })

  it('a wrong key is an error of the exporter, on both transports', async () => {
    for (const exporter of [
      new ProtoTraceExporter({ url: `${base}/v1/traces`, headers: { authorization: 'wrong' } }),
      new GrpcTraceExporter({ url: `http://${target}`, metadata: metadataOf({ authorization: 'wrong' }) }),
    ]) {
      expect((await exportNow(exporter, [])).error?.message).toMatch(/Unauthorized|this key is not known/)
      await exporter.shutdown()
    }
    expect(batches).toHaveLength(0)
  })
})

function metadataOf(headers: Record<string, string>): Metadata {
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
  return metadata
}

describe('gRPC', () => {
  const same = (bytes: Buffer): Buffer => bytes
  function call(
    body: Buffer,
    method = TRACES_METHOD,
    metadata = new Metadata(),
  ): Promise<{ body?: Buffer; error?: ServiceError; status?: ReturnType<typeof statusFrom> }> {
    const client = new Client(target, credentials.createInsecure())
    return new Promise((resolve) => {
      client.makeUnaryRequest(method, same, same, body, metadata, (error, answer) => {
        client.close()
        const [details] = error?.metadata.get('grpc-status-details-bin') ?? []
        resolve({ body: answer, error: error ?? undefined, status: details === undefined ? undefined : statusFrom(details as Buffer, '') })
      })
    })
  }

  it('O4, O5: success is empty, partial success has the count', async () => {
    expect(await call(encodeTraces(traces(GOOD) as Record<string, unknown>))).toEqual({ body: Buffer.alloc(0) })
    expect(await call(Buffer.alloc(0))).toEqual({ body: Buffer.alloc(0) })
    const { body } = await call(encodeTraces(traces(GOOD, { ...GOOD, traceId: '00' }) as Record<string, unknown>))
    expect(partialFrom(body ?? Buffer.alloc(0), '')).toEqual({
      rejected: 1,
      message: '1 of 2 spans were rejected: resourceSpans[0].scopeSpans[0].spans[1].traceId must be 16 bytes, not all zero',
    })
  })

  it('O8: undecodable is INVALID_ARGUMENT with a BadRequest detail', async () => {
    const { error, status } = await call(Buffer.from([0x0a, 5]))
    expect([error?.code, error?.details]).toEqual([3, 'a length goes beyond the end'])
    expect(status).toMatchObject({ code: 3, details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest' }] })
  })

  it('what is not gzip although it says so ends its call with INTERNAL, as gRPC libraries do, and nothing else', async () => {
    const session = connect(`http://${target}`)
    const stream = session.request({
      ':method': 'POST',
      ':path': TRACES_METHOD,
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-encoding': 'gzip',
    })
    const told = new Promise((resolve) => {
      stream.on('response', (headers) => headers['grpc-status'] !== undefined && resolve(headers['grpc-status']))
      stream.on('trailers', (trailers) => resolve(trailers['grpc-status']))
    })
    stream.resume().end(Buffer.from([1, 0, 0, 0, 3, 1, 2, 3]))
    expect(await told).toBe('13')
    session.close()
    expect(await call(Buffer.alloc(0))).toEqual({ body: Buffer.alloc(0) })
  })

  it('O9: overload is UNAVAILABLE with RetryInfo', async () => {
    next = { ...ending('overloaded', 'full'), retryAfterSeconds: 2 }
    const { error, status } = await call(Buffer.alloc(0))
    expect([error?.code, status?.details]).toEqual([14, [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2s' }]])
  })

  it('O2: too large is RESOURCE_EXHAUSTED without RetryInfo, before and after decompression', async () => {
    const plain = await call(Buffer.alloc(MAX_BODY_BYTES + 1))
    expect([plain.error?.code, plain.status]).toEqual([8, undefined])
    const exporter = new GrpcTraceExporter({ url: `http://${target}`, compression: 'gzip' as never })
    const provider = new BasicTracerProvider()
    const span = provider.getTracer('t').startSpan('large', { attributes: { text: 'x'.repeat(MAX_BODY_BYTES) } })
    span.end()
    const { error } = await exportNow(exporter, [span as unknown as ReadableSpan])
    expect((error as ServiceError | undefined)?.code).toBe(8)
    await exporter.shutdown()
    expect(batches).toHaveLength(0)
  })

  it('who may not send is UNAUTHENTICATED, with the reason', async () => {
    const { error, status } = await call(Buffer.alloc(0), TRACES_METHOD, metadataOf({ 'x-api-key': 'wrong' }))
    expect([error?.code, status?.message]).toEqual([16, 'this key is not known'])
  })

  it('metrics: data points are taken, and those refused are counted', async () => {
    const gauge = { dataPoints: [{ asDouble: 1, timeUnixNano: '5' }, { timeUnixNano: '5' }] }
    const sum = { dataPoints: [{ asInt: '2', timeUnixNano: '5' }] }
    const request = {
      resourceMetrics: [
        {
          scopeMetrics: [
            {
              metrics: [
                { name: 'm', sum },
                { name: 'n', gauge },
              ],
            },
          ],
        },
      ],
    }
    const { body } = await call(encodeMetrics(request), METRICS_METHOD)
    expect(partialFrom(body ?? Buffer.alloc(0), '')).toMatchObject({ rejected: 1 })
    expect(batches[0]?.points).toHaveLength(2)
    expect((await call(Buffer.from([0x0a, 5]), METRICS_METHOD)).error?.code).toBe(3)
  })
})

describe('HTTP on a socket', () => {
  it('O2: who sends far too much reads the 413, whether the length is told or not', async () => {
    const large = Buffer.alloc(4 * MAX_BODY_BYTES)
    const send = (headers: Record<string, string | number>) =>
      new Promise<{ status: number | undefined; type: string | undefined; body: Buffer }>((resolve, reject) => {
        const sent = httpRequest(
          `${base}/v1/traces`,
          { method: 'POST', headers: { 'content-type': 'application/x-protobuf', ...headers } },
          (answer) => {
            const parts: Buffer[] = []
            answer
              .on('data', (part: Buffer) => parts.push(part))
              .on('end', () => resolve({ status: answer.statusCode, type: answer.headers['content-type'], body: Buffer.concat(parts) }))
          },
        )
        sent.on('error', reject).end(large)
      })
    for (const headers of [{ 'content-length': large.length }, { 'transfer-encoding': 'chunked' }] as Record<string, string | number>[]) {
      const { status, type, body } = await send(headers)
      expect([status, type, statusFrom(body, '').code]).toEqual([413, 'application/x-protobuf', 8])
    }
    const fetched = await fetch(`${base}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: large })
    expect([fetched.status, ((await fetched.json()) as { code: number }).code]).toEqual([413, 8])
  })

  it('O2: a gzip bomb is 413', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * MAX_BODY_BYTES))
    const answer = await fetch(`${base}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
      body: bomb,
    })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([413, 'application/x-protobuf'])
  })

  it('O8: what is not gzip although it says so is 400', async () => {
    const answer = await fetch(`${base}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: '{}',
    })
    expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([400, 'the body is not valid gzip'])
  })

  it('O12: the same request sent twice brings the same records', async () => {
    const body = encodeTraces(traces(GOOD) as Record<string, unknown>)
    for (let time = 0; time < 2; time++)
      expect(
        (
          await fetch(`${base}/v1/traces`, {
            method: 'POST',
            headers: { 'content-type': 'application/x-protobuf' },
            body: new Uint8Array(body),
          })
        ).status,
      ).toBe(200)
    expect(batches[1].spans).toEqual(batches[0].spans)
  })
})
