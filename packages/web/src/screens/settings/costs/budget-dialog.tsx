import type { Budget, NewBudget } from '@relayscope/contract'
import { type FormEvent, useState } from 'react'
import { useDeleteBudget, useSaveBudget } from '../../../api/costs.ts'
import { failureOf } from '../../../api/problem.ts'
import { showToast } from '../../../lib/toast.ts'
import { Button } from '../../../ui/button.tsx'
import { Choice } from '../../../ui/choice.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, TextInput } from '../../../ui/input.tsx'
import { Note } from '../../../ui/states.tsx'
import shared from '../settings.module.css'

const PERIODS = [
  { id: 'day', label: 'Day' },
  { id: 'week', label: 'Week' },
  { id: 'month', label: 'Month' },
] as const

export function BudgetDialog({ budget, onClose }: { budget: Budget | undefined; onClose: () => void }) {
  const save = useSaveBudget()
  const remove = useDeleteBudget()
  const [period, setPeriod] = useState<NewBudget['period']>(budget?.period ?? 'month')
  const error = save.error ?? remove.error
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const read = readBudget(new FormData(event.currentTarget), period)
    save.mutate({ id: budget?.id, budget: read }, { onSuccess: () => (showToast('The budget is set'), onClose()) })
  }
  return (
    <Dialog title={budget ? `Change ${budget.name}` : 'Add a budget'} open onOpenChange={(open) => !open && onClose()}>
      <form className={shared.form} onSubmit={submit}>
        <Text name="name" label="Name" value={budget?.name} placeholder="Support team" required />
        <div className={shared.pair}>
          <Text name="amount" label="Amount" value={budget?.amount} placeholder="1500.00" required pattern="\d{1,12}(\.\d{1,18})?" />
          <Text name="currency" label="Currency" value={budget?.currency ?? 'USD'} required pattern="[A-Z]{3}" />
        </div>
        <Choice label="Period" options={PERIODS} chosen={period} onChoose={setPeriod} />
        <div className={shared.pair}>
          <Text name="provider" label="Provider" value={budget?.provider} />
          <Text name="model" label="Model" value={budget?.model} />
          <Text name="organizationId" label="Organization" value={budget?.organizationId} />
          <Text name="userId" label="User" value={budget?.userId} />
        </div>
        <Text
          name="thresholds"
          label="Tell at these shares, per cent"
          value={percents(budget?.thresholds ?? [0.5, 0.8, 1])}
          placeholder="50, 80, 100"
        />
        {error && <Note tone="warning">{failureOf(error).message}</Note>}
        <div className={shared.actions}>
          {budget && (
            <Button look="critical" disabled={remove.isPending} onClick={() => remove.mutate(budget.id, { onSuccess: onClose })}>
              Remove
            </Button>
          )}
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {budget ? 'Change' : 'Add'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface TextProps {
  name: string
  label: string
  value: string | undefined
  placeholder?: string
  required?: boolean
  pattern?: string
}

function Text({ label, value, ...rest }: TextProps) {
  return (
    <Field label={label}>
      <TextInput compact {...rest} defaultValue={value} maxLength={200} />
    </Field>
  )
}

function percents(shares: readonly number[]): string {
  return shares.map((share) => String(Math.round(share * 1000) / 10)).join(', ')
}

function readBudget(form: FormData, period: NewBudget['period']): NewBudget {
  const text = (name: string): string => String(form.get(name) ?? '').trim()
  const filters = ['provider', 'model', 'organizationId', 'userId'].flatMap((name) => (text(name) === '' ? [] : [[name, text(name)]]))
  const thresholds = text('thresholds')
    .split(',')
    .map((percent) => Number(percent) / 100)
    .filter((share) => share > 0)
  return { name: text('name'), amount: text('amount'), currency: text('currency'), period, thresholds, ...Object.fromEntries(filters) }
}
