import {
  countInteractions,
  exportInteractions,
  getInteraction,
  getInteractionStats,
  getInteractionTimeline,
  getModelStats,
  getSession,
  interactionFacets,
  listInteractions,
  listSessions,
  searchInteractions,
} from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { serve, serveFile } from '../../kit/http.ts'
import type { Interactions } from './room.ts'

export async function interactionsRoutes(app: FastifyInstance, interactions: Interactions): Promise<void> {
  serve(app, listInteractions, ({ principal, query }) => interactions.list(principal.project, query))
  serve(app, searchInteractions, ({ principal, query }) => interactions.list(principal.project, query))
  serve(app, countInteractions, ({ principal, query }) => interactions.count(principal.project, query))
  serve(app, interactionFacets, ({ principal, query }) => interactions.facets(principal.project, query))
  serve(app, getInteractionStats, ({ principal, query }) => interactions.stats(principal.project, query))
  serve(app, getModelStats, ({ principal, query }) => interactions.models(principal.project, query))
  serve(app, getInteractionTimeline, ({ principal, query }) => interactions.timeline(principal.project, query))
  serve(app, listSessions, ({ principal, query }) => interactions.sessions.list(principal.project, query))
  serve(app, getSession, ({ principal, params, query }) =>
    interactions.sessions.get(principal.project, params.sessionId, { limit: query.limit, content: query.content === 'true' }),
  )
  serveFile(app, exportInteractions, ({ principal, query }) => interactions.export.open(principal.project, query))
  serve(app, getInteraction, ({ principal, params }) => interactions.get(principal.project, params.id))
}
