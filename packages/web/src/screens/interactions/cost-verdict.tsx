/** The costs of the range and of the month in sentences, from the same figures as the table. */
import type { CallFigures, InteractionStats, SpendingOutlook } from '@relayscope/contract'
import { formatShare, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import styles from './interactions.module.css'

interface Props {
  total: CallFigures
  before: InteractionStats['before']
  outlook: SpendingOutlook | undefined
}

export function CostVerdict({ total, before, outlook }: Props) {
  return (
    <div className={styles.verdict}>
      <p>
        <b>{spent(total)}</b> in this range{change(total, before)}.{saved(total)}
      </p>
      {outlook && <p className="t2">{month(outlook)}</p>}
      {total.callsWithoutCost > 0 && (
        <p className="t3">
          The cost of {plural(total.callsWithoutCost, 'call')} is not known and not in any sum: no token counts, or no price for the model.
        </p>
      )}
    </div>
  )
}

function spent({ costs }: CallFigures): string {
  return costs.length === 0 ? 'No known cost' : costs.map(({ amount, currency }) => formatMoney(amount, currency)).join(' + ')
}

function change(total: CallFigures, before: Props['before']): string {
  const earlier = before?.figures
  if (!earlier || total.cost === null || earlier.cost === null || earlier.cost === 0 || earlier.currency !== total.currency) return ''
  const share = total.cost / earlier.cost - 1
  if (Math.abs(share) < 0.005) return ', as much as in the same time before'
  const perCall = before?.changes.find(({ measure }) => measure === 'costPerCall')
  const why =
    perCall?.significant && perCall.change !== null
      ? `, ${formatShare(Math.abs(perCall.change))} ${perCall.change > 0 ? 'more' : 'less'} per call`
      : ''
  return `, ${formatShare(Math.abs(share))} ${share > 0 ? 'more' : 'less'} than in the same time before${why}`
}

function saved({ cacheSaved }: CallFigures): string {
  const sums = cacheSaved.filter(({ amount }) => amount !== 0)
  if (sums.length === 0) return ''
  return ` Provider caches saved ${sums.map(({ amount, currency }) => formatMoney(amount, currency)).join(' + ')}.`
}

function month({ spent: sum, burnRatePerDay, forecast, currency, to }: SpendingOutlook): string {
  const money = (decimal: string): string => formatMoney(Number(decimal), currency)
  const last = new Date(Date.parse(to) - 1).toLocaleDateString('en-US', { month: 'long', day: 'numeric', timeZone: 'UTC' })
  const range = forecast.low === forecast.high ? money(forecast.expected) : `${money(forecast.low)} to ${money(forecast.high)}`
  return `This month: ${money(sum)} so far, ${money(burnRatePerDay)} in the last 24 hours; by ${last} about ${range}.`
}
