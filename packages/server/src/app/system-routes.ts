/** Routes about the process itself, which belong to no room. */
import { getTelemetryHealth, healthz, listRejections, live as liveRoute, readyz } from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { requireScope, serve } from '../kit/http.ts'
import type { Health } from './health.ts'
import type { LiveHub } from './live.ts'
import type { RejectedLog } from './rejected-log.ts'

export interface SystemParts {
  health: Health
  rejected: RejectedLog
  live: LiveHub
}

export function systemRoutes(app: FastifyInstance, { health, rejected, live }: SystemParts): void {
  serve(app, healthz, () => ({ status: 'ok' as const }))

  serve(app, readyz, async ({ reply }) => {
    const ready = await health.ready()
    if (!ready) reply.code(503)
    return { status: ready ? ('ok' as const) : ('down' as const) }
  })

  serve(app, getTelemetryHealth, () => health.read())

  serve(app, listRejections, ({ query, principal }) => {
    const items = rejected
      .newest(principal.project, query.limit)
      .map(({ atMs, kind, index, path, message }) => ({ time: new Date(atMs).toISOString(), kind, index, path, message }))
    return { items, nextCursor: null }
  })

  app.get(liveRoute.path, { onRequest: async (request) => requireScope(request, liveRoute) }, (request, reply) => {
    reply.hijack()
    live.listen(request.principal?.project ?? '', reply.raw)
  })
}
