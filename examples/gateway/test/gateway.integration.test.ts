/** The gateway with simulated providers, seen from its callers and from the product. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProduct } from '../../../scripts/lib/product.mjs'
import { type RunningGateway, SimulatedProvider, startGateway } from '../src/index.ts'

let product: Awaited<ReturnType<typeof startProduct>>
let gateway: RunningGateway
/** 0.5 is past every chance of an ordinary failure. */
const folder = mkdtempSync(join(tmpdir(), 'relayscope-gateway-'))
const provider = new SimulatedProvider({ random: () => 0.5, slowness: 0.02 })

beforeAll(async () => {
  // One organisation may spend a cent, so that a long question is past its budget.
  const config = readFileSync(new URL('../config/gateway.json', import.meta.url), 'utf8').replace('"0.50"', '"0.01"')
  const configPath = join(folder, 'gateway.json')
  writeFileSync(configPath, config)
  product = await startProduct()
  gateway = await startGateway({ configPath, provider, telemetry: { endpoint: product.otlpHttp, export: { delayMs: 20 } } })
})

afterAll(async () => {
  await gateway?.close()
  await product?.stop()
  product?.remove()
  rmSync(folder, { recursive: true, force: true })
})

const ask = (content: string, more: object = {}, key = 'demo-contoso') =>
  fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: 'auto', user: 'ada', messages: [{ role: 'user', content }], ...more }),
  })

interface Seen {
  id: string
  traceId: string
  status: string
  provider: string
  requestedModel: string
  userId?: string
  organizationId?: string
  responseTokens?: number
  timeToFirstToken?: number
}

/** Interactions whose prompt holds the text, once there are that many. */
async function interactions(text: string, count: number): Promise<Seen[]> {
  for (let turn = 0; ; turn++) {
    const { json } = await product.call('GET', `/api/v1/ai-interactions/search?from=now-1h&q=${encodeURIComponent(`"${text}"`)}`)
    const { items } = json as { items: Seen[] }
    if (items.length >= count || turn > 100) return items
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

interface Decided {
  decisions: { component: string; [field: string]: unknown }[]
  [field: string]: unknown
}

/** The decision trace of a trace, once there is one. */
async function decisionOf(traceId: string): Promise<Decided> {
  for (let turn = 0; ; turn++) {
    const { status, json } = await product.call('GET', `/api/v1/decisions/${traceId}`)
    if (status === 200 || turn > 100) return json as Decided
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function stepsOf(traceId: string): Promise<string[]> {
  const { json } = await product.call('GET', `/api/v1/traces/${traceId}`)
  const { spans } = json as { spans: { name: string }[] }
  // Anthropic's client makes a span of its own around its call.
  const names = spans.map(({ name }) => name)
  return names.filter((name) => name !== 'anthropic.messages.create').sort()
}

it("answers in OpenAI's form, and leaves one trace with every step", async () => {
  const answer = await ask('please explain the alpha question at some length, so that no rule sends it to a small model')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ object: 'chat.completion', choices: [{ message: { role: 'assistant' } }] })
  const [seen, ...more] = await interactions('alpha question', 1)
  expect(more).toEqual([])
  expect(seen).toMatchObject({ status: 'success', organizationId: 'contoso', userId: 'ada', requestedModel: 'claude-sonnet-5' })
  expect(seen.timeToFirstToken).toBeGreaterThan(0)
  expect(await stepsOf(seen.traceId)).toEqual([
    'POST /v1/chat/completions',
    'authenticate',
    'budget check',
    'cache lookup',
    'call provider',
    'chat claude-sonnet-5',
    'evaluate rules',
    'respond',
    'select model',
  ])
})

it('streams, and keeps the answer for the next who asks the same', async () => {
  const read = async () => (await (await ask('beta question?', { stream: true })).text()).split('\n\n').filter((line) => line !== '')
  const first = await read()
  expect(first.length).toBeGreaterThan(3)
  expect(first.at(-1)).toBe('data: [DONE]')
  await read()
  expect(await interactions('beta question', 1)).toHaveLength(1)
})

it('falls back to another provider, both tries in one trace', async () => {
  provider.setIncident('openai', 'outage', 60)
  expect((await ask('gamma question?')).status).toBe(200)
  const seen = await interactions('gamma question', 2)
  expect(seen.map(({ provider: by, status }) => `${by} ${status}`).sort()).toEqual(['anthropic success', 'openai error'])
  expect(new Set(seen.map(({ traceId }) => traceId)).size).toBe(1)
  const decided = await decisionOf(seen[0].traceId)
  expect(decided).toMatchObject({
    source: 'submitted',
    requestPath: '/v1/chat/completions',
    organizationId: 'contoso',
    finalOutcome: { provider: 'anthropic', status: 'success' },
    attempts: [
      { provider: 'openai', status: 'error' },
      { provider: 'anthropic', status: 'success' },
    ],
  })
  expect(decided.decisions.map(({ component }) => component)).toEqual([
    'Steering Rule Engine',
    'Model Selector',
    'Semantic Cache',
    'Budget Manager',
    'Provider Client',
    'Fallback',
    'Provider Client',
  ])
  expect(decided.decisions[0]).toMatchObject({
    ruleId: 'short-and-cheap',
    policyId: 'gateway-default',
    input: { request: { model: 'auto' } },
  })
  provider.setIncident('openai', 'outage', 0)
})

it('refuses with a reason: an unknown key, an empty prompt, a used-up budget', async () => {
  expect((await ask('x', {}, 'stranger')).status).toBe(401)
  const empty = await ask('')
  expect(empty.status).toBe(400)
  expect(await empty.json()).toMatchObject({ error: { type: 'rejected_by_rule' } })
  const refused = await ask('y'.repeat(390_000), {}, 'demo-fabrikam')
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ error: { type: 'budget_exhausted' } })
})
