/** The SDK in real hosts with the real clients, seen from the product. */
import { createServer, type Server, type ServerResponse } from 'node:http'
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
  const [seen, ...more] = await recorded('claude-x')
  // The client records its calls too, as soon as there is an OpenTelemetry SDK.
  expect(more).toEqual([])
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

it('shows the tries of Anthropic in the same way', async () => {
  const answer = await relayscope.step('ask', {}, () =>
    anthropic.messages.create({ model: 'flaky-claude', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }),
  )
  expect(answer.content).toMatchObject([{ type: 'text', text: 'Salut' }])
  const seen = await recorded('flaky-claude')
  expect(seen.map(({ status }) => status).sort()).toEqual(['error', 'success'])
  expect(seen.find(({ status }) => status === 'success')).toMatchObject({
    response: 'Salut',
    promptTokens: 10,
    responseTokens: 3,
    attempt: 2,
  })
})

it('records a call once, though the client was given our fetch and was wrapped twice', async () => {
  const own = new OpenAI({ apiKey: 'k', baseURL: `${provider.url}/v1`, fetch: relayscope.fetch })
  await relayscope.openai(relayscope.openai(own)).withOptions({ timeout: 5_000 }).chat.completions.create(ask('layered'))
  expect(await recorded('layered')).toHaveLength(1)
})

it('records responses with tool calls and counts, and embeddings', async () => {
  const stream = await openai.responses.create({ model: 'answers', instructions: 'Be kind', input: 'Weather?', stream: true })
  const types: string[] = []
  for await (const event of stream) types.push(event.type)
  expect(types).toEqual(['response.created', 'response.function_call_arguments.delta', 'response.completed'])
  const vector = await openai.embeddings.create({ model: 'vectors', input: ['a', 'b'] })
  expect(vector.data[0].embedding).toEqual([0.5, 0.25])
  expect((await recorded('answers'))[0]).toMatchObject({
    promptTokens: 30,
    responseTokens: 12,
    cachedTokens: 10,
    reasoningTokens: 4,
    finishReason: 'tool_calls',
    toolCalls: [{ id: 'call-9', name: 'weather', arguments: '{"city":"Bergen"}' }],
    prompt: expect.stringContaining('Weather?'),
  })
  expect((await recorded('vectors'))[0]).toMatchObject({ operation: 'embeddings', servedModel: 'vectors-v2', promptTokens: 6 })
})

it('records what ends badly: torn streams, given up calls, answers that do not come in time', async () => {
  const torn = await openai.chat.completions.create({ ...ask('torn'), stream: true })
  const read = async () => {
    const texts: (string | null | undefined)[] = []
    for await (const chunk of torn) texts.push(chunk.choices[0]?.delta.content)
    return texts
  }
  await expect(read()).rejects.toThrow(/terminated/)
  expect((await recorded('torn'))[0]).toMatchObject({ status: 'error', response: 'Streamed wörds' })

  const impatient = relayscope.openai(new OpenAI({ apiKey: 'k', baseURL: `${provider.url}/v1`, maxRetries: 0, timeout: 50 }))
  await expect(impatient.chat.completions.create(ask('silent'))).rejects.toThrow(OpenAI.APIConnectionTimeoutError)
  expect(await recorded('silent')).toMatchObject([{ status: 'timeout' }])

  const giveUp = AbortSignal.timeout(30)
  await expect(openai.chat.completions.create(ask('silent'), { signal: giveUp })).rejects.toThrow(OpenAI.APIUserAbortError)
  expect((await recorded('silent')).map(({ status }) => status).sort()).toEqual(['error', 'timeout'])
})

