/** Metrics from the exporters people use, on sockets. */
import type { AddressInfo } from 'node:net'
import { AggregationTemporalityPreference, OTLPMetricExporter as HttpExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPMetricExporter as GrpcExporter } from '@opentelemetry/exporter-metrics-otlp-grpc'
import { OTLPMetricExporter as ProtoExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AggregationType,
  InstrumentType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type MetricSide, openMetricSide } from '../../../test/metric-side.ts'
import type { Principal } from '../../kit/principal.ts'
import { type OtlpGrpc, startOtlpGrpc } from './otlp-grpc.ts'
import { otlpHttpRoutes } from './otlp-http.ts'

let side: MetricSide
let app: FastifyInstance
let grpc: OtlpGrpc
let base: string

beforeAll(async () => {
  side = await openMetricSide()
  const intake = { submit: (submission: Parameters<MetricSide['submit']>[0]) => side.submit(submission) }
  const authorise = (): Principal => ({ project: 'default', name: 'test', scopes: new Set(['ingest']) })
  app = fastify()
  await otlpHttpRoutes(app, { intake, authorise })
  await app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  grpc = await startOtlpGrpc({ host: '127.0.0.1', port: 0, intake, authorise })
})
afterAll(async () => {
  await grpc.close()
  await app.close()
  await side.close()
})

const cumulative = AggregationTemporalityPreference.CUMULATIVE
const delta = AggregationTemporalityPreference.DELTA
const exporters: [string, () => PushMetricExporter][] = [
  ['http-json', () => new HttpExporter({ url: `${base}/v1/metrics`, temporalityPreference: cumulative })],
  ['http-protobuf', () => new ProtoExporter({ url: `${base}/v1/metrics`, temporalityPreference: delta, compression: 'gzip' as never })],
  ['grpc', () => new GrpcExporter({ url: `http://127.0.0.1:${grpc.port}`, temporalityPreference: cumulative })],
]

it.each(exporters)('the SDK over %s: what was measured is answered', async (name, make) => {
  const reader = new PeriodicExportingMetricReader({ exporter: make(), exportIntervalMillis: 3_600_000 })
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': name }),
    readers: [reader],
    views: [{ instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  })
  expect(InstrumentType.COUNTER).toBeDefined()
  const meter = provider.getMeter('m')
  const counter = meter.createCounter('sdk.calls', { unit: '1' })
  const histogram = meter.createHistogram('sdk.latency', { unit: 'ms' })
  const exponential = meter.createHistogram('exponential', { unit: 'ms' })
  meter.createObservableGauge('sdk.level').addCallback((result) => result.observe(42, { tank: 'a' }))
  const work = () => {
    for (let at = 1; at <= 100; at++) {
      counter.add(2, { route: '/a' })
      histogram.record(at, { route: '/a' })
      exponential.record(at)
    }
  }
  work()
  await reader.forceFlush()
  work()
  await reader.forceFlush()
  await provider.shutdown()

  const ask = async (metric: string) => {
    const frame = await side.query({ metric, filters: { 'service.name': name }, from: 'now-10m', step: '1d' })
    return frame.series[0]?.values.at(-1)
  }
  // Counted since the start of the SDK, which lies within sight: all of it was counted here.
  expect(await ask('sdk.calls.sum')).toBe(400)
  expect(await ask('sdk.latency.count')).toBe(200)
  expect(await ask('sdk.latency.avg')).toBeCloseTo(50.5)
  expect(await ask('sdk.level')).toBe(42)
  expect(await ask('exponential.count')).toBe(200)
  expect(Math.abs((await ask('exponential.p95')) - 95) / 95).toBeLessThan(0.05)
})
