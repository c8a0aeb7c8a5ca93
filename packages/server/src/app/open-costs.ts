/** Everything of money that lives as long as the process. */
import {
  type Costs,
  createInteractionCosts,
  createPrices,
  createPriceStore,
  createRepricings,
  createRepricingStore,
} from '../components/costs/index.ts'
import { bundledTables, createPricer, type PriceTableData } from '../flows/price/index.ts'
import type { Clock } from '../kit/clock.ts'
import type { Lifecycle } from '../kit/lifecycle.ts'
import type { Log } from '../kit/log.ts'
import type { ControlPlane } from '../planes/control/plane.ts'
import type { TelemetryPlane } from '../planes/telemetry/plane.ts'

export interface CostParts {
  telemetry: TelemetryPlane
  control: ControlPlane
  clock: Clock
  log: Log
  lifecycle: Lifecycle
  /** Whether this process does what is done by one of all. */
  jobs: boolean
  onTables: (project: string, tables: PriceTableData[]) => void
}

export async function openCosts({ telemetry, control, clock, log, lifecycle, jobs, onTables }: CostParts): Promise<Costs> {
  const bundled = bundledTables()
  const pricer = createPricer(bundled)
  const prices = createPrices({ store: createPriceStore(control), bundled, pricer, clock, log, onTables })
  await prices.start()
  const store = createRepricingStore(control)
  const repricings = createRepricings({ telemetry, store, leases: control.leases, pricer, clock, log })
  lifecycle.onClose('repricing', () => repricings.stop())
  if (jobs) await repricings.start()
  return { prices, interactionCosts: createInteractionCosts({ telemetry, pricer, clock }), repricings }
}