it('records a raw stream of plain fetch, given on by a fetch handler chunk by chunk', async () => {
  const handler = relayscope.handler(
    async (request: Request) => relayscope.fetch(`${provider.url}/v1/chat/completions`, { method: 'POST', body: await request.text() }),
    () => '/proxy',
  )
  const body = JSON.stringify({ ...ask('raw'), stream: true, stream_options: { include_usage: true } })
  const response = await handler(new Request('http://gateway.test/proxy', { method: 'POST', body }))
  expect(response).toBeInstanceOf(Response)
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(await response.text()).toMatch(/^data: \{.*\n\ndata: \[DONE\]\n\n$/s)
  const [seen] = await recorded('raw')
  expect(seen).toMatchObject({ streaming: true, response: 'Streamed wörds', promptTokens: 20, finishReason: 'stop' })
  expect((await spansOf(seen.traceId)).map(({ name }) => name).sort()).toEqual(['POST /proxy', 'chat raw'])
})

it('records what a host makes by hand, hostile as it may be', async () => {
  const circular: Record<string, unknown> = { type: 'odd', big: 1n }
  circular.self = circular
  const trap = Object.defineProperty({ type: 'text' }, 'text', {
    enumerable: true,
    get: () => {
      throw new Error('trap')
    },
  })
  const call = relayscope.startCall({ provider: 'openai', model: 'by-hand', messages: [{ role: 'user', content: [circular] }] })
  call.firstToken()
  call.end({ messages: [{ role: 'assistant', content: 'fine' }], usage: { inputTokens: 1, outputTokens: 2 } })
  relayscope.startCall({ provider: 'openai', model: 'trapped', messages: [{ role: 'user', content: [trap] }] }).end()
  expect((await recorded('by-hand'))[0]).toMatchObject({ response: 'fine', promptTokens: 1 })
  expect(await recorded('trapped')).toHaveLength(1)
  // The trap was ours to step into, and is counted.
  expect(relayscope.stats().internalErrors).toBe(1)
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

it('lets the answer tell whether a request was a call, and records a run of an assistant once', async () => {
  const run = { object: 'thread.run', id: 'run-7', model: 'gpt-run', started_at: Math.floor(Date.now() / 1000) - 8 }
  const over = { ...run, status: 'completed', completed_at: run.started_at + 6, usage: { prompt_tokens: 11, completion_tokens: 5 } }
  const answers: Record<string, unknown[]> = {
    '/v1/messages': [{ id: 'sms-1', status: 'sent' }],
    '/v1/threads/t/runs': [{ ...run, status: 'queued', usage: null }],
    '/v1/threads/t/runs/run-7': [{ ...run, status: 'in_progress', usage: null }, over, over],
    '/v1/chat/completions': [{ id: 'c', model: 'gpt-unread', choices: [], usage: { prompt_tokens: 3, completion_tokens: 1 } }],
  }
  const base = await listen(createServer((request, response) => void response.end(JSON.stringify(answers[request.url ?? '']?.shift()))))
  const ask = async (method: string, path: string, body?: BodyInit) => (await relayscope.fetch(base + path, { method, body })).text()
  await relayscope.step('odd requests', {}, async () => {
    await ask('POST', '/v1/messages', JSON.stringify({ to: 'somebody' }))
    await ask('POST', '/v1/threads/t/runs', JSON.stringify({ assistant_id: 'a' }))
    for (let poll = 0; poll < 3; poll++) await ask('GET', '/v1/threads/t/runs/run-7')
    await ask('POST', '/v1/chat/completions', new Blob([JSON.stringify({ model: 'gpt-unread', messages: [] })]))
  })
  await relayscope.flush()
  const { json } = await product.call('GET', '/api/v1/ai-interactions?from=now-1h&q=model:gpt-run OR model:gpt-unread')
  expect((json as { items: object[] }).items).toMatchObject([
    { model: 'gpt-unread', promptTokens: 3, responseTokens: 1 },
    { model: 'gpt-run', promptTokens: 11, responseTokens: 5, latencyMs: 6000, responseId: 'run-7' },
  ])
  const { traceId } = (json as { items: { traceId: string }[] }).items[0]
  expect((await spansOf(traceId)).map(({ name }) => name).sort()).toEqual([
    'GET',
    'GET',
    'GET',
    'POST',
    'POST',
    'chat',
    'chat',
    'odd requests',
  ])
})

it('takes the trace and the baggage of whoever calls, and hands them on', async () => {
  const traceId = 'ab'.repeat(16)
  const asking = async (_request: unknown, response: ServerResponse) => {
    const answer = await relayscope.fetch(`${provider.url}/plain`, { method: 'POST', body: '{}' })
    response.end(await answer.text())
  }
  const base = await listen(createServer(relayscope.listener(asking)))
  const before = provider.requests.length
  await fetch(base, { headers: { traceparent: `00-${traceId}-${'cd'.repeat(8)}-01`, baggage: 'tenant=acme' } })
  await relayscope.flush()
  expect((await spansOf(traceId)).map(({ name }) => name).sort()).toEqual(['GET', 'POST'])
  expect(provider.requests[before]).toMatchObject({ baggage: 'tenant=acme', traceparent: expect.stringContaining(traceId) })
})

it('loses nothing and hides nothing', () => {
  const { ended, exported, dropped } = relayscope.stats()
  expect(exported).toBe(ended)
  expect(dropped).toEqual({ bufferFull: 0, refused: 0, retriesExhausted: 0, shutdown: 0 })
})
