import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DecisionSide, openDecisionSide, type Writer } from '../../../test/decision-side.ts'
import { sql } from '../../planes/telemetry/statement.ts'

let side: DecisionSide
let writer: Writer

beforeAll(async () => {
  side = await openDecisionSide()
  writer = side.writer()
})
afterAll(() => side.close())

let made = 0
const traceIdOf = (number: number) => number.toString(16).padStart(32, 'a')

interface Made {
  traceId: string
  requestId: string
  [field: string]: unknown
}

/** A decision trace of now, unlike any other. */
function traceOf(over: Record<string, unknown> = {}, decision: Record<string, unknown> = {}): Made {
  made++
  const timestamp = new Date(Date.now() - 1000).toISOString()
  return {
    traceId: traceIdOf(made),
    requestId: `req-${made}`,
    timestamp,
    requestPath: '/v1/chat',
    decisions: [
      {
        id: 'd1',
        timestamp,
        type: 'rule_evaluation',
        component: 'Steering Rule Engine',
        input: { request: { model: 'auto', max_tokens: 1000 }, context: { tags: ['high-priority'] } },
        output: { matched: true, actions: [] },
        evaluationTimeMs: 0.4,
        ...decision,
      },
    ],
    finalOutcome: { provider: 'openai', model: 'gpt-4', status: 'success' },
    ...over,
  }
}

async function found(q: string, project = 'p'): Promise<string[]> {
  const { status, json } = await side.get('/api/v1/decisions/search', { q, limit: '1000' }, project)
  expect(status, JSON.stringify(json)).toBe(200)
  return json.items.map(({ requestId }: Made) => requestId)
}

