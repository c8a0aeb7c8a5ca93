/** Decided again: one request, and all of a range, seen from outside. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startProduct } from '../../../../scripts/lib/product.mjs'

let product: Awaited<ReturnType<typeof startProduct>>
const startMs = Date.now() - 3_600_000

const route = (provider: string, model: string) => ({ type: 'route', params: { provider, model } })
const rule = (id: string, priority: number, condition: object, action: object) => ({
  id,
  name: `Rule ${id}`,
  priority,
  conditions: [condition],
  actions: [action],
})
/** What the gateway of these tests decided with. */
const POLICY = {
  id: 'main',
  version: 'v1',
  rules: [
    rule('refuse', 1, { field: 'request.size', operator: 'lt', value: 1 }, { type: 'reject', params: { status: 400, message: 'empty' } }),
    rule('short', 10, { field: 'request.size', operator: 'lt', value: 100 }, route('openai', 'gpt-4o-mini')),
    rule('code', 20, { field: 'request.prompt', operator: 'regex', value: '(?i)\\bcode\\b' }, route('anthropic', 'claude-sonnet-5')),
    rule('huge', 30, { field: 'request.size', operator: 'gt', value: 1_000_000 }, route('anthropic', 'claude-sonnet-5')),
    { ...rule('off', 40, { field: 'request.size', operator: 'gt', value: 1 }, route('openai', 'gpt-4o')), enabled: false },
  ],
  defaultActions: [route('openai', 'gpt-4o')],
}
const MODELS = [
  { provider: 'openai', model: 'gpt-4o', score: 0.9 },
  { provider: 'anthropic', model: 'claude-sonnet-5', score: 0.95 },
  { provider: 'openai', model: 'gpt-4o-mini', score: 0.7 },
]
const traceId = (at: number) => `1${(at + 1).toString(16).padStart(31, '0')}`

/** Every fourth is short, every fifth of the rest is about code; each 97th is empty and refused. */
function decided(at: number) {
  const size = at % 97 === 0 ? 0 : at % 4 === 0 ? 50 : 200 + at
  const prompt = at % 5 === 0 ? `please write code ${at}` : `a question ${at}`
  const matched = size < 1 ? 'refuse' : size < 100 ? 'short' : at % 5 === 0 ? 'code' : undefined
  const road = matched === 'short' ? MODELS[2]! : matched === 'code' ? MODELS[1]! : MODELS[0]!
  const rejected = matched === 'refuse'
  const { provider, model } = road
  const timestamp = new Date(startMs + at * 1000).toISOString()
  const output = rejected
    ? { matched: true, matchedRules: ['refuse'], rejection: { status: 400, message: 'empty' } }
    : { matched: matched !== undefined, matchedRules: matched ? [matched] : [], route: { provider, model } }
  const decision = {
    id: 'rules',
    type: 'rule_evaluation',
    component: 'Steering Rule Engine',
    input: { request: { model: 'auto', size, prompt } },
    output,
    policyId: 'main',
    policyVersion: 'v1',
    ...(matched ? { ruleId: matched } : {}),
  }
  const selection = {
    id: 'select',
    type: 'model_selection',
    component: 'Model Selector',
    input: { requestedModel: 'auto' },
    output: { provider, model },
    candidates: MODELS,
  }
  return {
    traceId: traceId(at),
    requestId: `r-${at}`,
    timestamp,
    organizationId: at % 2 === 0 ? 'even' : 'odd',
    decisions: rejected ? [decision] : [decision, selection],
    attempts: rejected ? [] : [{ index: 1, provider, model, status: 'success' }],
    finalOutcome: rejected ? { provider: '', model: '', status: 'rejected' } : { provider, model, status: 'success' },
  }
}

function interaction(at: number) {
  const { finalOutcome, timestamp } = decided(at)
  const responseTokens = 100 + (at % 50)
  return {
    id: `call-${at}`,
    traceId: traceId(at),
    timestamp,
    provider: finalOutcome.provider,
    model: finalOutcome.model,
    promptTokens: 200,
    responseTokens,
    latencyMs: 500 + (at % 100) * 10,
    prompt: 'x'.repeat(800),
  }
}

