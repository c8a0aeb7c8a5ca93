import {
  eraseUser,
  getErasure,
  getPrivacySettings,
  listErasures,
  listReveals,
  putPrivacySettings,
  revealInteraction,
  testPrivacy,
} from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../kit/http.ts'
import type { Privacy } from './room.ts'

export function privacyRoutes(app: FastifyInstance, { settings, test, reveals, erasures }: Privacy): void {
  serve(app, getPrivacySettings, ({ principal }) => settings.get(principal.project))
  serve(app, putPrivacySettings, ({ principal, body }) => settings.put(principal.project, principal.name, body))
  serve(app, testPrivacy, ({ principal, body }) => test(principal.project, body))
  serve(app, revealInteraction, ({ principal, params, body }) => reveals.reveal(principal, params.id, body.reason))
  serve(app, listReveals, async ({ principal, query }) => ({
    items: await reveals.list(principal.project, query.limit, query.record),
    nextCursor: null,
  }))
  serve(app, eraseUser, ({ principal, body }) => erasures.request(principal, body.userId, body.reason))
  serve(app, listErasures, async ({ principal, query }) => ({
    items: await erasures.list(principal.project, query.limit),
    nextCursor: null,
  }))
  serve(app, getErasure, ({ principal, params }) => erasures.get(principal.project, params.id))
}
