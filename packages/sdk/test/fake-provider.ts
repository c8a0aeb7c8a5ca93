/** OpenAI's and Anthropic's wire formats from a local server. What it does follows from the model's name. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FakeProvider {
  readonly url: string
  /** Headers of every request so far. */
  readonly requests: IncomingMessage['headers'][]
  close(): Promise<void>
}

export async function startFakeProvider(): Promise<FakeProvider> {
  const requests: IncomingMessage['headers'][] = []
  const refused = new Set<string>()
  const server = createServer((request, response) => {
    requests.push(request.headers)
    void readJson(request).then(async (body) => {
      if (body.model === 'silent') return
      if (String(body.model).startsWith('flaky') && refused.size < refused.add(String(body.model)).size)
        return refuse(response, 429, 'rate_limit_exceeded')
      if (body.model === 'broken') return refuse(response, 400, 'invalid_request_error')
      const path = request.url ?? ''
      if (body.stream === true) return stream(response, eventsOf(path, body.model), String(body.model))
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(answerOf(path, String(body.model))))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readJson(request: IncomingMessage): Promise<{ model?: unknown; stream?: unknown }> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text) as { model?: unknown; stream?: unknown }
}

function refuse(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '1' })
  response.end(JSON.stringify({ error: { type, message: 'no' } }))
}

function eventsOf(path: string, model: unknown): string[] {
  if (path.endsWith('/messages')) return anthropicEvents()
  return path.endsWith('/responses') ? responsesEvents(String(model)) : openaiEvents(model)
}

function answerOf(path: string, model: string): unknown {
  if (path.endsWith('/messages')) return anthropicAnswer(model)
  return path.endsWith('/embeddings') ? embeddingsAnswer(model) : openaiAnswer(model)
}

/** A model called `endless` never ends its stream, one called `torn` loses its connection. */
async function stream(response: ServerResponse, events: string[], model: string): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) {
    // In two pieces, so that an event is cut somewhere.
    response.write(event.slice(0, 11))
    await new Promise((resolve) => setTimeout(resolve, 5))
    response.write(event.slice(11))
  }
  if (model === 'torn') response.destroy()
  else if (model !== 'endless') response.end()
}

const usage = {
  prompt_tokens: 20,
  completion_tokens: 7,
  total_tokens: 27,
  prompt_tokens_details: { cached_tokens: 5 },
  completion_tokens_details: { reasoning_tokens: 3 },
}

function openaiAnswer(model: string): unknown {
  const call = { id: 'call-1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }
  const message =
    model === 'tools' ? { role: 'assistant', content: null, tool_calls: [call] } : { role: 'assistant', content: 'Hello there' }
  const choices = [{ index: 0, message, finish_reason: model === 'tools' ? 'tool_calls' : 'stop' }]
  return { id: `chatcmpl-${model}`, object: 'chat.completion', model: `${model}-2026-01-01`, choices, usage }
}

function openaiEvents(model: unknown): string[] {
  const base = { id: `chatcmpl-stream-${String(model)}`, object: 'chat.completion.chunk', model: `${String(model)}-2026-01-01` }
  const choice = (delta: unknown, reason: string | null = null) => ({ ...base, choices: [{ index: 0, delta, finish_reason: reason }] })
  const chunks = [
    choice({ role: 'assistant', content: '' }),
    choice({ content: 'Streamed ' }),
    choice({ content: 'wörds' }),
    choice({}, 'stop'),
  ]
  return [...[...chunks, { ...base, choices: [], usage }].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n']
}

function embeddingsAnswer(model: string): unknown {
  const embedding = Buffer.from(new Float32Array([0.5, 0.25]).buffer).toString('base64')
  const data = [{ object: 'embedding', index: 0, embedding }]
  return { object: 'list', data, model: `${model}-v2`, usage: { prompt_tokens: 6, total_tokens: 6 } }
}

function responsesEvents(model: string): string[] {
  const response = { id: `resp-${model}`, object: 'response', model: `${model}-2026-01-01`, status: 'in_progress', output: [] }
  const call = { type: 'function_call', id: 'fc-1', call_id: 'call-9', name: 'weather', arguments: '{"city":"Bergen"}' }
  const counts = {
    input_tokens: 30,
    output_tokens: 12,
    total_tokens: 42,
    input_tokens_details: { cached_tokens: 10 },
    output_tokens_details: { reasoning_tokens: 4 },
  }
  const events = [
    { type: 'response.created', response },
    { type: 'response.function_call_arguments.delta', item_id: 'fc-1', output_index: 0, delta: '{"city":"Bergen"}' },
    { type: 'response.completed', response: { ...response, status: 'completed', output: [call], usage: counts } },
  ]
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
}

function anthropicAnswer(model: string): unknown {
  return {
    id: `msg-${model}`,
    type: 'message',
    role: 'assistant',
    model: `${model}-20260101`,
    content: [{ type: 'text', text: 'Salut' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 10, output_tokens: 3, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
  }
}

function anthropicEvents(): string[] {
  const message = {
    id: 'msg-1',
    type: 'message',
    role: 'assistant',
    model: 'claude-x-20260101',
    content: [],
    stop_reason: null,
    usage: { input_tokens: 10, output_tokens: 1, cache_read_input_tokens: 4, cache_creation_input_tokens: 6 },
  }
  const events = [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Bon' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'jour' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } },
    { type: 'message_stop' },
  ]
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
}
