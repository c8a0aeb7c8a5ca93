/** A request of node:http as the server span wants it, and the end of its answer. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TextMapGetter } from '@opentelemetry/api'
import type { Runtime } from '../runtime.ts'
import { startServerSpan, type ServerRequest, type ServerSpan } from './server-span.ts'

const getter: TextMapGetter = {
  keys: (headers) => Object.keys(headers as object),
  get: (headers, key) => (headers as IncomingMessage['headers'])[key.toLowerCase()],
}

/** `url`: as it came; a framework may have shortened `request.url`. */
export function startNodeSpan(runtime: Runtime, request: IncomingMessage, response: ServerResponse, url: string): ServerSpan | undefined {
  const server = startServerSpan(runtime, describe(request, url))
  if (server !== undefined) endWith(runtime, response, server)
  return server
}

function describe(request: IncomingMessage, url: string): ServerRequest {
  const header = (name: string) => {
    const value = request.headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  return {
    method: request.method ?? 'GET',
    url,
    header,
    headers: request.headers,
    getter,
    scheme: 'encrypted' in request.socket ? 'https' : 'http',
    host: request.headers.host,
  }
}

/** `close` comes after `finish`, and alone when the client has gone. */
function endWith(runtime: Runtime, response: ServerResponse, server: ServerSpan): void {
  response.once('close', () => {
    runtime.guard.run('server-span', () => {
      const sent = response.headersSent ? response.statusCode : 0
      server.end(sent, response.writableFinished ? 'complete' : 'aborted')
    })
  })
}
