/** Decisions of real hosts, seen from the product. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import fastify from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProduct } from '../../../scripts/lib/product.mjs'
import { init, type RelayCore, type Relayscope } from '../src/index.ts'

let product: Awaited<ReturnType<typeof startProduct>>
let relayscope: Relayscope
let relaycore: RelayCore
const warnings: string[] = []
const servers: Server[] = []

beforeAll(async () => {
  product = await startProduct()
  relayscope = init({
    serviceName: 'relaycore-test',
    endpoint: product.otlpHttp,
    export: { delayMs: 20 },
    onWarning: (warning) => warnings.push(warning),
  })
  relaycore = relayscope.relaycore({ policyId: 'main' })
})

afterAll(async () => {
  for (const server of servers) server.close()
  await relayscope?.shutdown()
  await product?.stop()
  product?.remove()
})

async function listen(server: Server): Promise<string> {
  servers.push(server)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Recorded {
  traceId: string
  requestId: string
  decisions: { id: string; component: string; type: string; [field: string]: unknown }[]
  finalOutcome: object
  attempts?: object[]
  [field: string]: unknown
}

async function recorded(requestId: string): Promise<Recorded> {
  await relayscope.flush()
  const { json } = await product.call('GET', `/api/v1/decisions/lookup?id=${requestId}`)
  const [found] = (json as { items: { traceId: string }[] }).items
  return (await product.call('GET', `/api/v1/decisions/${found?.traceId}`)).json as Recorded
}

class Failed extends Error {
  readonly status: number
  constructor(status: number) {
    super('secret words of a provider')
    this.status = status
  }
}

/** The road of a gateway, with a first provider that fails. */
async function travel(prompt: string): Promise<string> {
  relaycore.router({ path: '/v1/chat' }, () => ({ route: 'chat' }))
  relaycore.rules({ request: { prompt } }, () => ({
    policyVersion: 'v7',
    matched: ['quality'],
    rules: [{ ruleId: 'quality', ruleName: 'Quality first', outcome: 'matched', conditions: [] }],
    actions: [{ action: { type: 'route', params: { model: 'gpt-4o' } } }],
    route: { model: 'gpt-4o', ruleId: 'quality' },
    reasoning: 'because',
  }))
  relaycore.cache({ scope: 'o' }, () => ({ hit: false, similarity: 0.4, threshold: 0.9 }))
  relaycore.budget({ estimatedUsd: '0.01' }, () => ({ allowed: true, limitUsd: 10, spentUsd: 2.5 }))
  relaycore.select({ requestedModel: 'auto' }, () => ({
    provider: 'openai',
    model: 'gpt-4o',
    candidates: [
      { provider: 'openai', model: 'gpt-4o', score: 0.9 },
      { provider: 'anthropic', model: 'claude', score: 0.8, rejectedBecause: 'by rule' },
    ],
  }))
  const first = relaycore.attempt({ provider: 'openai', model: 'gpt-4o' }, async () => {
    throw new Failed(429)
  })
  await expect(first).rejects.toThrow(Failed)
  return relaycore.attempt(
    { provider: 'anthropic', model: 'claude' },
    async () => 'an answer',
    () => ({ costUsd: 0.002 }),
  )
}

const EVERYTHING = [
  'Request Router',
  'Steering Rule Engine',
  'Semantic Cache',
  'Budget Manager',
  'Model Selector',
  'Provider Client',
  'Fallback',
  'Provider Client',
]

it('records every stage of a request under Express as one decision trace beside its spans', async () => {
  const app = express()
  app.use(relaycore.express())
  app.get('/v1/chat/:id', (request, response, next) => {
    relayscope.identify({ userId: 'ada', organizationId: 'contoso', requestId: 'req-express' })
    travel(request.params.id).then((answer) => response.send(answer), next)
  })
  const url = await listen(createServer(app))
  expect(await (await fetch(`${url}/v1/chat/hello?secret=1`)).text()).toBe('an answer')
  const trace = await recorded('req-express')
  expect(trace).toMatchObject({
    userId: 'ada',
    organizationId: 'contoso',
    requestPath: '/v1/chat/hello',
    source: 'submitted',
    finalOutcome: { provider: 'anthropic', model: 'claude', status: 'success' },
    attempts: [
      { index: 1, provider: 'openai', model: 'gpt-4o', status: 'error', errorClass: 'rate_limit' },
      { index: 2, provider: 'anthropic', model: 'claude', status: 'success', costUsd: 0.002 },
    ],
  })
  expect(trace.decisions.map(({ component }) => component)).toEqual(EVERYTHING)
  expect(trace.decisions[1]).toMatchObject({
    type: 'rule_evaluation',
    input: { request: { prompt: 'hello' } },
    output: { matched: true, route: { model: 'gpt-4o' } },
    reasoning: 'because',
    ruleId: 'quality',
    ruleName: 'Quality first',
    policyId: 'main',
    policyVersion: 'v7',
  })
  expect(trace.decisions[2]).toMatchObject({ cache: { hit: false, similarity: 0.4, threshold: 0.9 } })
  expect(trace.decisions[3]).toMatchObject({ budget: { limitUsd: 10, spentUsd: 2.5 } })
  expect(trace.decisions[6]?.reasoning).toBe('openai gpt-4o failed (rate_limit); anthropic claude is tried')
  expect(JSON.stringify(trace)).not.toContain('secret')
  const { json } = await product.call('GET', `/api/v1/traces/${trace.traceId}`)
  const spans = (json as { spans: { name: string; spanId: string }[] }).spans
  expect(spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'GET /v1/chat/:id',
      'route request',
      'evaluate rules',
      'cache lookup',
      'budget check',
      'select model',
      'call provider',
    ]),
  )
  // A decision has the id of its span.
  expect(spans.some(({ spanId }) => spanId === trace.decisions[1]?.id)).toBe(true)
})

it('under Fastify, also when rules or a budget refuse', async () => {
  const app = fastify()
  await app.register(relaycore.fastify())
  app.get('/rejected', async (_request, reply) => {
    relayscope.identify({ requestId: 'req-fastify' })
    relaycore.rules({}, () => ({ matched: ['no'], rejection: { status: 400, message: 'no', ruleId: 'no' } }))
    return reply.code(400).send('no')
  })
  app.get('/nothing', async () => 'nothing was decided')
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  await fetch(`${url}/nothing`)
  await fetch(`${url}/rejected`)
  expect(await recorded('req-fastify')).toMatchObject({ finalOutcome: { status: 'rejected' }, requestPath: '/rejected' })
  await app.close()
})

it('around any work, for gateways of other kinds', async () => {
  const answer = await relaycore.record({ requestId: 'req-plain', path: '/jobs' }, async () => travel('plain'))
  expect(answer).toBe('an answer')
  expect(await recorded('req-plain')).toMatchObject({ requestPath: '/jobs', finalOutcome: { provider: 'anthropic' } })
})

it('gives a work its answer or its error, whatever it reports and wherever it runs', async () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  expect(
    relaycore.rules(
      circle,
      () => 7,
      () => {
        throw new Error('reader')
      },
    ),
  ).toBe(7)
  expect(() =>
    relaycore.cache({}, () => {
      throw new Failed(500)
    }),
  ).toThrow(Failed)
  expect(await relaycore.select(null, async () => null as never)).toBeNull()
  relaycore.decide({ component: 'outside' })
  relaycore.outcome({ status: 'error' })
  expect(relaycore.stats()).toMatchObject({ ended: 3, exported: 3, dropped: { bufferFull: 0, refused: 0 } })
  expect(warnings.filter((warning) => !warning.includes('relaycore'))).toEqual([])
})
