/** The write flow from door to receipt, with the thread replaced by a direct call and the engine by a list. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Batch } from './batch.ts'
import type { RowSink } from './group-commit.ts'
import { IngestLoop } from './ingest-loop.ts'
import { type Decoder, type Submission, UndecodableError } from './intake.ts'
import type { Block } from './messages.ts'
import { ThreadIntake } from './thread-intake.ts'

/** One "row" per log line of the body; a line `bad` is rejected, a body `broken` is not decodable, `bug` throws. */
const decodeLines: Decoder = (batch, body) => {
  const text = Buffer.from(body).toString()
  if (text === 'broken') throw new UndecodableError('not lines')
  if (text === 'bug') throw new Error('a stage failed')
  for (const [index, line] of text.split('\n').entries()) {
    if (line === 'bad') batch.rejections.push({ index, path: 'line', message: 'is bad' })
    else if (line !== '') batch.accepted++
  }
}

function countingSink(): RowSink {
  let rows = 0
  return {
    add: (batch: Batch) => void (rows += batch.accepted),
    get bytes() {
      return rows
    },
    take() {
      const block: Block = { table: 'logs', bytes: new Uint8Array(1), rows }
      rows = 0
      return [block]
    },
    reuse() {},
  }
}

function flow(options: { insert?: (blocks: Block[]) => Promise<void>; queueBytes?: number; maxBytes?: number } = {}) {
  const stored: number[] = []
  const insert = options.insert ?? (async (blocks: Block[]) => void stored.push(...blocks.map((block) => block.rows)))
  const rejected: string[] = []
  const intake = new ThreadIntake({
    queueBytes: options.queueBytes ?? 1e6,
    nowMs: Date.now,
    insert,
    reload: async () => ({ spans: [], logs: [], content: [], interactions: [] }),
    onRejected: (facts) => rejected.push(...facts.map((fact) => fact.message)),
  })
  const bugs: unknown[] = []
  const decoders = {
    traces: decodeLines,
    'ai-interactions': decodeLines,
    decisions: decodeLines,
    'otlp-traces': decodeLines,
    'otlp-logs': decodeLines,
    'otlp-metrics': decodeLines,
    metrics: decodeLines,
    'remote-write': decodeLines,
    scrape: decodeLines,
  }
  const loop = new IngestLoop({
    pipeline: () => ({ decoders, stages: [], maxBodyBytes: 1000 }),
    sink: countingSink(),
    limits: { maxBytes: options.maxBytes ?? 100, maxDelayMs: 1, busyDelayMs: 2, busyBytes: 50, maxInFlight: 2 },
    nowMs: Date.now,
    send: (message) => queueMicrotask(() => intake.receive(message)),
    onBug: (error) => bugs.push(error),
  })
  intake.attach({ send: (message) => queueMicrotask(() => loop.receive(message)) })
  return { intake, stored, rejected, bugs }
}

const submission = (text: string | Uint8Array, over: Partial<Submission> = {}): Submission => ({
  project: 'p',
  kind: 'otlp-logs',
  format: 'json',
  compression: 'none',
  body: new Uint8Array(Buffer.from(text)),
  ...over,
})

