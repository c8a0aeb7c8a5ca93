/** Interactions as they are read, the roll-up of their figures, and what is made of their money. */
import type { FastifyInstance } from 'fastify'
import { costsRoutes } from '../components/costs/index.ts'
import {
  createInteractions,
  type Interactions,
  interactionsRoutes,
  rolledFigures,
  startFiguresRollup,
} from '../components/interactions/index.ts'
import type { Pricer } from '../flows/price/index.ts'
import { type CostParts, openCosts } from './open-costs.ts'

export interface OpenedInteractions {
  interactions: Interactions
  pricer: Pricer
}

export async function openInteractions(http: FastifyInstance, parts: Omit<CostParts, 'interactions'>): Promise<OpenedInteractions> {
  const { telemetry, control, clock, log, lifecycle, jobs } = parts
  if (jobs) {
    const figures = startFiguresRollup({ telemetry, control, clock, log })
    lifecycle.onClose('figures', () => figures.stop())
  }
  const interactions = createInteractions({ telemetry, clock, rolled: rolledFigures(control, clock.nowMs) })
  await interactionsRoutes(http, interactions)
  const { pricer, ...costs } = await openCosts({ ...parts, interactions })
  costsRoutes(http, costs)
  return { interactions, pricer }
}
