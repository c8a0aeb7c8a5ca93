/** The gateway's HTTP side: OpenAI's chat completions, as callers already speak them. */
import { randomUUID } from 'node:crypto'
import type { RelayCore } from '@relayscope/sdk'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type ChatAnswer, readChatRequest, Refusal } from './chat.ts'
import type { ModelSettings } from './config.ts'
import type { Road } from './road.ts'

const BODY_LIMIT = 2 * 1024 * 1024

export async function createGateway(road: Road, models: readonly ModelSettings[], relaycore: RelayCore): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: BODY_LIMIT })
  await app.register(relaycore.fastify())
  app.setErrorHandler((error, _request, reply) => refuse(reply, error))
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/v1/models', () => ({
    object: 'list',
    data: models.map(({ name, provider }) => ({ id: name, object: 'model', owned_by: provider })),
  }))
  app.post('/v1/chat/completions', (request, reply) => complete(road, request, reply))
  return app
}

async function complete(road: Road, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const chat = readChatRequest(request.body, request.headers)
  const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  const id = `chatcmpl-${randomUUID()}`
  if (!chat.stream) return whole(id, await road.travel(key, chat, () => {}))
  // The head goes out with the first piece of text: until then a refusal can still have its own status.
  const { raw } = reply
  const write = (delta: object, model: string, reason: string | null = null) => {
    if (!raw.headersSent) {
      reply.hijack()
      raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    }
    raw.write(
      `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', model, choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`,
    )
  }
  try {
    const answer = await road.travel(key, chat, (content) => write({ content }, chat.model))
    write({}, answer.model, answer.finishReason)
    raw.end('data: [DONE]\n\n')
  } catch (error) {
    if (!raw.headersSent) throw error
    raw.end(`data: ${JSON.stringify(problem(error))}\n\n`)
  }
  return reply
}

function whole(id: string, { text, model, finishReason, inputTokens, outputTokens }: ChatAnswer): object {
  return {
    id,
    object: 'chat.completion',
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: finishReason }],
    usage: { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens },
  }
}

function problem(error: unknown): { error: { type: string; message: string } } {
  if (error instanceof Refusal) return { error: { type: error.code, message: error.message } }
  const status = (error as { statusCode?: number }).statusCode ?? 500
  return {
    error: { type: status < 500 ? 'invalid_request' : 'internal', message: status < 500 ? (error as Error).message : 'the gateway failed' },
  }
}

function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  const status = error instanceof Refusal ? error.status : ((error as { statusCode?: number }).statusCode ?? 500)
  return reply.code(status).send(problem(error))
}