const COUNT = 400
beforeAll(async () => {
  product = await startProduct()
  await product.call('POST', '/api/v1/policies?activate=true', POLICY)
  const all = Array.from({ length: COUNT }, (_, at) => decided(at))
  const calls = all.flatMap(({ finalOutcome }, at) => (finalOutcome.status === 'success' ? [interaction(at)] : []))
  await product.call('POST', '/api/v1/telemetry/decisions', all)
  await product.call('POST', '/api/v1/telemetry/ai-interactions', calls)
})
afterAll(async () => {
  await product?.stop()
  product?.remove()
})

const replay = async (at: number, body?: object) =>
  (await product.call(body ? 'POST' : 'GET', `/api/v1/decisions/${traceId(at)}/replay`, body)).json as any

it('figures name the rules in force of which nothing is recorded', async () => {
  const { json } = await product.call('GET', '/api/v1/decisions/stats?from=now-2h')
  const { byRule, neverMatched } = json as any
  expect(byRule.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['short', 'code', 'refuse', 'huge'])
  expect(neverMatched).toEqual([{ ruleId: 'huge', ruleName: 'Rule huge', evaluated: 0, notReached: 0 }])
  const { json: empty } = await product.call('GET', '/api/v1/decisions/stats?from=now-9d&to=now-8d')
  expect((empty as any).byRule).toEqual([])
})

describe('replay', () => {
  it('equals the record when nothing is changed', async () => {
    for (const at of [0, 1, 4, 5]) {
      const answer = await replay(at)
      expect({ at, outcome: answer.outcome, differences: answer.decisions.flatMap((each: any) => each.differences) }).toEqual({
        at,
        outcome: 'same',
        differences: [],
      })
      expect(answer).toMatchObject({
        changed: false,
        policy: { id: 'main', label: 'v1', number: 1, how: 'recorded' },
        missing: null,
        dryRun: true,
      })
      expect(answer.finalOutcome.replayed).toEqual(answer.finalOutcome.recorded)
    }
  })

  it('shows what another version, another input, an outage and a price would have done', async () => {
    const edited = await replay(1, { input: [{ field: 'request.size', value: 20 }] })
    expect(edited).toMatchObject({
      outcome: 'differs',
      changed: true,
      finalOutcome: { replayed: { model: 'gpt-4o-mini', status: 'success' }, certain: false },
    })
    expect(edited.decisions[0].causes).toEqual([])
    expect(edited.cost.replayedUsd.mid).not.toBe(edited.cost.recordedUsd)
    const out = await replay(1, { unavailable: [{ provider: 'openai' }] })
    expect(out.finalOutcome.replayed).toMatchObject({ provider: 'anthropic', model: 'claude-sonnet-5' })
    const document = {
      rules: [rule('all', 1, { field: 'request.model', operator: 'equals', value: 'auto' }, { type: 'reject', params: {} })],
    }
    expect((await replay(1, { policy: { document } })).finalOutcome.replayed).toMatchObject({ status: 'rejected' })
    const dearer = await replay(1, { prices: [{ model: 'gpt-4o', inputUsdPerMillion: '5', outputUsdPerMillion: '20' }] })
    expect(Number(dearer.cost.replayedUsd.mid)).toBeCloseTo(Number(dearer.cost.recordedUsd) * 2, 12)
  })

  it('names the field when the record does not hold what was decided from', async () => {
    const { decisions, ...rest } = decided(1)
    const [first] = decisions
    const rules = [
      {
        ruleId: 'short',
        outcome: 'matched',
        conditions: [{ field: 'request.size', operator: 'lt', wanted: 100, found: 12, passed: true }],
      },
    ]
    const lost = {
      ...first,
      input: { request: { model: 'auto' } },
      output: { matched: true, route: { provider: 'openai', model: 'gpt-4o-mini' } },
      rules,
      ruleId: 'short',
    }
    await product.call('POST', '/api/v1/telemetry/decisions', { ...rest, traceId: traceId(9001), requestId: 'lost', decisions: [lost] })
    const answer = await replay(9001)
    expect(answer.outcome).toBe('differs')
    expect(answer.decisions[0].causes).toEqual([
      { field: 'request.size', why: 'not_recorded', sentence: 'request.size was 12 when it was decided, and is not in the recorded input' },
    ])
  })

  it('says so when a decision is older than any stored policy', async () => {
    const { decisions, ...rest } = decided(1)
    const { policyVersion: _, ...unnamed } = decisions[0] as Record<string, unknown>
    await product.call('POST', '/api/v1/telemetry/decisions', { ...rest, traceId: traceId(9002), requestId: 'old', decisions: [unnamed] })
    const answer = await replay(9002)
    expect(answer).toMatchObject({ outcome: 'unknown', policy: null })
    expect(answer.missing).toMatch(/^No stored version of main was in force at .*older than any/)
    expect((await product.call('GET', `/api/v1/decisions/${traceId(777_777)}/replay`)).status).toBe(404)
  })
})

