import {
  applyRepricing,
  cancelRepricing,
  createRepricing,
  deletePriceVersion,
  getInteractionCost,
  getRepricing,
  listPrices,
  listPriceVersions,
  listRepricings,
  uploadPrices,
} from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../kit/http.ts'
import type { InteractionCosts } from './interaction-cost.ts'
import type { Prices } from './prices.ts'
import type { Repricings } from './repricings.ts'

export interface Costs {
  prices: Prices
  interactionCosts: InteractionCosts
  repricings: Repricings
}

export function costsRoutes(app: FastifyInstance, costs: Costs): void {
  priceRoutes(app, costs)
  repricingRoutes(app, costs)
}

function priceRoutes(app: FastifyInstance, { prices, interactionCosts }: Costs): void {
  serve(app, getInteractionCost, ({ principal, params, query }) => interactionCosts.get(principal.project, params.id, query.with))
  serve(app, listPrices, ({ principal, query }) => prices.list(principal.project, query))
  serve(app, listPriceVersions, async ({ principal }) => ({ items: await prices.versions(principal.project), nextCursor: null }))
  serve(app, uploadPrices, ({ principal, body }) => prices.upload(principal.project, principal.name, body))
  serve(app, deletePriceVersion, async ({ principal, params }) => {
    await prices.remove(principal.project, params.version)
    return params
  })
}

function repricingRoutes(app: FastifyInstance, { repricings }: Costs): void {
  serve(app, createRepricing, ({ principal, body }) => repricings.create(principal.project, principal.name, body))
  serve(app, listRepricings, async ({ principal }) => ({ items: await repricings.list(principal.project), nextCursor: null }))
  serve(app, getRepricing, ({ principal, params }) => repricings.get(principal.project, params.id))
  serve(app, applyRepricing, ({ principal, params }) => repricings.apply(principal.project, params.id))
  serve(app, cancelRepricing, ({ principal, params }) => repricings.cancel(principal.project, params.id))
}
