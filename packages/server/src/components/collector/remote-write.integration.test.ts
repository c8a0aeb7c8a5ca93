/** Remote-write as Prometheus sends it, down to the answers of its specification. R-numbers name the rules. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { compress } from 'snappyjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MetricSide, openMetricSide } from '../../../test/metric-side.ts'
import { bytes, field, integer, text } from '../../../test/otlp-encoder.ts'
import { freePort, program, startPeer } from '../../../test/prometheus.ts'
import type { Intake } from '../../flows/ingest/intake.ts'
import { registerProblemHandlers } from '../../kit/http.ts'
import { remoteWriteRoutes } from './remote-write-routes.ts'

let side: MetricSide
let app: FastifyInstance
let base: string

beforeAll(async () => {
  side = await openMetricSide({ maxBodyBytes: 1_000_000 })
  const intake: Intake = { submit: (submission) => side.submit(submission) }
  app = fastify()
  registerProblemHandlers(app)
  app.addHook('onRequest', async (request) => {
    request.principal = { project: 'default', name: 'test', scopes: new Set(['ingest']) }
  })
  await remoteWriteRoutes(app, { intake, maxBodyBytes: 1_000_000 })
  base = await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await app.close()
  await side.close()
})

const minute = Math.floor(Date.now() / 60_000) * 60_000 - 600_000
const range = { from: new Date(minute).toISOString(), to: new Date(minute + 300_000).toISOString(), step: '1m' }
const double = (number: number, value: number): Buffer => {
  const out = Buffer.alloc(8)
  out.writeDoubleLE(value)
  return Buffer.concat([field(number, 1), out])
}
const sample = (value: number, atMs: number): Buffer => Buffer.concat([double(1, value), integer(2, atMs)])
const label = (name: string, value: string): Buffer => bytes(1, Buffer.concat([text(1, name), text(2, value)]))
const series1 = (labels: [string, string][], samples: Buffer[], more: Buffer = Buffer.alloc(0)): Buffer =>
  bytes(1, Buffer.concat([...labels.map(([name, value]) => label(name, value)), ...samples.map((each) => bytes(2, each)), more]))
const stale = (() => {
  const bits = Buffer.from('7ff0000000000002', 'hex')
  return bits.readDoubleBE(0)
})()

const V1 = 'application/x-protobuf'
const V2 = 'application/x-protobuf;proto=io.prometheus.write.v2.Request'
async function send(body: Uint8Array, type = V1, encoding = 'snappy') {
  const payload = Buffer.from(encoding === 'snappy' ? compress(body) : body)
  return app.inject({ method: 'POST', url: '/api/v1/write', payload, headers: { 'content-type': type, 'content-encoding': encoding } })
}
const first = async (question: object) => (await side.query({ ...range, ...question })).series[0]?.values

describe('version 1', () => {
  it('R1: stores counters and states, and answers without a body', async () => {
    const answer = await send(
      Buffer.concat([
        series1(
          [
            ['__name__', 'http_requests_total'],
            ['code', '200'],
          ],
          [sample(10, minute), sample(25, minute + 60_000), sample(stale, minute + 90_000)],
        ),
        series1([['__name__', 'temperature']], [sample(-3.5, minute)]),
      ]),
    )
    expect([answer.statusCode, answer.body]).toEqual([204, ''])
    expect((await first({ metric: 'http_requests_total' }))?.slice(0, 3)).toEqual([null, 15, null])
    expect((await first({ metric: 'temperature' }))?.slice(0, 2)).toEqual([-3.5, null])
  })

  it('R1: answers 400 for what is invalid, says why, and keeps the rest', async () => {
    const answer = await send(
      Buffer.concat([series1([['code', '1']], [sample(1, minute)]), series1([['__name__', 'kept']], [sample(1, minute)])]),
    )
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'partly_written'])
    expect(answer.json().detail).toContain('timeseries[0].labels the label __name__ is missing')
    expect((await first({ metric: 'kept' }))?.[0]).toBe(1)
    expect(
      (
        await send(
          series1(
            [
              ['__name__', 'x'],
              ['a', '1'],
              ['a', '2'],
            ],
            [sample(1, minute)],
          ),
        )
      ).statusCode,
    ).toBe(400)
  })

  it('puts a classic histogram together, as a scrape does', async () => {
    const part = (name: string, le: string | undefined, values: number[]) =>
      series1(
        [['__name__', `classic_${name}`], ...(le === undefined ? [] : [['le', le] as [string, string]])],
        values.map((value, at) => sample(value, minute + at * 60_000)),
      )
    const parts = [
      part('bucket', '1', [0, 10]),
      part('bucket', '2', [0, 100]),
      part('bucket', '+Inf', [0, 100]),
      part('sum', undefined, [0, 145]),
      part('count', undefined, [0, 100]),
    ]
    expect((await send(Buffer.concat(parts))).statusCode).toBe(204)
    expect((await first({ metric: 'classic.count' }))?.[1]).toBe(100)
    expect((await first({ metric: 'classic.avg' }))?.[1]).toBe(1.45)
    const p50 = (await first({ metric: 'classic.p50' }))?.[1]
    expect(p50).toBeGreaterThan(1)
    expect(p50).toBeLessThan(2)
    const known = (await side.call('GET', '/api/v1/metrics?q=classic')).json.items
    expect(known.map(({ name, kind }: { name: string; kind: string }) => [name, kind])).toEqual([['classic', 'histogram']])
  })

  it('reads native histograms', async () => {
    const zig = (value: number): number => (value << 1) ^ (value >> 31)
    const span = Buffer.concat([integer(1, zig(1)), integer(2, 2)])
    const packed = Buffer.concat([integer(1, zig(3)), integer(1, zig(-1))].map((each) => each.subarray(1)))
    const at = (ms: number) =>
      Buffer.concat([integer(1, 5), double(3, 12), integer(4, zig(0)), integer(14, 3), bytes(11, span), bytes(12, packed), integer(15, ms)])
    const answer = await send(series1([['__name__', 'native']], [], bytes(4, at(minute))))
    expect(answer.statusCode).toBe(204)
    expect((await first({ metric: 'native.count' }))?.[0]).toBe(5)
    // Bucket 1 is (1, 2] and holds 3, bucket 2 is (2, 4] and holds 2.
    const p99 = (await first({ metric: 'native.p99' }))?.[0]
    expect(p99).toBeGreaterThan(2)
    expect(p99).toBeLessThanOrEqual(4)
  })
})

describe('version 2', () => {
  const symbols = ['', '__name__', 'jobs_total', 'queue', 'a', 'Jobs done']
  const varints = (values: number[]): Buffer => Buffer.concat(values.map((value) => integer(1, value).subarray(1)))
  const request = (references: number[], samples: Buffer[]) =>
    Buffer.concat([
      bytes(
        5,
        Buffer.concat([
          bytes(1, varints(references)),
          ...samples.map((each) => bytes(2, each)),
          bytes(5, Buffer.concat([integer(1, 1), integer(3, 5)])),
        ]),
      ),
      ...symbols.map((each) => text(4, each)),
    ])

  it('R2: stores, and says how much it wrote', async () => {
    const answer = await send(request([1, 2, 3, 4], [sample(1, minute), sample(4, minute + 60_000)]), V2)
    expect([answer.statusCode, answer.body]).toEqual([204, ''])
    expect(answer.headers).toMatchObject({
      'x-prometheus-remote-write-samples-written': '2',
      'x-prometheus-remote-write-histograms-written': '0',
      'x-prometheus-remote-write-exemplars-written': '0',
    })
    expect((await first({ metric: 'jobs_total', groupBy: ['queue'] }))?.[1]).toBe(3)
  })

  it('R2: refuses references that lead nowhere', async () => {
    expect((await send(request([1, 99], [sample(1, minute)]), V2)).statusCode).toBe(400)
  })
})

describe('what is not understood', () => {
  it('R2: another type or encoding is 415', async () => {
    expect((await send(Buffer.alloc(0), 'application/json')).statusCode).toBe(415)
    expect((await send(Buffer.alloc(0), `${V1};proto=unknown.Message`)).statusCode).toBe(415)
    expect((await send(Buffer.alloc(0), V1, 'gzip')).statusCode).toBe(415)
  })

  it('is 400, and a small body that claims to be large is not believed', async () => {
    const raw = (payload: Buffer) =>
      app.inject({ method: 'POST', url: '/api/v1/write', payload, headers: { 'content-type': V1, 'content-encoding': 'snappy' } })
    expect((await raw(Buffer.from('nonsense'))).statusCode).toBe(400)
    expect((await raw(Buffer.from([0xff, 0xff, 0xff, 0x7f, 0, 0]))).statusCode).toBe(400)
    expect((await send(Buffer.alloc(2_000_000))).statusCode).toBe(413)
    expect((await send(Buffer.from([0x0a, 0x7f]))).statusCode).toBe(400)
  })
})

it('a real Prometheus writes to us', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-prometheus-'))
  const port = await freePort()
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: 1s }\nscrape_configs: [{ job_name: self, static_configs: [{ targets: ['127.0.0.1:${port}'] }] }]\nremote_write: [{ url: '${base}/api/v1/write', queue_config: { batch_send_deadline: 1s } }]\n`,
  )
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]
  const peer = await startPeer(program('prometheus'), args, `http://127.0.0.1:${port}/-/ready`)
  try {
    await expect
      .poll(
        async () =>
          (await side.query({ metric: 'up.max', filters: { job: 'self' } })).series[0]?.values.some((value: number | null) => value === 1),
        { timeout: 20_000, interval: 300 },
      )
      .toBe(true)
    const kind = async () => (await side.call('GET', '/api/v1/metrics?q=prometheus_tsdb_head_samples_appended_total')).json.items[0]?.kind
    await expect.poll(kind, { timeout: 20_000, interval: 300 }).toBe('counter')
    const classic = async () => (await side.call('GET', '/api/v1/metrics?q=prometheus_http_request_duration_seconds')).json.items
    await expect
      .poll(async () => (await classic()).map(({ name, kind }: { name: string; kind: string }) => [name, kind]), {
        timeout: 20_000,
        interval: 300,
      })
      .toContainEqual(['prometheus_http_request_duration_seconds', 'histogram'])
  } finally {
    await peer.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}, 40_000)
