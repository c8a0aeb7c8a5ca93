/** What is written can be read back: rows through the embedded engine and into records again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createReload } from '../../components/interactions/reload-store.ts'
import { connectTelemetry } from '../../planes/telemetry/connect.ts'
import { migrateTelemetry } from '../../planes/telemetry/migrate.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { sql, text } from '../../planes/telemetry/statement.ts'
import { Attributes, attributeText } from './attributes.ts'
import { type Batch, emptyBatch } from './batch.ts'
import { emptyFacts, type LogRecord, type Origin, type SpanRecord, STATUS } from './records.ts'
import { restore } from './restore.ts'
import { RowWriter } from './row-writer.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-rows-'))
let plane: TelemetryPlane

beforeAll(async () => {
  plane = await connectTelemetry({ dataDir })
  await migrateTelemetry(plane)
})
afterAll(async () => {
  await plane.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const HOSTILE = 'hello\n\nDROP TABLE spans; --\n\n\u0000 \u{1f680} \' " \\ <script>'
const origin: Origin = {
  service: 'gateway',
  scope: 'test',
  scopeVersion: '1',
  resource: Attributes.of([
    ['service.name', 'gateway'],
    ['process.pid', 7],
  ]),
}
const startNs = 1_790_000_000_123_456_789n

const span = (over: Partial<SpanRecord> = {}): SpanRecord => ({
  origin,
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: '',
  name: HOSTILE,
  kind: 3,
  startNs,
  endNs: startNs + 1_500_000_001n,
  status: STATUS.error,
  statusMessage: 'too many requests',
  attributes: Attributes.of([
    ['text', HOSTILE],
    ['number', 2n ** 53n - 1n],
    ['list', ['a', 'b']],
    ['secret.prompt', HOSTILE.repeat(10)],
    ['long', 'x'.repeat(3000)],
  ]),
  events: [
    {
      timeNs: startNs + 5n,
      name: 'exception',
      attributes: Attributes.of([
        ['secret.prompt', 'y'.repeat(400)],
        ['n', 1],
      ]),
    },
  ],
  links: [],
  facts: emptyFacts(),
  ...over,
})

const log = (over: Partial<LogRecord> = {}): LogRecord => ({
  origin,
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  timeNs: startNs,
  severity: 9,
  eventName: 'gen_ai.user.message',
  body: Attributes.of([['content', HOSTILE.repeat(40)]]),
  attributes: Attributes.of([['event.name', 'gen_ai.user.message']]),
  ...over,
})

async function store(fill: (batch: Batch) => void): Promise<void> {
  const writer = new RowWriter((key) => key.startsWith('secret.'))
  const batch = emptyBatch('p', Date.now())
  fill(batch)
  writer.add(batch)
  for (const block of writer.take()) await plane.insert(block.table, block.bytes, block.rows)
}

const texts = (attributes: Attributes) => Object.fromEntries([...attributes.entries()].map(([key, value]) => [key, attributeText(value)]))

it('gives back spans and logs as they came, heavy values included, once each', async () => {
  const sent = { span: span(), child: span({ spanId: 'c'.repeat(16), parentSpanId: 'b'.repeat(16), events: [] }), log: log() }
  const fill = (batch: Batch) => {
    batch.spans.push(sent.span, sent.child)
    batch.logs.push(sent.log)
  }
  await store(fill)
  await store(fill)
  const { spans, logs } = restore(await createReload(plane)('p', ['a'.repeat(32), 'f'.repeat(32)]))
  expect(spans.map((each) => each.spanId).sort()).toEqual([sent.span.spanId, sent.child.spanId])
  const got = spans.find((each) => each.spanId === sent.span.spanId)
  expect(got).toMatchObject({
    name: HOSTILE,
    kind: 3,
    startNs,
    endNs: sent.span.endNs,
    status: STATUS.error,
    statusMessage: 'too many requests',
    parentSpanId: '',
  })
  expect(got && texts(got.attributes)).toEqual(texts(sent.span.attributes))
  expect(got?.events.map((event) => [event.timeNs, event.name, texts(event.attributes)])).toEqual([
    [startNs + 5n, 'exception', { 'secret.prompt': 'y'.repeat(400), n: '1' }],
  ])
  expect(got?.origin.resource.text('process.pid')).toBe('7')
  expect(logs).toHaveLength(1)
  expect(attributeText(logs[0].body)).toBe(attributeText(sent.log.body))
})

it('keeps light rows light', async () => {
  const [row] = await plane.select<{ most: number }>(sql`SELECT max(length(value)) AS most FROM spans ARRAY JOIN mapValues(attrs) AS value`)
  expect(Number(row.most)).toBeLessThanOrEqual(1024)
})

it('joins partial rows of a trace that came in pieces, a repeated piece counting once', async () => {
  const traceId = 'd'.repeat(32)
  const late = (batch: Batch) =>
    void batch.spans.push(span({ traceId, spanId: '1'.repeat(16), name: 'root', status: STATUS.ok, endNs: startNs + 9_000_000_000n }))
  await store((batch) =>
    batch.spans.push(span({ traceId, spanId: '2'.repeat(16), parentSpanId: '1'.repeat(16), name: 'child', startNs: startNs + 1n })),
  )
  await store(late)
  await store(late)
  const rows = await plane.select(sql`
    SELECT min(start_time) AS start, max(end_time) AS end, max(root_name) AS root, max(root_status) AS status, max(span_error) AS error,
           groupUniqArrayArray(services) AS services
    FROM traces WHERE trace_id = ${text(traceId)} GROUP BY trace_id`)
  expect(rows).toMatchObject([{ root: 'root', status: STATUS.ok + 1, error: 1, services: ['gateway'] }])
})
