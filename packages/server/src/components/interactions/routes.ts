import {
  countInteractions,
  exportInteractions,
  getInteraction,
  getInteractionStats,
  getInteractionTimeline,
  getModelStats,
  getSession,
  type InteractionListAnswer,
  type InteractionListQuery,
  interactionFacets,
  listInteractions,
  listSessions,
  searchInteractions,
} from '@relayscope/contract'
import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import type { FastifyInstance } from 'fastify'
import { interactionFor, refuseFacetsOfContent, refuseSearchInContent, sessionFor } from '../../flows/query/without-content.ts'
import { serve, serveFile } from '../../kit/http.ts'
import type { Principal } from '../../kit/principal.ts'
import type { Interactions } from './room.ts'

export async function interactionsRoutes(app: FastifyInstance, interactions: Interactions): Promise<void> {
  serve(app, listInteractions, ({ principal, query }) => list(interactions, principal, query))
  serve(app, searchInteractions, ({ principal, query }) => list(interactions, principal, query))
  serve(app, countInteractions, ({ principal, query }) => interactions.count(principal.project, allowed(principal, query)))
  serve(app, interactionFacets, ({ principal, query }) => {
    refuseFacetsOfContent(principal, query, INTERACTION_FIELDS)
    return interactions.facets(principal.project, allowed(principal, query))
  })
  serve(app, getInteractionStats, ({ principal, query }) => interactions.stats(principal.project, allowed(principal, query)))
  serve(app, getModelStats, ({ principal, query }) => interactions.models(principal.project, allowed(principal, query)))
  serve(app, getInteractionTimeline, ({ principal, query }) => interactions.timeline(principal.project, allowed(principal, query)))
  serve(app, listSessions, async ({ principal, query }) => {
    const answer = await interactions.sessions.list(principal.project, allowed(principal, query))
    return { ...answer, items: answer.items.map((session) => sessionFor(principal, session)) }
  })
  serve(app, getSession, async ({ principal, params, query }) => {
    const asked = { limit: query.limit, content: query.content === 'true' }
    const { session, turns, more } = await interactions.sessions.get(principal.project, params.sessionId, asked)
    return { session: sessionFor(principal, session), turns: turns.map((turn) => interactionFor(principal, turn)), more }
  })
  serveFile(app, exportInteractions, ({ principal, query }) => interactions.export.open(principal.project, query))
  serve(app, getInteraction, async ({ principal, params }) =>
    interactionFor(principal, await interactions.get(principal.project, params.id)),
  )
}

async function list(interactions: Interactions, principal: Principal, query: InteractionListQuery): Promise<InteractionListAnswer> {
  const answer = await interactions.list(principal.project, allowed(principal, query))
  return { ...answer, items: answer.items.map((item) => interactionFor(principal, item)) }
}

function allowed<Query extends { q?: string | undefined }>(principal: Principal, query: Query): Query {
  refuseSearchInContent(principal, query, INTERACTION_FIELDS)
  return query
}
