/**
 * Secrets through every way in, then every byte that was written is searched: the files as they lie on the disk, the rows
 * of both engines (the files are compressed), and what the server said. RELAYSCOPE_CANARIES sets how many (`npm run canary`: 10,000).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Client, credentials, Metadata } from '@grpc/grpc-js'
import { compress } from 'snappyjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connectControl } from '../../src/planes/control/connect.ts'
import { silentLog } from '../../src/kit/log.ts'
import { connectTelemetry } from '../../src/planes/telemetry/connect.ts'
import { identifier, sql } from '../../src/planes/telemetry/statement.ts'
import { bytes, encodeLogs, encodeMetrics, fixed64, integer, text } from '../otlp-encoder.ts'
import { type Canary, hex, makeCanary } from './canaries.ts'
import { eventually, type Product, startProduct } from './product.ts'
import { encodeTraces, iso, sendOtlp, submittedInteraction, submittedTrace, tracesAsJson } from './samples.ts'

const CANARIES = Number(process.env['RELAYSCOPE_CANARIES'] ?? 300)
const PER_REQUEST = 10

let product: Product
beforeAll(async () => void (product = await startProduct()))
afterAll(() => product.remove())

const sent: Canary[] = []
const next = (): string => {
  const canary = makeCanary()
  sent.push(canary)
  return canary.text
}
const nowNs = () => `${Date.now()}000000`

function spans() {
  const traceId = hex(16)
  const span = () => ({
    traceId,
    spanId: hex(8),
    name: `chat ${next()}`,
    startMs: Date.now() - 50,
    endMs: Date.now(),
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: next() }] }]),
      'my.own.field': next(),
      'user.id': next(),
      [next()]: 'a name of somebody else’s choice',
    },
    events: [{ name: next(), timeMs: Date.now(), attributes: { 'exception.message': next() } }],
    error: next(),
  })
  return [{ resource: { 'service.name': 'canary', 'host.note': next() }, spans: Array.from({ length: PER_REQUEST / 5 }, span) }]
}

const logs = () => ({
  resourceLogs: [
    {
      resource: { attributes: [{ key: 'note', value: { stringValue: next() } }] },
      scopeLogs: [
        {
          logRecords: Array.from({ length: PER_REQUEST / 2 }, () => ({
            timeUnixNano: nowNs(),
            traceId: hex(16),
            spanId: hex(8),
            eventName: 'gen_ai.user.message',
            body: { kvlistValue: { values: [{ key: 'content', value: { stringValue: next() } }] } },
            attributes: [{ key: 'gen_ai.prompt', value: { arrayValue: { values: [{ stringValue: next() }] } } }],
          })),
        },
      ],
    },
  ],
})

const metrics = () => ({
  resourceMetrics: [
    {
      scopeMetrics: [
        {
          metrics: Array.from({ length: PER_REQUEST / 2 }, () => ({
            name: 'canary.count',
            description: next(),
            gauge: {
              dataPoints: [
                {
                  timeUnixNano: nowNs(),
                  asDouble: 1,
                  attributes: [{ key: 'who', value: { stringValue: next() } }],
                  exemplars: [
                    {
                      timeUnixNano: nowNs(),
                      asDouble: 1,
                      traceId: hex(16),
                      filteredAttributes: [{ key: 'why', value: { stringValue: next() } }],
                    },
                  ],
                },
              ],
            },
          })),
        },
      ],
    },
  ],
})

const interaction = (more: object = {}) =>
  submittedInteraction(hex(8), {
    prompt: next(),
    response: next(),
    userId: next(),
    errorDetails: { message: next() },
    toolCalls: [{ name: 'send', arguments: JSON.stringify({ to: next() }) }],
    inputMessages: [{ role: 'user', parts: [{ type: 'text', text: next() }] }],
    tags: { note: next() },
    other: next(),
    ...more,
  })

const trace = () =>
  submittedTrace(hex(16), { requestPath: `/v1?note=${next()}`, errorDetails: { message: next() }, tags: { note: next() } })

const decided = () => ({
  traceId: hex(16),
  requestId: hex(8),
  timestamp: iso(),
  userId: next(),
  requestPath: `/v1?note=${next()}`,
  tags: { note: next() },
  decisions: [
    {
      id: hex(4),
      timestamp: iso(),
      type: 'rule_evaluation',
      component: next(),
      input: { request: { model: 'auto', prompt: next() } },
      output: { note: next() },
      reasoning: next(),
      evaluationTimeMs: 1,
      rules: [
        {
          ruleId: next(),
          ruleName: next(),
          outcome: 'matched',
          conditions: [{ field: 'request.prompt', operator: 'contains', wanted: next(), found: next(), passed: true }],
        },
      ],
      candidates: [{ provider: 'openai', model: 'gpt-4o', score: 0.5, rejectedBecause: next() }],
    },
  ],
  attempts: [{ index: 1, provider: 'openai', model: 'gpt-4o', status: 'error', errorClass: next() }],
  finalOutcome: { provider: 'openai', model: 'gpt-4o', status: 'error' },
})

/** The same told by a span. */
function decisionSpan() {
  const told = {
    'relaycore.decision.type': 'model_selection',
    'relaycore.decision.component': next(),
    'relaycore.decision.reasoning': next(),
    'relaycore.decision.input': JSON.stringify({ prompt: next() }),
    'relaycore.decision.output': JSON.stringify({ note: next() }),
    'relaycore.decision.rule.name': next(),
  }
  const span = { traceId: hex(16), spanId: hex(8), name: 'decide', startMs: Date.now() - 50, endMs: Date.now(), attributes: told }
  return [{ resource: { 'service.name': 'canary' }, spans: [span] }]
}

