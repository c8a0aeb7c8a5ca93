/** A key with the right `metadata`: everything but what was said. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '@relayscope/contract'
import { eventually, type Product, startProduct } from './product.ts'
import { encodeTraces, gateway, gatewaySpans, hex, sendOtlp, submittedInteraction } from './samples.ts'

/** A word that stands in every text somebody said. */
const SAID = 'xyzzyword'
const traceId = hex(16)
let product: Product
const keys: Record<string, string> = {}

beforeAll(async () => {
  product = await startProduct()
  for (const scope of ['metadata', 'read']) {
    const { json } = await product.call('POST', '/api/v1/keys', { name: scope, scopes: [scope] })
    keys[scope] = (json as { secret: string }).secret
  }
  const spans = gatewaySpans(traceId, `say ${SAID}`, `${SAID} is said`)
  const [first] = spans
  if (first) first.attributes = { ...first.attributes, note: `${SAID} `.repeat(40), short: 'kept' }
  await sendOtlp(product.otlpHttp, encodeTraces([{ resource: gateway, spans }]))
  await product.call(
    'POST',
    '/api/v1/telemetry/ai-interactions',
    submittedInteraction('said-1', {
      sessionId: 'talk',
      prompt: `say ${SAID}`,
      response: SAID,
      inputMessages: [{ role: 'user', parts: [{ type: 'text', text: SAID }] }],
      toolCalls: [{ name: 'lookup', arguments: JSON.stringify({ word: SAID }) }],
      tags: { note: `${SAID} `.repeat(40), team: 'blue' },
      errorDetails: { message: `${'-'.repeat(200)}${SAID}`, stack: SAID },
      status: 'error',
    }),
  )
  const decision = { type: 'other', component: 'router', input: { prompt: SAID }, output: null }
  const finalOutcome = { provider: 'openai', model: 'gpt-4o', status: 'success' }
  await product.call('POST', '/api/v1/telemetry/decisions', {
    traceId,
    requestId: 'r1',
    timestamp: new Date().toISOString(),
    decisions: [decision],
    finalOutcome,
  })
  await eventually(
    () => ask('read', '/api/v1/ai-interactions'),
    ({ json }) => (json as { items: unknown[] }).items.length >= 2,
    10_000,
  )
})
afterAll(async () => {
  await product.stop()
  product.remove()
})

const ask = (scope: string, path: string) => product.call('GET', path, undefined, { authorization: `Bearer ${keys[scope]}` })

test('sees that the text is there, and which right shows it', async () => {
  const { json } = await ask('metadata', '/api/v1/ai-interactions/said-1')
  expect(json).toMatchObject({
    contentState: 'forbidden',
    contentRole: 'read',
    promptLength: `say ${SAID}`.length,
    toolCalls: [{ name: 'lookup', arguments: '' }],
    tags: { team: 'blue' },
  })
  expect((await ask('read', '/api/v1/ai-interactions/said-1')).json).toMatchObject({ contentState: 'full', prompt: `say ${SAID}` })
  const trace = await ask('metadata', `/api/v1/traces/${traceId}`)
  expect(trace.text).toContain('gen_ai.request.model')
  expect(trace.text).toContain('kept')
})

describe('no answer it gets holds what was said', () => {
  const places: Record<string, string> = { id: 'said-1', traceId, sessionId: 'talk', spanId: 'a'.repeat(16), name: 'ai.calls' }
  const open = routes.filter(({ method, scope, answerTypes }) => method === 'GET' && scope === 'metadata' && answerTypes === undefined)
  test.each(open.map(({ path }) => path.replace(/:(\w+)/g, (_, name: string) => places[name] ?? name)))('%s', async (path) => {
    for (const query of ['', '?content=true', '?fields=tags.note']) {
      const { status, text } = await ask('metadata', path + query)
      expect([200, 403, 404, 422]).toContain(status)
      expect(text).not.toContain(SAID)
    }
  })
})

test('what shows texts needs more', async () => {
  const paths = [
    `/api/v1/decisions/${traceId}`,
    '/api/v1/ai-interactions/export',
    `/api/v1/decisions/${traceId}/replay`,
    '/api/v1/dashboards',
  ]
  for (const path of paths) {
    const answer = await ask('metadata', path)
    expect([path, answer.status]).toEqual([path, 403])
  }
  expect((await ask('read', `/api/v1/decisions/${traceId}`)).text).toContain(SAID)
})

test('it cannot search in what it may not see', async () => {
  const guesses = [SAID, `prompt:${SAID}`, `-response:${SAID}`, `(status:error OR ${SAID})`, `tags.note:*${SAID}*`, `error:${SAID}`]
  for (const path of ['/api/v1/ai-interactions', '/api/v1/ai-interactions/count', '/api/v1/ai-interactions/stats'])
    for (const guess of guesses)
      expect([guess, (await ask('metadata', `${path}?q=${encodeURIComponent(guess)}`)).status]).toEqual([guess, 403])
  for (const path of ['/api/v1/traces', '/api/v1/traces/count', '/api/v1/traces/histogram'])
    expect((await ask('metadata', `${path}?q=${SAID}`)).status).toBe(403)
  expect((await ask('metadata', '/api/v1/ai-interactions?q=status:error')).status).toBe(200)
  expect((await ask('metadata', '/api/v1/ai-interactions/facets?fields=model')).status).toBe(200)
})
