/** The statements of budgets and of what was told of them. */
import { type BudgetEvent, type NewBudget, newBudget } from '@relayscope/contract'
import type { ControlPlane } from '../../planes/control/plane.ts'
import { storableJson } from '../../planes/control/storable.ts'

export interface StoredBudget {
  id: string
  project: string
  budget: NewBudget
  createdBy: string
  createdAt: Date
  updatedAt: Date
}

export interface BudgetStore {
  all(): Promise<StoredBudget[]>
  of(project: string): Promise<StoredBudget[]>
  insert(stored: StoredBudget): Promise<void>
  update(project: string, id: string, budget: NewBudget, at: Date): Promise<StoredBudget | undefined>
  remove(project: string, id: string): Promise<boolean>
  events(project: string, budgetId: string | undefined, limit: number): Promise<BudgetEvent[]>
  /** False when it was told in this period already. */
  addEvent(project: string, event: BudgetEvent): Promise<boolean>
}

/** Whoever sends alerts listens here; the payload is the event as JSON, with its project. */
export const BUDGET_CHANNEL = 'budget_events'
const MAX_BUDGETS = 10_000
const COLUMNS = 'id, project, document, created_by, created_at, updated_at'

interface BudgetRow {
  id: string
  project: string
  document: unknown
  created_by: string
  created_at: Date
  updated_at: Date
}

interface EventRow {
  id: string
  budget_id: string
  period: Date
  kind: BudgetEvent['kind']
  threshold: number
  document: Pick<BudgetEvent, 'spent' | 'amount' | 'currency'>
  created_at: Date
}

export function createBudgetStore(control: ControlPlane): BudgetStore {
  return {
    all: async () =>
      (await control.query<BudgetRow>(`select ${COLUMNS} from budgets order by created_at limit ${MAX_BUDGETS}`)).flatMap(stored),
    of: async (project) =>
      (await control.query<BudgetRow>(`select ${COLUMNS} from budgets where project = $1 order by created_at`, [project])).flatMap(stored),
    async insert({ id, project, budget, createdBy, createdAt }) {
      await control.query(
        'insert into budgets (id, project, document, created_by, created_at, updated_at) values ($1, $2, $3::jsonb, $4, $5, $5)',
        [id, project, storableJson(budget), createdBy, createdAt],
      )
    },
    async update(project, id, budget, at) {
      const [row] = await control.query<BudgetRow>(
        `update budgets set document = $3::jsonb, updated_at = $4 where project = $1 and id = $2 returning ${COLUMNS}`,
        [project, id, storableJson(budget), at],
      )
      return row && stored(row)[0]
    },
    remove: async (project, id) =>
      (await control.query('delete from budgets where project = $1 and id = $2 returning id', [project, id])).length > 0,
    async events(project, budgetId, limit) {
      const rows = await control.query<EventRow>(
        `select id, budget_id, period, kind, threshold, document, created_at from budget_events
         where project = $1 and ($2 = '' or budget_id = $2) order by created_at desc limit $3`,
        [project, budgetId ?? '', limit],
      )
      return rows.map(eventOf)
    },
    addEvent: (project, event) =>
      control.transaction(async (transaction) => {
        const { id, budgetId, time, period, kind, threshold, spent, amount, currency } = event
        const added = await transaction.query(
          `insert into budget_events (id, project, budget_id, period, kind, threshold, document, created_at)
           values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8) on conflict do nothing returning id`,
          [id, project, budgetId, new Date(period), kind, threshold, storableJson({ spent, amount, currency }), new Date(time)],
        )
        if (added.length > 0) await transaction.notify(BUDGET_CHANNEL, JSON.stringify({ project, ...event }))
        return added.length > 0
      }),
  }
}

/** A document of another version that no longer fits is left out, instead of stopping the rest. */
function stored({ id, project, document, created_by, created_at, updated_at }: BudgetRow): StoredBudget[] {
  const read = newBudget.safeParse(document)
  return read.success ? [{ id, project, budget: read.data, createdBy: created_by, createdAt: created_at, updatedAt: updated_at }] : []
}

function eventOf({ id, budget_id, period, kind, threshold, document, created_at }: EventRow): BudgetEvent {
  return { id, budgetId: budget_id, period: period.toISOString(), kind, threshold, ...document, time: created_at.toISOString() }
}
