import {
  applyRepricing,
  cancelRepricing,
  createBudget,
  createInvoiceCheck,
  createRepricing,
  deleteBudget,
  deleteInvoiceCheck,
  deletePriceVersion,
  getInteractionCost,
  getInvoiceCheck,
  getRepricing,
  getSpendingOutlook,
  listBudgetEvents,
  listBudgets,
  listInvoiceChecks,
  listPrices,
  listPriceVersions,
  listRepricings,
  updateBudget,
  uploadPrices,
} from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../kit/http.ts'
import type { Budgets } from './budgets.ts'
import type { Estimates } from './estimate-job.ts'
import type { InteractionCosts } from './interaction-cost.ts'
import type { Invoices } from './invoices.ts'
import type { Prices } from './prices.ts'
import type { Repricings } from './repricings.ts'

export interface Costs {
  prices: Prices
  interactionCosts: InteractionCosts
  repricings: Repricings
  budgets: Budgets
  invoices: Invoices
  estimates: Estimates
}

export function costsRoutes(app: FastifyInstance, costs: Costs): void {
  priceRoutes(app, costs)
  repricingRoutes(app, costs)
  budgetRoutes(app, costs)
  invoiceRoutes(app, costs)
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

function budgetRoutes(app: FastifyInstance, { budgets }: Costs): void {
  serve(app, listBudgets, async ({ principal }) => ({ items: await budgets.list(principal.project), nextCursor: null }))
  serve(app, createBudget, ({ principal, body }) => budgets.create(principal.project, principal.name, body))
  serve(app, getSpendingOutlook, ({ principal, query }) => budgets.outlook(principal.project, query))
  serve(app, updateBudget, ({ principal, params, body }) => budgets.update(principal.project, params.id, body))
  serve(app, deleteBudget, async ({ principal, params }) => {
    await budgets.remove(principal.project, params.id)
    return params
  })
  serve(app, listBudgetEvents, async ({ principal, query }) => ({
    items: await budgets.events(principal.project, query.budgetId, query.limit),
    nextCursor: null,
  }))
}

function invoiceRoutes(app: FastifyInstance, { invoices }: Costs): void {
  serve(app, createInvoiceCheck, ({ principal, body }) => invoices.create(principal.project, principal.name, body))
  serve(app, listInvoiceChecks, async ({ principal }) => ({ items: await invoices.list(principal.project), nextCursor: null }))
  serve(app, getInvoiceCheck, ({ principal, params }) => invoices.get(principal.project, params.id))
  serve(app, deleteInvoiceCheck, async ({ principal, params }) => {
    await invoices.remove(principal.project, params.id)
    return params
  })
}
