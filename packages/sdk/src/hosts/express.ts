import type { IncomingMessage } from 'node:http'
import { context } from '@opentelemetry/api'
import type { Runtime } from '../runtime.ts'
import type { ExpressMiddleware } from '../types.ts'
import { startNodeSpan } from './node-request.ts'

interface ExpressRequest extends IncomingMessage {
  originalUrl?: string
  baseUrl?: string
  route?: { path?: unknown }
}

export function expressMiddleware(runtime: Runtime): ExpressMiddleware {
  return (request: ExpressRequest, response, next) => {
    const server = runtime.guard.run('express', () => {
      const started = startNodeSpan(runtime, request, response, request.originalUrl ?? request.url ?? '/')
      // Which route matched is known once the answer begins; by the end of it Express has put its own state back.
      if (started) response.once('prefinish', () => void runtime.guard.run('express', () => (started.state.route ??= routeOf(request))))
      return started
    })
    if (server === undefined) next()
    else context.with(server.context, next)
  }
}

/** The pattern of the route, with where its router is mounted. A regular expression names nothing. */
function routeOf({ baseUrl = '', route }: ExpressRequest): string | undefined {
  const path: unknown = Array.isArray(route?.path) ? route.path[0] : route?.path
  if (typeof path !== 'string') return undefined
  return path === '/' && baseUrl !== '' ? baseUrl : `${baseUrl}${path}`
}
