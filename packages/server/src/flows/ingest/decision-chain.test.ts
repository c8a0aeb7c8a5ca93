import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyBatch } from './batch.ts'
import { beginning, type ChainHead, chainKey, linkRows } from './decision-chain.ts'
import type { DecisionTraceRecord } from './decision-record.ts'
import { DecisionRows } from './decision-rows.ts'
import type { Block } from './messages.ts'

const DAY_SECONDS = 86_400

function recordOf(name: string, input: unknown): DecisionTraceRecord {
  return {
    traceId: name.padStart(32, '0'),
    requestId: name,
    startNs: 1n,
    timestamp: '2026-03-11T12:00:00.000Z',
    userId: '',
    organizationId: '',
    requestPath: '',
    decisions: [
      { id: '1', timestamp: '2026-03-11T12:00:00.000Z', type: 'other', component: 'c', input, output: null, evaluationTimeMs: 0 },
    ],
    outcome: { provider: 'openai', model: 'm', status: 'success' },
    attempts: [],
    tags: {},
    source: 'submitted',
  }
}

interface Sent {
  project: string
  day: number
  inputs: unknown[]
}

/** A group as the write flow makes it. */
function groupOf(batches: readonly Sent[]): { log: Block; traces: Block } {
  const rows = new DecisionRows()
  for (const { project, day, inputs } of batches) {
    const batch = emptyBatch(project, 0)
    for (const [at, input] of inputs.entries()) batch.decisionTraces.push(recordOf(String(at), input))
    rows.add({ project, receivedAt: day * DAY_SECONDS + 5 }, batch)
  }
  const runs = rows.takeRuns()
  const blockOf = (writer: DecisionRows['log'] | DecisionRows['traces']): Block => {
    const toFill = rows.toFill(writer.table) ?? {}
    const count = writer.rows
    const bytes = writer.finish()
    const places = Object.fromEntries(Object.entries(toFill).map(([name, distance]) => [name, bytes.length - distance]))
    return { table: writer.table, rows: count, bytes, places, runs }
  }
  return { log: blockOf(rows.log), traces: blockOf(rows.traces) }
}

interface Link {
  sequence: number
  digest: string
  previous: string
  hash: string
}

function linksIn({ bytes, rows, places = {} }: Block): Link[] {
  const hex = (name: string, row: number) =>
    Buffer.from(bytes.subarray((places[name] ?? 0) + row * 32, (places[name] ?? 0) + row * 32 + 32)).toString('hex')
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return Array.from({ length: rows }, (_, row) => ({
    sequence: Number(view.getBigUint64((places['sequence'] ?? 0) + row * 8, true)),
    digest: hex('digest', row),
    previous: hex('previous_hash', row),
    hash: hex('hash', row),
  }))
}

const sha256 = (hexText: string) => createHash('sha256').update(Buffer.from(hexText, 'hex')).digest('hex')
const hexOf = (head: ChainHead | undefined) => Buffer.from(head?.hash ?? []).toString('hex')

function headsFor(batches: readonly Sent[]): Map<string, ChainHead> {
  return new Map(batches.map((sent) => [chainKey(sent), beginning(sent.project, sent.day)]))
}

const batches = fc.array(
  fc.record({
    project: fc.constantFrom('a', 'b', 'c'),
    day: fc.constantFrom(20_000, 20_001),
    inputs: fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 1, maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 8 },
)

describe('the links of a group', () => {
  it('follow one another in each project and day, whatever lies between', () => {
    fc.assert(
      fc.property(batches, (sent) => {
        const { log, traces } = groupOf(sent)
        const heads = headsFor(sent)
        const after = linkRows(log, traces, heads)
        const last = new Map([...heads].map(([key, head]) => [key, { sequence: head.sequence, hash: hexOf(head) }]))
        const keys = sent.flatMap((one) => one.inputs.map(() => chainKey(one)))
        for (const [row, link] of linksIn(log).entries()) {
          const before = last.get(keys[row] ?? '')
          expect(link.previous).toBe(before?.hash)
          expect(link.sequence).toBe((before?.sequence ?? -1) + 1)
          expect(link.hash).toBe(sha256(link.previous + link.digest))
          last.set(keys[row] ?? '', link)
        }
        for (const [key, head] of after) expect(last.get(key)).toMatchObject({ sequence: head.sequence, hash: hexOf(head) })
      }),
    )
  })

  it('are the same whether records come in one group or in several', () => {
    fc.assert(
      fc.property(batches, (sent) => {
        const whole = groupOf(sent)
        const once = linkRows(whole.log, whole.traces, headsFor(sent))
        let heads = headsFor(sent)
        const parts = sent.map((one) => {
          const part = groupOf([one])
          heads = new Map([...heads, ...linkRows(part.log, part.traces, heads)])
          return linksIn(part.log)
        })
        expect(parts.flat()).toEqual(linksIn(whole.log))
        for (const [key, head] of once) expect(hexOf(heads.get(key))).toBe(hexOf(head))
      }),
    )
  })

  it('put the place into the index too', () => {
    const { log, traces } = groupOf([{ project: 'a', day: 20_000, inputs: [1, 2] }])
    linkRows(log, traces, new Map([['20000/a', { sequence: 41, hash: new Uint8Array(32) }]]))
    const view = new DataView(traces.bytes.buffer, traces.bytes.byteOffset)
    expect([0, 1].map((row) => Number(view.getBigUint64((traces.places?.['sequence'] ?? 0) + row * 8, true)))).toEqual([42, 43])
  })

  it('begin differently for every project and day', () => {
    const all = ['a', 'b'].flatMap((project) => [1, 2].map((day) => hexOf(beginning(project, day))))
    expect(new Set(all).size).toBe(4)
  })
})