describe('the write flow', () => {
  it('answers only after the engine has stored the rows', async () => {
    let finish = () => {}
    const insert = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)))
    const { intake } = flow({ insert })
    let answered = false
    const answer = intake.submit(submission('a')).then((receipt) => ((answered = true), receipt))
    await vi.waitFor(() => expect(insert).toHaveBeenCalled())
    await new Promise((resolve) => setImmediate(resolve))
    expect(answered).toBe(false)
    finish()
    expect(await answer).toMatchObject({ outcome: 'stored', accepted: 1, rejected: 0 })
  })

  it('keeps what is good when a neighbour is bad, and says which one', async () => {
    const { intake, stored, rejected } = flow()
    const receipt = await intake.submit(submission('a\nbad\nb'))
    expect(receipt).toMatchObject({ outcome: 'stored', accepted: 2, rejected: 1, errors: [{ index: 1, message: 'is bad' }] })
    expect(stored).toEqual([2])
    expect(rejected).toEqual(['is bad'])
  })

  it('says refused when nothing was good, and stores nothing', async () => {
    const { intake, stored } = flow()
    expect(await intake.submit(submission('bad\nbad'))).toMatchObject({ outcome: 'refused', accepted: 0, rejected: 2 })
    expect(stored).toEqual([])
  })

  it('stores the same bytes once, also when they come while the first are on their way', async () => {
    const { intake, stored } = flow()
    const both = await Promise.all([intake.submit(submission('a\nb')), intake.submit(submission('a\nb'))])
    expect(both.map((receipt) => receipt.outcome)).toEqual(['stored', 'repeated'])
    expect(await intake.submit(submission('a\nb'))).toMatchObject({ outcome: 'repeated', accepted: 2 })
    expect(await intake.submit(submission('a\nb', { project: 'other' }))).toMatchObject({ outcome: 'stored' })
    expect(stored).toEqual([2, 2])
  })

  it('acknowledges nothing that the engine refused, and takes the same bytes again', async () => {
    let refuse = true
    const { intake } = flow({
      insert: async () => {
        if (refuse) throw new Error('disk full')
      },
    })
    const both = await Promise.all([intake.submit(submission('a')), intake.submit(submission('a'))])
    expect(both.map((receipt) => receipt.outcome)).toEqual(['failed', 'failed'])
    expect(intake.state().commitsFailed).toBe(1)
    refuse = false
    expect(await intake.submit(submission('a'))).toMatchObject({ outcome: 'stored' })
  })

  it('refuses what does not fit in the queue, with a time to come back', async () => {
    const { intake } = flow({ queueBytes: 10, insert: () => new Promise(() => {}) })
    void intake.submit(submission('12345678'))
    expect(await intake.submit(submission('abcd'))).toMatchObject({ outcome: 'overloaded', retryAfterSeconds: 1 })
    expect(intake.state()).toMatchObject({ queueBytes: 8, requestsRefused: 1 })
  })

  it('decompresses within the limit', async () => {
    const { intake, stored } = flow()
    expect(await intake.submit(submission(gzipSync('a\nb\nc'), { compression: 'gzip' }))).toMatchObject({ outcome: 'stored', accepted: 3 })
    expect(await intake.submit(submission(gzipSync(Buffer.alloc(1001)), { compression: 'gzip' }))).toMatchObject({ outcome: 'too_large' })
    expect(await intake.submit(submission('not gzip', { compression: 'gzip' }))).toMatchObject({ outcome: 'undecodable' })
    expect(await intake.submit(submission(Buffer.alloc(1001)))).toMatchObject({ outcome: 'too_large' })
    expect(stored).toEqual([3])
  })

  it('survives a bug in a stage', async () => {
    const { intake, bugs } = flow()
    expect(await intake.submit(submission('bug'))).toMatchObject({ outcome: 'failed' })
    expect(await intake.submit(submission('broken'))).toMatchObject({ outcome: 'undecodable', message: 'not lines' })
    expect(await intake.submit(submission('a'))).toMatchObject({ outcome: 'stored' })
    expect(bugs).toHaveLength(1)
  })

  it('drains: everything taken is answered, nothing more is taken', async () => {
    const { intake, stored } = flow()
    const early = [intake.submit(submission('a')), intake.submit(submission('b'))]
    await intake.drain()
    expect((await Promise.all(early)).map((receipt) => receipt.outcome)).toEqual(['stored', 'stored'])
    expect(stored.reduce((sum, rows) => sum + rows, 0)).toBe(2)
    expect(await intake.submit(submission('c'))).toMatchObject({ outcome: 'overloaded' })
  })

  it('loses and invents nothing, whatever is sent in whatever order', async () => {
    const body = fc.array(fc.constantFrom('a', 'b', 'bad', ''), { minLength: 1, maxLength: 30 }).map((lines) => lines.join('\n'))
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(body, { maxLength: 20 }), fc.integer({ min: 1, max: 40 }), async (bodies, maxBytes) => {
        const { intake, stored } = flow({ maxBytes })
        const receipts = await Promise.all(bodies.map((text) => intake.submit(submission(text))))
        const accepted = receipts.reduce((sum, receipt) => sum + receipt.accepted, 0)
        expect(stored.reduce((sum, rows) => sum + rows, 0)).toBe(accepted)
        expect(intake.state()).toMatchObject({ queueBytes: 0, waitingRequests: 0 })
      }),
      { numRuns: 40 },
    )
  })
})
