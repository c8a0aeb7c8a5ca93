/** Everything of money that lives as long as the process. */
import {
  type Costs,
  createBudgets,
  createBudgetStore,
  createEstimates,
  createInteractionCosts,
  createInvoices,
  createPrices,
  createPriceStore,
  createRepricings,
  createRepricingStore,
  type Spending,
} from '../components/costs/index.ts'
import type { Interactions } from '../components/interactions/index.ts'
import { bundledTables, createPricer, type Pricer, type PriceTable, type PriceTableData } from '../flows/price/index.ts'
import type { Clock } from '../kit/clock.ts'
import type { Lifecycle } from '../kit/lifecycle.ts'
import type { Log } from '../kit/log.ts'
import type { ControlPlane } from '../planes/control/plane.ts'
import type { TelemetryPlane } from '../planes/telemetry/plane.ts'
import { openEstimatingThread } from './estimating-thread.ts'

export interface CostParts {
  telemetry: TelemetryPlane
  control: ControlPlane
  clock: Clock
  log: Log
  lifecycle: Lifecycle
  /** Whether this process does what is done by one of all. */
  jobs: boolean
  onTables: (project: string, tables: PriceTableData[]) => void
  interactions: Pick<Interactions, 'stats' | 'timeline'>
}

export async function openCosts(parts: CostParts): Promise<Costs & { pricer: Pricer }> {
  const { telemetry, control, clock, log, lifecycle, jobs, onTables } = parts
  let tables: readonly PriceTable[] | undefined
  const bundled = (): readonly PriceTable[] => (tables ??= bundledTables())
  const pricer = createPricer(bundled)
  const prices = createPrices({ store: createPriceStore(control), bundled, pricer, clock, log, onTables })
  await prices.start()
  const store = createRepricingStore(control)
  const repricings = createRepricings({ telemetry, store, leases: control.leases, pricer, clock, log })
  lifecycle.onClose('repricing', () => repricings.stop())
  const spending = spendingOf(parts.interactions)
  const budgets = createBudgets({ store: createBudgetStore(control), spending, leases: control.leases, clock, log })
  lifecycle.onClose('budgets', () => budgets.stop())
  const estimates = createEstimates({ telemetry, control, pricer, clock, log, openThread: openEstimatingThread })
  lifecycle.onClose('token estimates', () => estimates.stop())
  if (jobs) {
    await repricings.start()
    budgets.start()
    estimates.start()
  }
  return {
    pricer,
    prices,
    interactionCosts: createInteractionCosts({ telemetry, pricer, clock }),
    repricings,
    budgets,
    estimates,
    invoices: createInvoices({ control, spending, clock }),
  }
}

const MOST_MODELS = 1000

/** Figures of interactions, as the room of costs asks for them. */
function spendingOf(interactions: CostParts['interactions']): Spending {
  return {
    total: async (project, query) => (await interactions.stats(project, { ...query, limit: 1 })).total,
    byModel: async (project, query) => (await interactions.stats(project, { ...query, groupBy: ['model'], limit: MOST_MODELS })).groups,
    overTime: (project, query, steps) => interactions.timeline(project, { ...query, steps }),
  }
}
