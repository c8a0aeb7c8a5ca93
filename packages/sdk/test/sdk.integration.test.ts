/** The SDK in real hosts with the real clients, seen from the product. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Anthropic from '@anthropic-ai/sdk'
import express from 'express'
import fastify from 'fastify'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProduct } from '../../../scripts/lib/product.mjs'
import { init, type Relayscope } from '../src/index.ts'
import { type FakeProvider, startFakeProvider } from './fake-provider.ts'

interface Interaction {
  id: string
  traceId: string
  model: string
  requestedModel: string
  provider: string
  status: string
  prompt?: string
  response?: string
  [field: string]: unknown
}

let product: Awaited<ReturnType<typeof startProduct>>
let provider: FakeProvider
let relayscope: Relayscope
let openai: OpenAI
let anthropic: Anthropic
const servers: Server[] = []

beforeAll(async () => {
  ;[product, provider] = await Promise.all([startProduct(), startFakeProvider()])
  relayscope = init({
    serviceName: 'sdk-test',
    endpoint: product.otlpHttp,
    export: { delayMs: 20 },
    providerOf: (url) => (url.pathname.endsWith('/messages') ? 'anthropic' : 'openai'),
  })
  openai = relayscope.openai(new OpenAI({ apiKey: 'k', baseURL: `${provider.url}/v1` }))
  anthropic = relayscope.anthropic(new Anthropic({ apiKey: 'k', baseURL: provider.url }))
})

afterAll(async () => {
  for (const server of servers) server.close()
  await relayscope?.shutdown()
  await provider?.close()
  await product?.stop()
  product?.remove()
})

async function listen(server: Server): Promise<string> {
  servers.push(server)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Interactions of one requested model, with their content, once exported. */
async function recorded(model: string): Promise<Interaction[]> {
  await relayscope.flush()
  const { json } = await product.call('GET', `/api/v1/ai-interactions?from=now-1h&limit=200`)
  const items = (json as { items: Interaction[] }).items.filter((item) => item.requestedModel === model)
  return Promise.all(
    items.map(async ({ id }) => (await product.call('GET', `/api/v1/ai-interactions/${encodeURIComponent(id)}`)).json as Interaction),
  )
}

interface SpanSeen {
  name: string
  tags: Record<string, string>
}

async function spansOf(traceId: string): Promise<SpanSeen[]> {
  const { json } = await product.call('GET', `/api/v1/traces/${traceId}`)
  return (json as { spans: SpanSeen[] }).spans
}

const ask = (model: string, more: object = {}) => ({
  model,
  messages: [{ role: 'user' as const, content: `Question for ${model}` }],
  ...more,
})

it('records an answer of OpenAI under an Express route, with who asked', async () => {
  const app = express()
  app.use(relayscope.express())
  app.get('/ask/:id', async (_request, response) => {
    relayscope.identify({ userId: 'user-1', organizationId: 'org-1' })
    const answer = await openai.chat.completions.create(ask('plain', { temperature: 0.5 }))
    response.json(answer.choices[0].message)
  })
  const base = await listen(createServer(app))
  expect(await (await fetch(`${base}/ask/7`)).json()).toMatchObject({ content: 'Hello there' })
  const [seen, ...more] = await recorded('plain')
  expect(more).toEqual([])
  expect(seen).toMatchObject({
    provider: 'openai',
    model: 'plain-2026-01-01',
    status: 'success',
    userId: 'user-1',
    organizationId: 'org-1',
    promptTokens: 20,
    responseTokens: 7,
    cachedTokens: 5,
    reasoningTokens: 3,
    finishReason: 'stop',
    streaming: false,
    prompt: 'Question for plain',
    response: 'Hello there',
  })
  const spans = await spansOf(seen.traceId)
  expect(spans.map(({ name }) => name).sort()).toEqual(['GET /ask/:id', 'chat plain'])
})

