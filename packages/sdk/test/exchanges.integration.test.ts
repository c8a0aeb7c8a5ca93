/** Exchanges as providers had them: what is recorded of each equals what the provider itself reported. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProduct } from '../../../scripts/lib/product.mjs'
import { init, type Relayscope } from '../src/index.ts'

interface Usage {
  format: 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini'
  model: string
  inputTokens?: number
  outputTokens?: number
  cachedInputTokens?: number
  cacheWriteTokens?: number
  reasoningTokens?: number
}

interface Exchange {
  id: string
  provider: string
  method: string
  /** Empty where only the answer is known. */
  uri: string | null
  stream: boolean
  contentType: string | null
  request: unknown
  response: string
  reported: Usage
}

const exchanges = readFileSync(new URL('fixtures/exchanges.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Exchange)

let product: Awaited<ReturnType<typeof startProduct>>
let relayscope: Relayscope
let provider: Server
let base: string

beforeAll(async () => {
  product = await startProduct()
  provider = createServer((request, response) => {
    const exchange = exchanges.find(({ id }) => id === request.headers['x-exchange'])
    response.writeHead(200, { 'content-type': exchange?.contentType || 'application/json' })
    response.end(exchange && bodyOf(exchange))
  })
  await new Promise<void>((resolve) => void provider.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  relayscope = init({ serviceName: 'exchanges', endpoint: product.otlpHttp, export: { delayMs: 20 } })
})

afterAll(async () => {
  await relayscope?.shutdown()
  provider?.close()
  await product?.stop()
  product?.remove()
})

/** Recordings of clients hold bare events. */
function bodyOf({ stream, response }: Exchange): string {
  if (!stream || /^(?:data|event|id|:)/.test(response.trimStart())) return response
  return response
    .trim()
    .split('\n')
    .map((line) => `data: ${line}\n\n`)
    .join('')
}

const PATHS = { 'openai-chat': '/v1/chat/completions', 'openai-responses': '/v1/responses', anthropic: '/v1/messages' }

function pathOf({ uri, stream, response, reported: { format, model } }: Exchange): string {
  if (uri) return new URL(uri).pathname
  if (format === 'gemini') return `/v1beta/models/${model}:${stream ? 'streamGenerateContent' : 'generateContent'}`
  return response.includes('"text_completion"') ? '/v1/completions' : PATHS[format]
}

/** Anthropic counts cached tokens beside the input; Gemini and xAI count thoughts beside the answer. */
function expected({ provider: name, reported }: Exchange): object {
  const { format, inputTokens = 0, outputTokens = 0, cachedInputTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = reported
  const beside = format === 'anthropic' ? cachedInputTokens + cacheWriteTokens : 0
  const thoughts = format === 'gemini' || (name === 'xai' && format === 'openai-chat') ? reasoningTokens : 0
  return {
    model: reported.model,
    promptTokens: inputTokens + beside,
    responseTokens: outputTokens + thoughts,
    ...(cachedInputTokens > 0 && { cachedTokens: cachedInputTokens }),
    ...(reasoningTokens > 0 && { reasoningTokens }),
  }
}

/** Answers the text that the host got. */
async function throughHost(exchange: Exchange): Promise<string> {
  const { id, method, request } = exchange
  const handle = relayscope.handler(async () => {
    relayscope.identify({ sessionId: id })
    const body = method === 'GET' ? {} : { body: JSON.stringify(request ?? {}) }
    const answer = await relayscope.fetch(base + pathOf(exchange), { method, headers: { 'x-exchange': id }, ...body })
    return new Response(await answer.text())
  })
  return (await handle(new Request('http://gateway/'))).text()
}

it('hands every answer on as it came, and records each call once', async () => {
  for (const exchange of exchanges) expect(await throughHost(exchange)).toBe(bodyOf(exchange))
  await relayscope.flush()
  const { json } = await product.call('GET', '/api/v1/ai-interactions?from=now-1h&limit=200')
  for (const item of (json as { items: { sessionId: string }[] }).items) recorded.push(item)
  expect(recorded.map(({ sessionId }) => sessionId).toSorted()).toEqual(exchanges.map(({ id }) => id).toSorted())
})

const recorded: { sessionId: string }[] = []
const named = exchanges.map(
  (exchange) => [`${exchange.provider} ${pathOf(exchange)}${exchange.stream ? ' streamed' : ''}`, exchange] as const,
)

it.each(named)('records what was reported by %s', (_name, exchange) => {
  expect(recorded.find(({ sessionId }) => sessionId === exchange.id)).toMatchObject(expected(exchange))
})
