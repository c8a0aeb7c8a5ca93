import {
  countDecisions,
  decisionFacets,
  getDecision,
  getDecisionFlow,
  getDecisionStats,
  listDecisions,
  lookUpDecisions,
  searchDecisions,
  verifyDecisions,
} from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../kit/http.ts'
import type { Decisions } from './room.ts'

export async function decisionsRoutes(app: FastifyInstance, decisions: Decisions): Promise<void> {
  serve(app, listDecisions, ({ principal, query }) => decisions.list(principal.project, query))
  serve(app, searchDecisions, ({ principal, query }) => decisions.list(principal.project, query))
  serve(app, countDecisions, ({ principal, query }) => decisions.count(principal.project, query))
  serve(app, decisionFacets, ({ principal, query }) => decisions.facets(principal.project, query))
  serve(app, getDecisionStats, ({ principal, query }) => decisions.stats(principal.project, query))
  serve(app, getDecisionFlow, ({ principal, query }) => decisions.flow(principal.project, query))
  serve(app, lookUpDecisions, ({ principal, query }) => decisions.lookUp(principal.project, query.id))
  serve(app, verifyDecisions, ({ principal, query }) => decisions.verify(principal.project, query))
  serve(app, getDecision, ({ principal, params, query }) => decisions.get(principal.project, params.traceId, query.requestId))
}
