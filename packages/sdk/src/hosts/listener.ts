import { context } from '@opentelemetry/api'
import type { Runtime } from '../runtime.ts'
import type { RequestListener } from '../types.ts'
import { startNodeSpan } from './node-request.ts'

export function wrapListener(runtime: Runtime, requestListener: RequestListener): RequestListener {
  return function (this: unknown, request, response) {
    const server = runtime.guard.run('listener', () => startNodeSpan(runtime, request, response, request.url ?? '/'))
    if (server === undefined) return requestListener.call(this, request, response)
    return context.with(server.context, () => requestListener.call(this, request, response))
  }
}