it('records a stream with its first token, and hands the same chunks on', async () => {
  const app = fastify()
  await app.register(relayscope.fastify())
  app.post('/chat', async () => {
    const stream = await openai.chat.completions.create({ ...ask('streamed'), stream: true, stream_options: { include_usage: true } })
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    return { text }
  })
  const answer = await app.inject({ method: 'POST', url: '/chat', payload: {} })
  expect(answer.json()).toEqual({ text: 'Streamed wörds' })
  await app.close()
  const [seen, ...more] = await recorded('streamed')
  expect(more).toEqual([])
  expect(seen).toMatchObject({ streaming: true, response: 'Streamed wörds', promptTokens: 20, responseTokens: 7, finishReason: 'stop' })
  expect(seen.timeToFirstToken).toBeGreaterThan(0)
})

it('records a stream of Anthropic with cached tokens in its input', async () => {
  const stream = anthropic.messages.stream({
    model: 'claude-x',
    max_tokens: 50,
    system: 'Be brief',
    messages: [{ role: 'user', content: 'Hi' }],
  })
  expect(await stream.finalText()).toBe('Bonjour')
  const [seen] = await recorded('claude-x')
  expect(seen).toMatchObject({
    provider: 'anthropic',
    model: 'claude-x-20260101',
    response: 'Bonjour',
    promptTokens: 20,
    cachedTokens: 4,
    cacheWriteTokens: 6,
    responseTokens: 9,
    status: 'success',
  })
})

it('shows the tries of a client as attempts, the refused one with its reason', async () => {
  await relayscope.step('ask', {}, () => openai.chat.completions.create(ask('flaky')))
  const seen = await recorded('flaky')
  expect(seen.map(({ status }) => status).sort()).toEqual(['error', 'success'])
  expect(new Set(seen.map(({ traceId }) => traceId)).size).toBe(1)
  const spans = await spansOf(seen[0].traceId)
  expect(spans.some(({ tags }) => tags['http.request.resend_count'] === '1')).toBe(true)
})

it('records tool calls, refusals and streams that the host has enough of', async () => {
  await openai.chat.completions.create(ask('tools'))
  await expect(openai.chat.completions.create(ask('broken'))).rejects.toThrow(/400/)
  const endless = await openai.chat.completions.create({ ...ask('endless'), stream: true })
  for await (const chunk of endless) if (chunk.choices[0]?.delta.content === 'wörds') break
  expect((await recorded('tools'))[0]).toMatchObject({
    finishReason: 'tool_calls',
    toolCalls: [{ name: 'weather', arguments: '{"city":"Oslo"}' }],
  })
  expect((await recorded('broken'))[0]).toMatchObject({ status: 'error', errorDetails: { message: 'no' } })
  expect((await recorded('endless'))[0]).toMatchObject({ status: 'error', response: 'Streamed wörds' })
})

it('recognises calls of plain fetch, hands the trace on, and leaves the answer as it is', async () => {
  const body = JSON.stringify(ask('fetched'))
  const before = provider.requests.length
  const answer = await relayscope.fetch(`${provider.url}/v1/chat/completions`, { method: 'POST', body, headers: { 'x-own': '1' } })
  expect(answer.url).toBe(`${provider.url}/v1/chat/completions`)
  expect(await answer.json()).toMatchObject({ model: 'fetched-2026-01-01' })
  const [seen] = await recorded('fetched')
  expect(seen).toMatchObject({ response: 'Hello there', promptTokens: 20 })
  const sent = provider.requests[before]
  expect(sent['x-own']).toBe('1')
  expect(sent.traceparent).toContain(seen.traceId)
})

it('takes the trace of whoever calls', async () => {
  const traceId = 'ab'.repeat(16)
  const base = await listen(createServer(relayscope.listener((_request, response) => void response.end('ok'))))
  await fetch(base, { headers: { traceparent: `00-${traceId}-${'cd'.repeat(8)}-01` } })
  await relayscope.flush()
  expect((await spansOf(traceId)).map(({ name }) => name)).toEqual(['GET'])
})

it('loses nothing and hides nothing', () => {
  const { ended, exported, dropped, internalErrors } = relayscope.stats()
  expect(internalErrors).toBe(0)
  expect(exported).toBe(ended)
  expect(dropped).toEqual({ bufferFull: 0, refused: 0, retriesExhausted: 0, shutdown: 0 })
})
