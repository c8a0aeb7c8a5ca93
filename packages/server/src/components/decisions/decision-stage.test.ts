import { describe, expect, it } from 'vitest'
import { Attributes, type AttributeValue } from '../../flows/ingest/attributes.ts'
import { emptyBatch } from '../../flows/ingest/batch.ts'
import type { DecisionTraceRecord } from '../../flows/ingest/decision-record.ts'
import { emptyFacts, type EventRecord, type SpanRecord } from '../../flows/ingest/records.ts'
import type { StoredTraces } from '../../flows/ingest/reload.ts'
import { DecisionStage } from './decision-stage.ts'

const NOTHING: StoredTraces = { spans: [], logs: [], content: [], interactions: [] }
const TRACE = 'a'.repeat(32)

function spanOf(spanId: string, attributes: Record<string, AttributeValue>, over: Partial<SpanRecord> = {}): SpanRecord {
  return {
    origin: { service: 'gateway', scope: '', scopeVersion: '', resource: new Attributes() },
    traceId: TRACE,
    spanId,
    parentSpanId: 'root',
    name: 'decide',
    kind: 1,
    startNs: 1_773_230_732_000_000_000n,
    endNs: 1_773_230_732_002_000_000n,
    status: 1,
    statusMessage: '',
    attributes: Attributes.of(Object.entries(attributes)),
    events: [],
    links: [],
    facts: { ...emptyFacts(), component: 'steering' },
    ...over,
  }
}

const told = {
  'relaycore.decision.type': 'rule_evaluation',
  'relaycore.decision.input': '{"request":{"model":"auto"}}',
  'relaycore.decision.output': '{"matched":true}',
  'relaycore.decision.reasoning': 'because',
  'relaycore.decision.rule.id': 'r1',
  'relaycore.decision.policy.id': 'main',
  'relaycore.decision.candidates': '[{"provider":"openai","model":"gpt-4o","score":0.9}]',
  'relaycore.decision.cache.hit': false,
  'relaycore.decision.cache.similarity': 0.5,
  'relaycore.decision.budget.spent_usd': '12.5',
  'relaycore.decision.team': 'blue',
}
const root = spanOf(
  'root',
  { 'relaycore.request.id': 'req-7', 'relaycore.outcome.status': 'rejected' },
  { parentSpanId: '', name: 'POST /v1/chat' },
)

async function run(stage: DecisionStage, spans: SpanRecord[]): Promise<DecisionTraceRecord[]> {
  const batch = emptyBatch('p', 0)
  batch.spans.push(...spans)
  await stage.run(batch)
  return batch.decisionTraces
}

const stageOf = (stored = NOTHING, horizonNs = 0n) => new DecisionStage({ reload: async () => stored, horizonNs })

describe('decisions in spans', () => {
  it('become a decision trace, with everything the vocabulary has', async () => {
    const [record] = await run(stageOf(), [root, spanOf('s1', told)])
    expect(record).toMatchObject({ traceId: TRACE, requestId: 'req-7', source: 'otlp', outcome: { status: 'rejected' } })
    expect(record?.decisions).toEqual([
      {
        id: 's1',
        timestamp: '2026-03-11T12:05:32.000Z',
        type: 'rule_evaluation',
        component: 'steering',
        input: { request: { model: 'auto' } },
        output: { matched: true },
        reasoning: 'because',
        ruleId: 'r1',
        policyId: 'main',
        evaluationTimeMs: 2,
        candidates: [{ provider: 'openai', model: 'gpt-4o', score: 0.9 }],
        cache: { hit: false, similarity: 0.5 },
        budget: { spentUsd: 12.5 },
        tags: { team: 'blue' },
      },
    ])
  })

  it('may be events of one span', async () => {
    const event = (type: string): EventRecord => ({
      timeNs: 1_773_230_732_000_500_000n,
      name: 'relaycore.decision',
      attributes: Attributes.of([['relaycore.decision.type', type]]),
    })
    const [record] = await run(stageOf(), [spanOf('s1', {}, { events: [event('budget_check'), event('cache_decision')] })])
    expect(record?.decisions.map(({ id, type }) => [id, type])).toEqual([
      ['s1-1', 'budget_check'],
      ['s1-2', 'cache_decision'],
    ])
  })

  it('that cannot be read as the vocabulary says are kept as tags, and an unknown type is "other"', async () => {
    const [record] = await run(stageOf(), [
      spanOf('s1', {
        'relaycore.decision.type': 'guess',
        'relaycore.decision.candidates': 'none',
        'relaycore.decision.attempt': -1,
        'relaycore.decision.input': 'plain',
      }),
    ])
    expect(record?.decisions[0]).toMatchObject({
      type: 'other',
      input: 'plain',
      tags: { type: 'guess', candidates: 'none', attempt: '-1' },
    })
  })

  it('are one record again with what a later batch brings, whatever the order', async () => {
    const parts = [
      [spanOf('s1', told)],
      [spanOf('s2', { ...told, 'relaycore.decision.rule.id': 'r2' }, { startNs: 1_773_230_732_001_000_000n })],
      [root],
    ]
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
    ]) {
      const stage = stageOf()
      let last: DecisionTraceRecord[] = []
      for (const at of order) {
        const made = await run(stage, parts[at] ?? [])
        if (made.length > 0) last = made
      }
      expect(last).toHaveLength(1)
      expect(last[0]?.decisions.map(({ ruleId }) => ruleId)).toEqual(['r1', 'r2'])
      if (order.at(-1) === 2) expect(last[0]?.requestId).toBe('req-7')
    }
  })

  it('are joined to what is stored when the trace was forgotten', async () => {
    const stored: StoredTraces = {
      ...NOTHING,
      spans: [
        {
          trace_id: TRACE, span_id: 's0', parent_span_id: 'root', name: 'decide', kind: 1, status: 1, status_message: '', start_ns: '1773230731000000000',
          duration_ns: '1000', service: '', scope: '', attrs: { 'relaycore.decision.type': 'budget_check' }, resource: '', events: '',
        },
      ],
    } // prettier-ignore
    const [record] = await run(stageOf(stored, 2n ** 62n), [spanOf('s1', told)])
    expect(record?.decisions.map(({ type }) => type)).toEqual(['budget_check', 'rule_evaluation'])
  })

  it('stand apart for each request of one trace', async () => {
    const of = (id: string, request: string) => spanOf(id, { ...told, 'relaycore.request.id': request })
    const records = await run(stageOf(), [of('s1', 'one'), of('s2', 'two'), of('s3', 'one')])
    expect(records.map(({ requestId, decisions }) => [requestId, decisions.length])).toEqual([
      ['one', 2],
      ['two', 1],
    ])
  })

  it('are not made up where nothing is told', async () => {
    expect(await run(stageOf(), [root, spanOf('s1', { 'gen_ai.request.model': 'gpt-4o' })])).toEqual([])
  })
})