describe('a decision trace', () => {
  test('is kept whole, with what the sender added, and a bad one beside it costs nothing', async () => {
    const sent = traceOf(
      { userId: 'user-1', region: 'eu', attempts: [{ index: 1, provider: 'openai', model: 'gpt-4', status: 'success', queue: 'fast' }] },
      {
        ruleId: 'rule-123',
        ruleName: 'High Quality',
        reasoning: 'it has the tag\n\n"high-priority"; DROP TABLE decision_log; \u2028 \ud800',
        candidates: [{ provider: 'anthropic', model: 'claude', score: 0.4, rejectedBecause: 'over budget' }],
        cache: { similarity: 0.91, threshold: 0.95, hit: false },
        budget: { limitUsd: 100, spentUsd: 12.5 },
        policyId: 'main',
        policyVersion: '7',
        vendor: { note: 1 },
      },
    )
    const receipt = await writer.submit([sent, { bad: 1 }])
    expect(receipt).toMatchObject({ outcome: 'stored', accepted: 1, rejected: 1 })
    const { status, json } = await side.get(`/api/v1/decisions/${sent.traceId}`)
    expect(status).toBe(200)
    const [decision] = sent['decisions'] as Record<string, unknown>[]
    const { vendor: _, ...plain } = decision ?? {}
    expect(json).toMatchObject({
      traceId: sent.traceId,
      requestId: sent.requestId,
      userId: 'user-1',
      source: 'submitted',
      tags: { region: 'eu' },
      attempts: sent['attempts'],
      decisions: [{ ...plain, reasoning: json.decisions[0].reasoning, tags: { vendor: '{"note":1}' } }],
      finalOutcome: sent['finalOutcome'],
      otherRequests: [],
    })
    expect(json.decisions[0].reasoning).toContain('DROP TABLE decision_log')
    expect(json.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  test('sent again is one, and a later version takes its place', async () => {
    const sent = traceOf({ requestPath: '/again' })
    await writer.submit(sent)
    await writer.submit([sent])
    expect(await found('path:/again')).toEqual([sent.requestId])
    await writer.submit({ ...sent, finalOutcome: { provider: 'openai', model: 'gpt-4', status: 'error' } })
    expect(await found('path:/again status:success')).toEqual([])
    expect(await found('path:/again status:error')).toEqual([sent.requestId])
    expect((await side.get('/api/v1/decisions/count', { q: 'path:/again' })).json.count).toBe(1)
  })

  test('of another request of the same trace stands beside it', async () => {
    const first = traceOf()
    const second = { ...traceOf(), traceId: first.traceId }
    await writer.submit([first, second])
    const { json } = await side.get(`/api/v1/decisions/${first.traceId}`, { requestId: second.requestId })
    expect(json).toMatchObject({ requestId: second.requestId, otherRequests: [{ requestId: first.requestId }] })
  })

  test('of another project is not seen', async () => {
    const sent = traceOf()
    await writer.submit(sent, 'decisions', 'other')
    expect((await side.get(`/api/v1/decisions/${sent.traceId}`)).status).toBe(404)
    expect(await found(`trace:${sent.traceId}`, 'other')).toEqual([sent.requestId])
  })

  test('is found by the id of its request, its trace, and an AI interaction of its trace', async () => {
    const sent = traceOf()
    await writer.submit(sent)
    const call = {
      id: 'call-of-trace',
      traceId: sent.traceId,
      provider: 'openai',
      model: 'gpt-4',
      startTime: new Date().toISOString(),
      latencyMs: 5,
    }
    await writer.submit(call, 'ai-interactions')
    for (const id of [sent.requestId, sent.traceId, sent.traceId.toUpperCase(), 'call-of-trace']) {
      const { json } = await side.get('/api/v1/decisions/lookup', { id })
      expect(json.items.map(({ requestId }: Made) => requestId)).toEqual([sent.requestId])
    }
    expect((await side.get('/api/v1/decisions/lookup', { id: 'nobody' })).json.items).toEqual([])
  })
})

test('every field of a decision can be searched', async () => {
  const sent = traceOf(
    {
      userId: 'u-search',
      organizationId: 'acme',
      requestPath: '/v1/search-me',
      attempts: [
        { index: 1, provider: 'openai', model: 'gpt-4', status: 'error', errorClass: 'rate_limit', costUsd: 0.5 },
        { index: 2, provider: 'anthropic', model: 'claude-3', status: 'success', costUsd: 0.25 },
      ],
      finalOutcome: { provider: 'anthropic', model: 'claude-3', status: 'success' },
      color: 'green',
    },
    {
      id: 'decision-7',
      type: 'cache_decision',
      component: 'Semantic Cache',
      ruleId: 'r-9',
      ruleName: 'Cheap First',
      reasoning: 'nearest entry was too far',
      evaluationTimeMs: 7.5,
      policyId: 'search-policy',
      policyVersion: '42',
      rules: [
        { ruleId: 'r-9', ruleName: 'Cheap First', outcome: 'matched', conditions: [] },
        { ruleId: 'r-10', ruleName: 'Night Shift', outcome: 'not_reached' },
      ],
      candidates: [{ provider: 'mistral_ai', model: 'large', score: 0.75, rejectedBecause: 'region not allowed' }],
      cache: { similarity: 0.81, threshold: 0.9, hit: true, savedUsd: 0.02 },
      budget: { limitUsd: 10, spentUsd: 9.5 },
      input: { request: { model: 'auto', depth: 3 }, list: [{ word: 'pelican' }] },
      output: { chosen: 'flamingo' },
    },
  )
  await writer.submit([sent, traceOf({ requestPath: '/v1/other' })])
  const searches = [
    'status:success', 'rule:r-9', 'rule:"Cheap First"', 'evaluatedRule:"night shift"', 'provider:anthropic', 'model:claude*',
    'type:cache_decision', 'component:"Semantic Cache"', 'policy:search-policy', 'policyVersion:42', 'reason:"too far"',
    'candidate:mistral/large', 'candidate:mistral', 'rejectedBecause:region', 'score:>0.7', 'attempts:2', 'attempted:openai', 'errorClass:rate_limit',
    'fallback:true', 'cacheHit:true', 'similarity:0.8..0.82', 'threshold:>=0.9', 'saved:>0.01', 'spent:>9', 'limit:10', 'cost:>0.7',
    'decisions:1', 'took:>7ms', 'path:/v1/search-me', 'user:u-search', 'organization:acme', `request:${sent.requestId}`,
    `trace:${sent.traceId}`, 'id:decision-7', 'input:pelican', 'output:flamingo', 'source:submitted', 'time:>now-1h', 'tags.color:green',
    'input.request.model:auto', 'input.list.0.word:pelican', 'output.chosen:flam*', 'input.request.depth:>2', 'flamingo OR "too far"',
    'decision-7', sent.requestId, '-status:error -errorClass:timeout',
  ] // prettier-ignore
  for (const q of searches) expect(await found(`path:/v1/search-me (${q})`), q).toEqual([sent.requestId])
  for (const q of ['rule:r-10', 'cacheHit:false', 'similarity:>0.9', 'input:flamingo', 'fallback:false', 'input.request.model:gpt'])
    expect(await found(`path:/v1/search-me ${q}`), q).toEqual([])
  const wrong = await side.get('/api/v1/decisions/search', { q: 'took:>' })
  expect(wrong).toMatchObject({ status: 422, json: { code: 'invalid_search' } })
})

test('a page goes on where the one before ended', async () => {
  const sent = Array.from({ length: 7 }, () => traceOf({ requestPath: '/paged' }))
  await writer.submit(sent)
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const { json }: { json: any } = await side.get('/api/v1/decisions', { q: 'path:/paged', limit: '3', ...(cursor ? { cursor } : {}) })
    seen.push(...json.items.map(({ requestId }: Made) => requestId))
    cursor = json.nextCursor
  } while (cursor)
  expect(seen.toSorted()).toEqual(sent.map(({ requestId }) => requestId).toSorted())
})

test('figures tell rules that matched, never match, and hide others', async () => {
  const rules = (last: 'not_reached' | 'not_matched') => [
    { ruleId: 'a', ruleName: 'First', outcome: last === 'not_reached' ? 'matched' : 'not_matched' },
    { ruleId: 'b', ruleName: 'Second', outcome: last },
    { ruleId: 'c', ruleName: 'Third', outcome: 'not_matched' },
  ]
  const project = 'figures'
  const sent = [
    ...Array.from({ length: 3 }, () => traceOf({}, { rules: rules('not_reached'), ruleId: 'a', reasoning: 'because' })),
    traceOf({ finalOutcome: { provider: '', model: '', status: 'rejected' } }, { rules: rules('not_matched'), reasoning: 'none fits' }),
  ]
  await writer.submit(sent, 'decisions', project)
  const { json } = await side.get('/api/v1/decisions/stats', {}, project)
  expect(json.total).toMatchObject({ traces: 4, decisions: 4, succeeded: 3, failed: 0, rejected: 1 })
  expect(json.byRule[0]).toMatchObject({
    ruleId: 'a',
    ruleName: 'First',
    evaluated: 4,
    matched: 3,
    share: 0.75,
    shareBefore: null,
    drifted: false,
  })
  expect(json.neverMatched).toEqual([
    { ruleId: 'b', ruleName: 'Second', evaluated: 1, notReached: 3 },
    { ruleId: 'c', ruleName: 'Third', evaluated: 4, notReached: 0 },
  ])
  expect(json.shadowing).toEqual([{ ruleId: 'a', ruleName: 'First', shadows: 'b', shadowsName: 'Second', traces: 3, share: 0.75 }])
  expect(json.byReason).toContainEqual({ reason: 'because', traces: 3, share: 0.75 })
  expect(json.byOutcome.map(({ traces }: { traces: number }) => traces)).toEqual([3, 0, 1])
  const flow = await side.get('/api/v1/decisions/flow', {}, project)
  expect(flow.json.links).toContainEqual({ layer: 0, from: '/v1/chat', to: 'First', traces: 3, failed: 0 })
  expect(flow.json.links).toContainEqual({ layer: 2, from: 'rejected', to: 'rejected', traces: 1, failed: 1 })
  const facets = await side.get('/api/v1/decisions/facets', {}, project)
  expect(facets.json.facets.find(({ field }: { field: string }) => field === 'rule').values).toEqual([{ value: 'First', count: 3 }])
})

describe('the chain', () => {
  const proof = async (project: string) => (await side.get('/api/v1/decisions/verify', {}, project)).json

  test('holds over groups, repeats, restarts, and processes that write at the same time', async () => {
    const project = 'chain'
    const repeated = traceOf()
    for (let round = 0; round < 3; round++) {
      const writers = [side.writer(), side.writer(), side.writer()]
      const all = writers.flatMap((each) => [
        each.submit([traceOf(), repeated], 'decisions', project),
        each.submit(traceOf(), 'decisions', project),
      ])
      for (const receipt of await Promise.all(all)) expect(receipt.outcome).toBe('stored')
    }
    expect(await proof(project)).toMatchObject({ intact: true, checked: 27, firstBreak: null })
    const links = await side.telemetry.select<{ hash: string; previous: string }>(
      sql`SELECT hex(hash) AS hash, hex(previous_hash) AS previous FROM decision_log WHERE project = 'chain' ORDER BY received_at, sequence`,
    )
    expect(new Set(links.map(({ previous }) => previous)).size).toBe(links.length)
  })

  test('holds when a group is not stored, or only its first table is', async () => {
    const project = 'failures'
    let failing = ''
    const fragile = side.writer((blocks) => {
      if (blocks.some(({ table }) => table === failing)) throw new Error('the engine refused')
    })
    await fragile.submit(traceOf(), 'decisions', project)
    for (failing of ['decision_log', 'decision_traces']) {
      const lost = traceOf()
      expect((await fragile.submit(lost, 'decisions', project)).outcome).toBe('failed')
      expect(await found(`request:${lost.requestId}`, project)).toEqual([])
    }
    failing = ''
    const last = traceOf()
    expect((await fragile.submit(last, 'decisions', project)).outcome).toBe('stored')
    expect(await proof(project)).toMatchObject({ intact: true, firstBreak: null })
    expect((await side.get(`/api/v1/decisions/${last.traceId}`, {}, project)).json).toMatchObject({
      requestId: last.requestId,
      sequence: 3,
    })
  })

  const tampering: [name: string, change: ReturnType<typeof sql>, expected: object][] = [
    ['a changed record', sql`ALTER TABLE decision_log UPDATE head = replaceOne(head, 'openai', 'elsewhere') WHERE project = 'changed' AND sequence = 3`, { reason: 'changed', sequence: 3 }],
    ['a changed input', sql`ALTER TABLE decision_log UPDATE inputs = ['{}'] WHERE project = 'input' AND sequence = 2`, { reason: 'changed', sequence: 2 }],
    ['a changed record with a hash to match', sql`ALTER TABLE decision_log UPDATE inputs = ['{}'], digest = SHA256(concat(head, '\n', '{}', '\n', arrayStringConcat(outputs, '\n'))), hash = SHA256(concat(previous_hash, SHA256(concat(head, '\n', '{}', '\n', arrayStringConcat(outputs, '\n'))))) WHERE project = 'rehashed' AND sequence = 2`, { reason: 'unlinked', sequence: 3 }],
    ['a record taken out', sql`ALTER TABLE decision_log DELETE WHERE project = 'removed' AND sequence = 2`, { reason: 'missing', sequence: 2 }],
    ['records taken off the end', sql`ALTER TABLE decision_log DELETE WHERE project = 'cut' AND sequence >= 4`, { reason: 'missing', sequence: 4 }],
    ['a whole day taken out', sql`ALTER TABLE decision_log DELETE WHERE project = 'emptied'`, { reason: 'missing', sequence: 1 }],
    ['a record put in', sql`INSERT INTO decision_log SELECT * REPLACE ('forged' AS request_id) FROM decision_log WHERE project = 'forged' AND sequence = 3`, { reason: 'doubled', sequence: 3 }],
  ] // prettier-ignore

  test.each(tampering)('names the first break: %s', async (_name, change, expected) => {
    const [, project = ''] = /'(\w+)' AND sequence|project = '(emptied)'/.exec(change.text)?.filter((part) => part !== undefined) ?? []
    await writer.submit(
      Array.from({ length: 5 }, () => traceOf()),
      'decisions',
      project,
    )
    expect(await proof(project)).toMatchObject({ intact: true, checked: 5 })
    await side.telemetry.execute(sql`${change}${change.text.startsWith('ALTER') ? sql` SETTINGS mutations_sync = 2` : sql``}`)
    const { intact, firstBreak } = await proof(project)
    expect(intact).toBe(false)
    expect(firstBreak).toMatchObject(expected)
  })

  test('holds where a record was emptied, and counts it', async () => {
    const project = 'erased'
    const sent = [traceOf(), traceOf(), traceOf()]
    await writer.submit(sent, 'decisions', project)
    const change = sql`ALTER TABLE decision_log UPDATE head = '', inputs = [], outputs = [] WHERE project = 'erased' AND sequence = 2`
    await side.telemetry.execute(sql`${change} SETTINGS mutations_sync = 2`)
    expect(await proof(project)).toMatchObject({ intact: true, checked: 3, erased: 1 })
    expect((await side.get(`/api/v1/decisions/${sent[1]?.traceId}`, {}, project)).status).toBe(404)
  })

  test('can be computed from what is answered', async () => {
    const { createHash } = await import('node:crypto')
    const sent = traceOf({}, { input: { b: 1, a: [null, 'x'] }, output: null })
    await writer.submit(sent)
    const { json } = await side.get(`/api/v1/decisions/${sent.traceId}`)
    const { storedAt: _, sequence: __, hash, previousHash, otherRequests: ___, ...trace } = json
    const lines = [
      JSON.stringify({ ...trace, decisions: trace.decisions.map(({ input: _input, output: _output, ...light }: any) => light) }),
      ...trace.decisions.map(({ input }: any) => JSON.stringify(input)),
      ...trace.decisions.map(({ output }: any) => JSON.stringify(output)),
    ]
    const digest = createHash('sha256').update(lines.join('\n')).digest()
    expect(createHash('sha256').update(Buffer.from(previousHash, 'hex')).update(digest).digest('hex')).toBe(hash)
  })
})
