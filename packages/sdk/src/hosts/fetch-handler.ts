/** Handlers of the fetch kind, as Hono, Bun, Deno and service workers have them. */
import { context, type TextMapGetter } from '@opentelemetry/api'
import { watchStream } from '../http/watch-stream.ts'
import type { Runtime } from '../runtime.ts'
import { startServerSpan, type ServerSpan } from './server-span.ts'

const getter: TextMapGetter = {
  keys: (headers) => [...(headers as Headers).keys()],
  get: (headers, key) => (headers as Headers).get(key) ?? undefined,
}

type Handler<Handed extends readonly [Request, ...unknown[]]> = (this: unknown, ...handed: Handed) => Response | Promise<Response>

export function wrapHandler<Handed extends readonly [Request, ...unknown[]]>(
  runtime: Runtime,
  fetchHandler: Handler<Handed>,
  route?: (request: Request) => string | undefined,
): (...handed: Handed) => Promise<Response> {
  return async function (this: unknown, ...handed: Handed) {
    const [request] = handed
    const server = runtime.guard.run('handler', () => start(runtime, request))
    if (server === undefined) return fetchHandler.call(this, ...handed)
    try {
      const response = await context.with(server.context, () => fetchHandler.call(this, ...handed))
      return runtime.guard.run('handler', () => finish(runtime, server, response, route?.(request))) ?? response
    } catch (error) {
      runtime.guard.run('handler', () => server.end(0, 'complete', error))
      throw error
    }
  }
}

function start(runtime: Runtime, request: Request): ServerSpan | undefined {
  const url = new URL(request.url)
  return startServerSpan(runtime, {
    method: request.method,
    url: url.pathname + url.search,
    header: (name) => request.headers.get(name) ?? undefined,
    headers: request.headers,
    getter,
    scheme: url.protocol.slice(0, -1),
    host: url.host,
  })
}

/** The span ends with the last byte of the body, which may be a stream that runs for minutes. */
function finish(runtime: Runtime, server: ServerSpan, response: Response, route: string | undefined): Response {
  server.state.route ??= route
  const { status, statusText, headers, body } = response
  if (body === null || response.bodyUsed) {
    server.end(status, 'complete')
    return response
  }
  const gone = () => void runtime.guard.run('handler', () => server.end(status, 'aborted'))
  const watched = watchStream(body, {
    chunk: () => {},
    end: () => void runtime.guard.run('handler', () => server.end(status, 'complete')),
    error: (error) => void runtime.guard.run('handler', () => server.end(status, 'complete', error)),
    cancel: gone,
    forget: gone,
  })
  return new Response(watched, { status, statusText, headers })
}
