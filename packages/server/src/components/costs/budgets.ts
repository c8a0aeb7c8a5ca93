/** Budgets: what they say, how they stand, and telling when one is crossed. */
import { randomUUID } from 'node:crypto'
import type { Budget, BudgetEvent, BudgetStatus, NewBudget, SpendingOutlook } from '@relayscope/contract'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import type { Log } from '../../kit/log.ts'
import { createLeasedJob, type LeasedJob } from '../../planes/control/leased-job.ts'
import type { Leases } from '../../planes/control/plane.ts'
import { statusOf } from './budget-status.ts'
import type { BudgetStore, StoredBudget } from './budget-store.ts'
import type { Spending } from './spending.ts'

export interface Budgets extends LeasedJob {
  list(project: string): Promise<Budget[]>
  create(project: string, by: string, budget: NewBudget): Promise<Budget>
  update(project: string, id: string, budget: NewBudget): Promise<Budget>
  remove(project: string, id: string): Promise<void>
  outlook(project: string, query: OutlookQuery): Promise<SpendingOutlook>
  events(project: string, budgetId: string | undefined, limit: number): Promise<BudgetEvent[]>
  /** Looks at every budget once, and tells what was crossed. */
  check(): Promise<void>
}

export interface BudgetParts {
  store: BudgetStore
  spending: Spending
  leases: Leases
  clock: Clock
  log: Log
}

type OutlookQuery = Pick<NewBudget, 'provider' | 'model' | 'organizationId' | 'userId' | 'currency' | 'period'>

/** More than anybody spends. */
const NO_END = '999999999999'
const MAX_OF_PROJECT = 200
const EVERY_MS = 60_000
const LEASE = 'budgets'
/** Looking at many budgets takes a while. */
const LEASE_MS = 300_000

export function createBudgets({ store, spending, leases, clock, log }: BudgetParts): Budgets {
  const now = (): Date => new Date(clock.nowMs())
  const withStatus = async (stored: StoredBudget): Promise<Budget> =>
    present(stored, await statusOf(spending, stored.project, stored.budget, clock.nowMs()))

  async function check(): Promise<void> {
    for (const stored of await store.all()) {
      const status = await statusOf(spending, stored.project, stored.budget, clock.nowMs())
      for (const event of crossed(stored, status, now())) {
        if (await store.addEvent(stored.project, event))
          log.warn({ budget: stored.id, kind: event.kind, threshold: event.threshold }, 'a budget was crossed')
      }
    }
  }

  return {
    async list(project) {
      const budgets: Budget[] = []
      for (const stored of await store.of(project)) budgets.push(await withStatus(stored))
      return budgets
    },
    async create(project, by, budget) {
      if ((await store.of(project)).length >= MAX_OF_PROJECT) throw httpError('conflict', `a project may have ${MAX_OF_PROJECT} budgets`)
      const stored: StoredBudget = { id: randomUUID(), project, budget, createdBy: by, createdAt: now(), updatedAt: now() }
      await store.insert(stored)
      return withStatus(stored)
    },
    async update(project, id, budget) {
      const stored = await store.update(project, id, budget, now())
      if (!stored) throw missing()
      return withStatus(stored)
    },
    async remove(project, id) {
      if (!(await store.remove(project, id))) throw missing()
    },
    async outlook(project, { currency, period, ...filters }) {
      const budget: NewBudget = { ...filters, currency, period, name: '', amount: NO_END, thresholds: [] }
      const { share: _, state: __, runsOutAt: ___, ...outlook } = await statusOf(spending, project, budget, clock.nowMs())
      return { ...outlook, currency, period }
    },
    events: (project, budgetId, limit) => store.events(project, budgetId, limit),
    check,
    ...createLeasedJob({
      leases,
      log,
      name: LEASE,
      leaseMs: LEASE_MS,
      everyMs: EVERY_MS,
      failure: 'budgets could not be looked at; it is tried again',
      work: check,
    }),
  }
}

function missing(): Error {
  return httpError('not_found', 'there is no such budget')
}

function present({ id, budget, createdBy, createdAt, updatedAt }: StoredBudget, status: BudgetStatus): Budget {
  return { ...budget, id, createdBy, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString(), status }
}

/** Of a new forecast there is one thing to tell; of shares each that is reached. */
export function crossed({ id, budget }: StoredBudget, status: BudgetStatus, at: Date): BudgetEvent[] {
  const event = (kind: BudgetEvent['kind'], threshold: number): BudgetEvent => ({
    id: randomUUID(),
    budgetId: id,
    time: at.toISOString(),
    period: status.from,
    kind,
    threshold,
    spent: status.spent,
    amount: budget.amount,
    currency: budget.currency,
  })
  const reached = budget.thresholds.filter((threshold) => status.share >= threshold).map((threshold) => event('threshold', threshold))
  return status.state === 'forecast_over' ? [...reached, event('forecast', 1)] : reached
}
