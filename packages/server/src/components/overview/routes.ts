import { getOverview } from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../kit/http.ts'
import type { Overview } from './room.ts'

export async function overviewRoutes(app: FastifyInstance, overview: Overview): Promise<void> {
  serve(app, getOverview, ({ principal, query }) => overview.read(principal.project, query))
}
