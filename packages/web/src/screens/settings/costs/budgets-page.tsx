/** What may be spent, how it stands, and a provider's invoice beside what was recorded. */
import type { Budget } from '@relayscope/contract'
import { useState } from 'react'
import { useBudgets } from '../../../api/costs.ts'
import { failureOf } from '../../../api/problem.ts'
import { Button } from '../../../ui/button.tsx'
import { Pane } from '../../../ui/pane.tsx'
import { SettingsFrame } from '../settings-frame.tsx'
import { BudgetDialog } from './budget-dialog.tsx'
import { BudgetLine } from './budget-line.tsx'
import { Invoices } from './invoices.tsx'
import shared from '../settings.module.css'

export function BudgetsPage() {
  const { data, error, isPending, refetch } = useBudgets()
  const [editing, setEditing] = useState<Budget | 'new'>()
  const none =
    data?.length === 0 ? (
      <p className={shared.none}>No budget is set. One for the whole project says each day how the month will end.</p>
    ) : undefined
  return (
    <SettingsFrame>
      <div className={shared.page}>
        <header className={shared.head}>
          <div className="grow">
            <h2>Budgets</h2>
            <p className="t2">Of the whole project, or of a provider, a model, an organization or a user. Periods are UTC.</p>
          </div>
          <Button look="primary" onClick={() => setEditing('new')}>
            Add a budget…
          </Button>
        </header>
        <Pane
          what="The budgets"
          loading={isPending}
          failure={error && !data ? failureOf(error) : undefined}
          onRetry={() => void refetch()}
          empty={none}
        >
          <div>
            {data?.map((budget) => (
              <BudgetLine key={budget.id} budget={budget} onEdit={() => setEditing(budget)} />
            ))}
          </div>
        </Pane>
        <Invoices />
        {editing && <BudgetDialog budget={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />}
      </div>
    </SettingsFrame>
  )
}
