import type { Budget } from '@relayscope/contract'
import { Pencil } from 'lucide-react'
import { formatShare, plural } from '../../../lib/format.ts'
import { formatMoney } from '../../../lib/money.ts'
import { IconButton } from '../../../ui/button.tsx'
import { StatusWord } from '../../../ui/status-shape.tsx'
import { Exact } from '../../../ui/time-text.tsx'
import styles from './costs.module.css'
import shared from '../settings.module.css'

const PERIODS = { day: 'today', week: 'this week', month: 'this month' } as const

export function BudgetLine({ budget, onEdit }: { budget: Budget; onEdit: () => void }) {
  const { name, amount, currency, period, status } = budget
  const money = (decimal: string): string => formatMoney(Number(decimal), currency)
  return (
    <div className={styles.budget}>
      <div>
        <b>{name}</b> <span className="t3">{scopeOf(budget)}</span>
        <div className="t2">
          {money(status.spent)} of {money(amount)} {PERIODS[period]}, {formatShare(status.share)}. {outlook(budget, money)}
          {status.runsOutAt !== null && status.state === 'forecast_over' && (
            <>
              {' '}
              Used up on <Exact iso={status.runsOutAt} withDay />.
            </>
          )}
        </div>
        {note(budget) !== '' && <div className="t3">{note(budget)}</div>}
      </div>
      <div className={shared.tools}>
        {status.state !== 'ok' && (
          <StatusWord status={status.state === 'over' ? 'error' : 'slow'}>{status.state === 'over' ? 'over' : 'will be over'}</StatusWord>
        )}
        <IconButton look="ghost" size="small" label={`Change ${name}`} onClick={onEdit}>
          <Pencil aria-hidden />
        </IconButton>
      </div>
      <Gauge budget={budget} />
    </div>
  )
}

function scopeOf({ provider, model, organizationId, userId }: Budget): string {
  const parts = [provider, model, organizationId && `organization ${organizationId}`, userId && `user ${userId}`].filter(Boolean)
  return parts.length === 0 ? 'the whole project' : parts.join(', ')
}

function outlook({ status: { forecast, burnRatePerDay } }: Budget, money: (decimal: string) => string): string {
  const range = forecast.low === forecast.high ? money(forecast.expected) : `${money(forecast.low)} to ${money(forecast.high)}`
  return `${money(burnRatePerDay)} in the last 24 hours; about ${range} at the end.`
}

function note({ status: { callsWithoutCost, otherCurrencies } }: Budget): string {
  const parts = [
    ...(callsWithoutCost > 0 ? [`${plural(callsWithoutCost, 'call')} without a known cost`] : []),
    ...otherCurrencies.map((sum) => `${formatMoney(sum.amount, sum.currency)} in another currency`),
  ]
  return parts.length === 0 ? '' : `Not in it: ${parts.join(', ')}.`
}

/** The amount is at a fixed place as long as all fits; past it, the bar is the larger of spent and forecast. */
function Gauge({ budget: { amount, status } }: { budget: Budget }) {
  const [limit, spent, expected] = [Number(amount), Number(status.spent), Number(status.forecast.expected)]
  const whole = Math.max(limit * 1.1, spent, expected, Number.MIN_VALUE)
  const at = (value: number): string => `${(value / whole) * 100}%`
  return (
    <div className={styles.gauge} aria-hidden>
      <i data-kind="forecast" style={{ width: at(expected) }} />
      <i data-tone={status.state === 'over' ? 'critical' : undefined} style={{ width: at(spent) }} />
      <span className={styles.limit} style={{ left: at(limit) }} />
    </div>
  )
}