const point = (more: object = {}) => ({
  id: hex(8),
  name: 'canary.value',
  value: 1,
  timestamp: iso(),
  source: 's',
  component: next(),
  tags: { who: next() },
  ...more,
})

/** What a target exposes: labels in quotation marks. */
function exposition(): string {
  const quoted = (value: string) => JSON.stringify(value.replaceAll('\n', ' '))
  const lines = Array.from({ length: PER_REQUEST }, (_, at) => `canary_scraped{number="${at}",who=${quoted(next())}} 1`)
  return `# HELP canary_scraped ${next().replaceAll('\n', ' ')}\n# TYPE canary_scraped gauge\n${lines.join('\n')}\n`
}

async function byScrape(): Promise<void> {
  const target = createServer((_request, response) => void response.end(exposition()))
  await new Promise<void>((resolve) => void target.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/metrics`
  const made = await product.call('POST', '/api/v1/metrics/targets', { job: 'canary', url, interval: '1s', timeout: '1s' })
  expect(made.status, made.text).toBeLessThan(300)
  const seen = () => product.call('POST', '/api/v1/metrics/query', { metric: 'canary_scraped', aggregation: 'count', from: 'now-1h' })
  await eventually(seen, ({ text: found }) => found.includes('"series":[{'), 30_000)
  target.close()
}

/** One long request, a record a line. */
const overLines = () =>
  fetch(`${product.base}/api/v1/telemetry/stream?kind=ai-interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${JSON.stringify(interaction())}\n{"prompt": "${next()}\n${JSON.stringify(interaction({ latencyMs: next() }))}\n`,
  }).then((answer) => answer.text())

function remoteWrite(): Uint8Array {
  const label = (name: string, value: string) => bytes(1, Buffer.concat([text(1, name), text(2, value)]))
  const sample = bytes(2, Buffer.concat([fixed64(1, 0), integer(2, Date.now())]))
  const series = bytes(1, Buffer.concat([label('__name__', 'canary_total'), label('who', next()), sample]))
  return new Uint8Array(compress(series))
}

async function overGrpc(): Promise<void> {
  const client = new Client(product.otlpGrpc, credentials.createInsecure())
  const raw = (value: Buffer) => value
  await new Promise<void>((resolve, reject) =>
    client.makeUnaryRequest(
      '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
      raw,
      raw,
      Buffer.from(encodeTraces(spans())),
      new Metadata(),
      (error) => (error ? reject(error) : resolve()),
    ),
  )
  client.close()
}

async function overStream(): Promise<void> {
  const socket = new WebSocket(`${product.base.replace('http', 'ws')}/api/v1/telemetry/stream?kind=ai-interactions`)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const answered = new Promise((resolve) => socket.once('message', resolve))
  socket.send(JSON.stringify(interaction()))
  await answered
  socket.close()
}

const json = { 'content-type': 'application/json' }
const otlp = (path: string, body: Uint8Array | string, type: string) =>
  fetch(`${product.otlpHttp}${path}`, { method: 'POST', headers: { 'content-type': type }, body: body as BodyInit })

/** Each way in once. What is refused is refused for a fault beside the canary, or because of it. */
const WAYS: readonly (() => Promise<unknown>)[] = [
  () => sendOtlp(product.otlpHttp, encodeTraces(spans())),
  () => otlp('/v1/traces', JSON.stringify(tracesAsJson(spans())), 'application/json'),
  () => otlp('/v1/logs', new Uint8Array(encodeLogs(logs())), 'application/x-protobuf'),
  () => otlp('/v1/logs', JSON.stringify(logs()), 'application/json'),
  () => otlp('/v1/metrics', new Uint8Array(encodeMetrics(metrics())), 'application/x-protobuf'),
  () => product.call('POST', '/api/v1/telemetry/ai-interactions', interaction()),
  () => product.call('POST', '/api/v1/telemetry/traces', trace()),
  () => product.call('POST', '/api/v1/telemetry/metrics', [point(), point({ value: next() }), point({ timestamp: next() })]),
  () => product.call('POST', '/api/v1/telemetry/decisions', [decided(), { ...decided(), decisions: next() }]),
  () => sendOtlp(product.otlpHttp, encodeTraces(decisionSpan())),
  () => product.call('POST', '/api/v1/write', remoteWrite(), { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' }),
  overGrpc,
  overStream,
  overLines,
  () => product.call('POST', '/api/v1/telemetry/ai-interactions', interaction({ latencyMs: next(), status: next() })),
  () => product.call('POST', '/api/v1/telemetry/ai-interactions', `{"prompt": "${next()}`, json),
  () => otlp('/v1/traces', `{"resourceSpans": "${next()}"`, 'application/json'),
  () => otlp('/v1/traces', Buffer.from(next()), 'application/x-protobuf'),
  () => product.call('GET', `/api/v1/${encodeURIComponent(next())}`),
  () => product.call('GET', `/api/v1/traces?from=${encodeURIComponent(next())}`),
  () => product.call('POST', '/api/v1/privacy/test', { text: next() }),
]

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (entry.isFile()) yield path
  }
}

/** Every text of every row by table, however the engine keeps it. */
async function rowsOf(dataDir: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const telemetry = await connectTelemetry({ dataDir })
  const tables = await telemetry.select<{ name: string }>(
    sql`SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree%'`,
  )
  for (const { name } of tables) {
    const rows = await telemetry.select(sql`SELECT * FROM ${identifier(name)}`, { maxRows: 10_000_000 })
    found.set(name, rows.map((row) => JSON.stringify(row)).join('\n'))
  }
  await telemetry.close()
  const control = await connectControl({ dataDir }, { log: silentLog })
  const own = await control.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public'")
  for (const { name } of own) {
    const rows = await control.query<{ row: string }>(`select t::text as row from "${name}" t`)
    found.set(`control ${name}`, rows.map(({ row }) => row).join('\n'))
  }
  await control.close()
  return found
}

/** Each of the ways in ends in one of these, so what was searched is what was sent. */
const FILLED = [
  'spans',
  'logs',
  'traces',
  'interactions',
  'content',
  'metric_series',
  'metric_exemplars',
  'decision_log',
  'decision_traces',
]

/** All needles in one walk over the bytes: those that may end at a place are known by the four bytes before it. */
function createSearch(canaries: readonly Canary[]): (held: Buffer) => Canary[] {
  const byTail = new Map<number, Canary[]>()
  for (const canary of canaries) {
    const tail = Buffer.from(canary.needle.slice(-4)).readUInt32LE()
    byTail.set(tail, [...(byTail.get(tail) ?? []), canary])
  }
  return (held) => {
    const found: Canary[] = []
    for (let at = 0; at + 4 <= held.length; at++) {
      for (const canary of byTail.get(held.readUInt32LE(at)) ?? []) {
        const start = at + 4 - canary.needle.length
        if (start >= 0 && held.toString('latin1', start, at + 4) === canary.needle) found.push(canary)
      }
    }
    return found
  }
}

test('the search finds what is there', () => {
  const canaries = Array.from({ length: 50 }, makeCanary)
  const [first, last] = [canaries[0], canaries[49]]
  const held = Buffer.from(`${first?.needle}--\u00e9\n${last?.needle}`)
  expect(createSearch(canaries)(held)).toEqual(expect.arrayContaining([first, last]))
})

test('no secret that was sent by any way is on the disk, in the rows, or in what the server said', { timeout: 280_000 }, async () => {
  await byScrape()
  while (sent.length < CANARIES) for (const way of WAYS) await way()
  const rejections = await product.call('GET', '/api/v1/telemetry/rejections')
  const log = product.log()
  await product.stop()
  const rows = await rowsOf(product.dataDir)
  expect(FILLED.filter((name) => !/\[(?:SECRET|EMAIL|PHONE|URL)[\]:]/.test(rows.get(name) ?? ''))).toEqual([])
  const places: [string, Buffer][] = [
    ...[...rows].map(([name, held]): [string, Buffer] => [`the rows of ${name}`, Buffer.from(held)]),
    ['the log', Buffer.from(log)],
    ['the rejections', Buffer.from(rejections.text)],
    ...[...files(product.dataDir)].map((path): [string, Buffer] => [path, readFileSync(path)]),
  ]
  const find = createSearch(sent)
  const leaks = places.flatMap(([place, held]) =>
    find(held).map(({ needle, text: whole }) => `${needle} of ${JSON.stringify(whole)} in ${place}`),
  )
  expect(leaks.slice(0, 20)).toEqual([])
})
