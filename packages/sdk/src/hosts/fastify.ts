import type { IncomingMessage, ServerResponse } from 'node:http'
import { context } from '@opentelemetry/api'
import type { Runtime } from '../runtime.ts'
import type { FastifyPlugin } from '../types.ts'
import { startNodeSpan } from './node-request.ts'
import type { ServerSpan } from './server-span.ts'

interface FastifyRequest {
  raw: IncomingMessage
  originalUrl?: string
  routeOptions?: { url?: string }
  is404?: boolean
}
interface FastifyReply {
  raw: ServerResponse
}
type Hook = (request: FastifyRequest, reply: FastifyReply, done: () => void) => void
interface FastifyServer {
  addHook(name: string, hook: Hook): unknown
}

export function fastifyPlugin(runtime: Runtime): FastifyPlugin {
  const spans = new WeakMap<FastifyRequest, ServerSpan>()
  const begin: Hook = (request, reply, done) => {
    const server = runtime.guard.run('fastify', () => {
      const started = startNodeSpan(runtime, request.raw, reply.raw, request.originalUrl ?? request.raw.url ?? '/')
      if (started === undefined) return undefined
      spans.set(request, started)
      if (request.is404 !== true) started.state.route = request.routeOptions?.url
      return started
    })
    if (server === undefined) done()
    else context.with(server.context, done)
  }
  // Reading a body ends in events of the connection, which know nothing of the request: its context is set again.
  const again: Hook = (request, _reply, done) => {
    const server = spans.get(request)
    if (server === undefined) done()
    else context.with(server.context, done)
  }
  const plugin: FastifyPlugin = (instance, _options, done) => {
    runtime.guard.run('fastify', () => {
      const server = instance as FastifyServer
      server.addHook('onRequest', begin)
      server.addHook('preValidation', again)
    })
    done()
  }
  // Fastify's own way to say that hooks are for the whole server.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true, [Symbol.for('fastify.display-name')]: '@relayscope/sdk' })
}