async function whatIf(body: object) {
  const from = new Date(startMs - 1000).toISOString()
  const to = new Date(startMs + COUNT * 1000).toISOString()
  const started = await product.call('POST', '/api/v1/decisions/what-if', { from, to, q: '-request:lost -request:old', ...body })
  expect(started.status, started.text).toBe(200)
  const { id } = started.json as { id: string }
  for (;;) {
    const { json } = await product.call('GET', `/api/v1/decisions/what-if/${id}`)
    if (!['queued', 'running'].includes((json as any).status)) {
      return json as any
    }
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

describe('what-if', () => {
  const ends = Array.from({ length: COUNT }, (_, at) => decided(at).finalOutcome)

  it('with the same policy changes nothing', async () => {
    const { status, result, policy } = await whatIf({ policy: { id: 'main' } })
    expect(status).toBe('done')
    expect(policy).toMatchObject({ id: 'main', number: 1, label: 'v1' })
    expect(result).toMatchObject({ requests: COUNT, redecided: COUNT, changed: 0, undecidable: [], decidedBy: 'engine', worst: [] })
    expect(result.cost.beforeUsd).toBe(result.cost.afterUsd.mid)
    expect(result.cost.deltaUsd).toEqual({ low: '0', mid: '0', high: '0' })
    expect(result.cost.priced).toBe(COUNT)
    // Exactly what the calls of the range cost, to the last digit.
    const { json } = await product.call('GET', '/api/v1/ai-interactions?from=now-2h&limit=1000')
    const units = (text: string) => BigInt(text.split('.')[0] + (text.split('.')[1] ?? '').padEnd(18, '0'))
    const exact = (json as { items: { costDecimal: string }[] }).items.reduce((sum, { costDecimal }) => sum + units(costDecimal), 0n)
    expect(units(result.cost.beforeUsd)).toBe(exact)
  })

  it('with another policy says who goes where, at what cost, with intervals', async () => {
    const rules = POLICY.rules.map((each) => (each.id === 'code' ? { ...each, actions: [route('openai', 'gpt-4o-mini')] } : each))
    const { result } = await whatIf({ policy: { document: { ...POLICY, rules } } })
    const moved = ends.filter(({ model }) => model === 'claude-sonnet-5').length
    expect(result.changed).toBe(moved)
    expect(result.matrix.cells).toContainEqual({ before: 'anthropic/claude-sonnet-5', after: 'openai/gpt-4o-mini', count: moved })
    expect(Number(result.cost.deltaUsd.high)).toBeLessThan(0)
    expect(Number(result.cost.deltaUsd.low)).toBeLessThan(Number(result.cost.deltaUsd.high))
    expect(result.targets).toMatchObject([{ model: 'gpt-4o-mini', requests: moved, priced: true }])
    expect(result.targets[0].outputTokens.low).toBeGreaterThanOrEqual(100)
    expect(result.targets[0].outputTokens.high).toBeLessThan(150)
    expect(result.worst).toHaveLength(moved)
    expect(result.worst[0]).toMatchObject({ by: 'rules', before: 'anthropic/claude-sonnet-5', certain: false })
  })

  it('decides the same by the engine as by the evaluator', async () => {
    const [refuse, ...rest] = POLICY.rules
    const early = rule('early', 5, { field: 'request.prompt', operator: 'contains', value: 'code' }, route('openai', 'gpt-4o'))
    const last = rule('last', 99, { field: 'request.model', operator: 'exists' }, route('openai', 'gpt-4o'))
    const rules = [early, refuse, ...rest, last]
    const byEngine = await whatIf({ policy: { document: { rules } } })
    // A rule that writes something first, which no condition reads, is enough to leave the engine.
    const inject = { type: 'inject', params: { context: { field: 'seen', value: true } } }
    const writes = { id: 'w', name: 'w', priority: 0, continue: true, actions: [inject] }
    const byEvaluator = await whatIf({ policy: { document: { rules: [writes, ...rules] } } })
    expect([byEngine.result.decidedBy, byEvaluator.result.decidedBy]).toEqual(['engine', 'evaluator'])
    expect(byEvaluator.result.matrix).toEqual(byEngine.result.matrix)
    expect(byEngine.result.changed).toBeGreaterThan(0)
    expect(byEvaluator.result.cost).toEqual(byEngine.result.cost)
  })

  it('knows an outage, a price, a search, a policy that matches nothing, and an empty range', async () => {
    const outage = await whatIf({ unavailable: [{ provider: 'anthropic' }] })
    expect(outage.result).toMatchObject({ decidedBy: 'record', changed: ends.filter(({ provider }) => provider === 'anthropic').length })
    expect(outage.result.worst[0]).toMatchObject({ by: 'outage', after: 'openai/gpt-4o' })
    const price = await whatIf({ prices: [{ model: 'gpt-4o', inputUsdPerMillion: '5', outputUsdPerMillion: '20' }] })
    expect(price.result).toMatchObject({ changed: 0, targets: [] })
    expect(price.result.cost.deltaUsd.low).toBe(price.result.cost.deltaUsd.high)
    expect(Number(price.result.cost.deltaUsd.mid)).toBeGreaterThan(0)
    expect((await whatIf({ policy: { id: 'main' }, q: 'organization:even -request:lost -request:old' })).result.requests).toBe(COUNT / 2)
    const nothing = await whatIf({ policy: { document: { rules: [] } } })
    expect(nothing.result.requests).toBe(COUNT)
    const empty = await whatIf({ policy: { id: 'main' }, from: 'now-30d', to: 'now-29d' })
    expect(empty).toMatchObject({ status: 'done', result: { requests: 0, changed: 0, changedShare: 0 } })
  })

  it('is kept, listed by the version it tried, and refuses what says nothing', async () => {
    const { json } = await product.call('GET', '/api/v1/policies/main')
    const { versionList } = json as { versionList: { version: string }[] }
    const list = await product.call('GET', `/api/v1/decisions/what-if?policyId=main&version=${versionList[0]?.version}`)
    expect((list.json as any).items.length).toBeGreaterThanOrEqual(3)
    expect((list.json as any).items[0]).toMatchObject({ status: 'done', summary: { requests: 0 }, progress: { stage: 'over' } })
    expect((await product.call('POST', '/api/v1/decisions/what-if', {})).status).toBe(422)
    expect((await product.call('POST', '/api/v1/decisions/what-if', { policy: { document: { rules: [{ id: 1 }] } } })).json).toMatchObject({
      code: 'invalid_policy',
    })
    expect((await product.call('POST', '/api/v1/decisions/what-if', { policy: { id: 'none' } })).status).toBe(404)
    expect((await product.call('POST', '/api/v1/decisions/what-if', { policy: { id: 'main' }, q: 'cost:>>' })).json).toMatchObject({
      code: 'invalid_search',
    })
    const { id } = (await product.call('POST', '/api/v1/decisions/what-if', { policy: { id: 'main' }, from: 'now-2h' })).json as {
      id: string
    }
    const cancelled = await product.call('POST', `/api/v1/decisions/what-if/${id}/cancel`)
    expect(cancelled.status).toBe(200)
  })
})
