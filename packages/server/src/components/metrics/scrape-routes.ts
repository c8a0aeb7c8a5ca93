import { createTarget, deleteTarget, listTargets, updateTarget } from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../kit/http.ts'
import type { Scraper } from './scrape-job.ts'
import type { Targets } from './targets.ts'

export function scrapeRoutes(app: FastifyInstance, targets: Targets, scraper: Pick<Scraper, 'known'>): void {
  serve(app, listTargets, async ({ principal }) => ({ items: (await targets.of(principal.project)).map(scraper.known), nextCursor: null }))
  serve(app, createTarget, async ({ principal, body }) => scraper.known(await targets.create(principal.project, body)))
  serve(app, updateTarget, async ({ principal, params, body }) => scraper.known(await targets.update(principal.project, params.id, body)))
  serve(app, deleteTarget, async ({ principal, params }) => {
    await targets.remove(principal.project, params.id)
    return { id: params.id }
  })
}
