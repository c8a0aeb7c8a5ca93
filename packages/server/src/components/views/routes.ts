import { deleteView, listViews, saveView } from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../kit/http.ts'
import type { Views } from './views.ts'

export function viewsRoutes(app: FastifyInstance, views: Views): void {
  serve(app, listViews, async ({ principal, query }) => ({ items: await views.list(principal.project, query.screen), nextCursor: null }))
  serve(app, saveView, ({ principal, body }) => views.save(principal.project, body))
  serve(app, deleteView, async ({ principal, params }) => {
    await views.remove(principal.project, params.id)
    return { id: params.id }
  })
}
